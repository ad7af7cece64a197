"""A draw while a job makes it: taken up, told about, finished or failed.

One job at a time has a draw; it says every few seconds that it still does. Whoever finds a draw
that nobody has spoken of for a while may take it up again: the same seed gives the same panel, and
seats are given in the one transaction that also keeps the result.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from forum.core.actor import SYSTEM, Actor
from forum.core.db import db
from forum.core.ids import new_public_id
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.jobs.queue import enqueue
from forum.journal.service import record
from forum.signups.logic.draw import fingerprint, material_of
from forum.signups.logic.states import DrawRole, DrawState, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.queries.draw import (
    list_entrants,
    list_running,
    material_in,
    people_by_key,
    plan_of,
)
from forum.signups.queries.seats import pool_seats
from forum.signups.service.giving import take_turns, tell
from forum.signups.service.replacing import SPARE, fill_vacancies, give_drawn_seats

# A job that has not spoken for so long is taken to be dead.
SILENT = timedelta(seconds=60)


@dataclass(frozen=True)
class Task:
    """What a job is to ask the program, and the name under which it has the draw."""

    runner: str
    question: dict[str, Any]


def take_check(draw_id: int) -> Task | None:
    """The question whether a prepared draw's targets can be met; None when nobody asks any more."""
    draw = db.session.get(Draw, draw_id)
    if draw is None or draw.state is not DrawState.PREPARED:
        return None
    plan = plan_of(draw)
    people = [entrant.values for entrant in list_entrants(draw.forum_id, draw.pool_id)]
    numbered = {f"{number:06}": values for number, values in enumerate(people)}
    material = material_of(plan, numbered, draw="", forum="", seed_hash=None)
    return Task(fingerprint(plan, people), {"do": "check", "material": material})


def note_check(draw_id: int, of: str, told: dict[str, Any] | None, *, now: datetime) -> None:
    """Keep the answer of a check, unless the draw was fixed meanwhile; None: it gave none."""
    draw = _locked(draw_id)
    if draw is None or draw.state is not DrawState.PREPARED:
        return
    state = "done" if told is not None else "failed"
    draw.report = {"check": {**(told or {}), "of": of, "state": state, "at": now.isoformat()}}


def take_draw(draw_id: int, *, now: datetime) -> Task | None:
    """Take up a running draw; None where it has ended or another job is at it."""
    draw = _locked(draw_id)
    if draw is None or draw.state is not DrawState.RUNNING or not _is_silent(draw, now):
        return None
    runner = new_public_id()
    draw.report = {"runner": runner, "spoke_at": now.isoformat()}
    return Task(runner, {"do": "draw", "material": material_in(draw), "seed": draw.seed})


def is_forgotten(draw: Draw, now: datetime) -> bool:
    """Whether no job has spoken of a running draw for a while, nor has it just been started."""
    is_new = draw.started_at is not None and now - draw.started_at <= SILENT
    return not is_new and _is_silent(draw, now)


def note_progress(draw_id: int, runner: str, done: int, *, now: datetime) -> bool:
    """Write down how far it is, in per cent; False where the job no longer has the draw."""
    draw = db.session.get(Draw, draw_id, with_for_update=True, populate_existing=True)
    if draw is None or not _is_with(draw, runner):
        return False
    draw.progress = max(draw.progress, min(99, done))
    draw.report = {"runner": runner, "spoke_at": now.isoformat()}
    return True


def finish_draw(
    draw_id: int, runner: str, told: dict[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Keep the result and give the seats, both or neither.

    Who was chosen and has withdrawn since is replaced at once. Nothing happens where the job no
    longer has the draw.
    """
    draw = _locked(draw_id)
    if draw is None or not _is_with(draw, runner):
        return
    versions = told["versions"]
    draw.state = DrawState.DONE
    draw.progress = 100
    draw.finished_at = now
    draw.algorithm_used = told["algorithm_used"]
    draw.library = f"sortition-algorithms {versions['sortition-algorithms']}"
    draw.report = {"result": told, "replacements": []}
    people = people_by_key(draw)
    give_drawn_seats(draw, _give_roles(people, told), actor=actor, now=now)
    _let_wait(people, told["reserve"], now)
    db.session.flush()  # replacements are drawn from those who wait now
    fill_vacancies(draw, actor=actor, now=now)
    # What is free now was not to be drawn; what comes free later is for the reserve.
    spare = pool_seats(draw.forum_id, draw.pool_id, now).free
    draw.report = {**draw.report, SPARE: spare}
    record(
        "draw.made",
        "draw",
        draw.public_id,
        actor=actor,
        now=now,
        forum_id=draw.forum_id,
        algorithm=draw.algorithm_used,
        chosen=len(told["chosen"]),
    )


def fail_draw(draw_id: int, runner: str, code: str, *, actor: Actor, now: datetime) -> None:
    """Write down why a draw could not be made; nobody's sign-up has changed."""
    draw = _locked(draw_id)
    if draw is None or not _is_with(draw, runner):
        return
    draw.state = DrawState.FAILED
    draw.problem = code
    draw.report = {}
    record(
        "draw.failed",
        "draw",
        draw.public_id,
        actor=actor,
        now=now,
        forum_id=draw.forum_id,
        problem=code,
    )


def resume_draws(*, now: datetime) -> int:
    """Let jobs take up draws whose job has died; how many there are."""
    silent = [draw.id for draw in list_running() if is_forgotten(draw, now)]
    for draw_id in silent:
        enqueue("signups.run_draw", draw_id=draw_id, unique_key=str(draw_id))
    return len(silent)


def _locked(draw_id: int) -> Draw | None:
    """The draw as it stands now, its forum locked: seats change one act after the other."""
    draw = db.session.get(Draw, draw_id)
    if draw is None:
        return None
    forum_for(SYSTEM, draw.forum.public_id, Permission.SIGNUP_MANAGE, lock=True)
    db.session.refresh(draw)
    return draw


def _is_silent(draw: Draw, now: datetime) -> bool:
    spoke_at = draw.report.get("spoke_at")
    return spoke_at is None or now - datetime.fromisoformat(spoke_at) > SILENT


def _is_with(draw: Draw, runner: str) -> bool:
    return draw.state is DrawState.RUNNING and draw.report.get("runner") == runner


def _give_roles(people: dict[str, DrawCandidate], told: dict[str, Any]) -> list[Signup]:
    """Write down what everybody drew, and tell who is to be seated."""
    chances = told["probabilities"] or {}
    places = {key: place for place, key in enumerate(told["reserve"], start=1)}
    for key, row in people.items():
        row.role = DrawRole.RESERVE if key in places else DrawRole.CHOSEN
        row.position = places.get(key)
        row.probability = chances.get(key)
    return [people[key].signup for key in told["chosen"] if key in people]


def _let_wait(people: dict[str, DrawCandidate], reserve: list[str], now: datetime) -> None:
    """Put everybody else into the line in the order drawn, and write to them."""
    others = [people[key].signup for key in reserve if key in people]
    waiting = [signup for signup in others if signup.state is SignupState.APPLIED]
    take_turns(waiting, now=now)
    for signup in waiting:
        tell(signup, "signups.on_reserve", now=now)
