"""What a draw gives: seats to the chosen, and to those of the reserve who replace them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.access import draw_for
from forum.signups.errors import DrawNotFixed
from forum.signups.logic.draw import members, ranked_reserve
from forum.signups.logic.lottery import replacements
from forum.signups.logic.states import HOLDING, DrawRole, DrawState, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.queries.draw import find_draw_of_seats, people_by_key, report_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.promoting import move_up, seat

# Nobody moves up any more at these stages: there is nothing to come to.
_PAST = frozenset({Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED})
_STILL_THERE = frozenset({SignupState.APPLIED, SignupState.WAITING})


def replace_missing(forum_id: str, draw_id: str, *, actor: Actor, now: datetime) -> list[Signup]:
    """Draw replacements for those who left, for organisers; who came in. Ids are public.

    Raises DrawNotFixed where the draw has not been made.
    """
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state is not DrawState.DONE:
        raise DrawNotFixed
    return fill_vacancies(draw, actor=actor, now=now)


def replace_drawn(left: Signup, *, actor: Actor, now: datetime) -> list[Signup]:
    """Give a drawn seat that somebody left to a replacement, where a draw gave it; who came in.

    The forum is locked.
    """
    draw = find_draw_of_seats(left)
    return fill_vacancies(draw, actor=actor, now=now) if draw is not None else []


def fill_vacancies(draw: Draw, *, actor: Actor, now: datetime) -> list[Signup]:
    """Draw so many of the reserve as the panel lacks, and write the step into the report.

    Those who wait on the reserve list can come in; the rule is `lottery.replacements`. Nobody
    comes in once the forum is over. The forum is locked.
    """
    if _is_past(draw.forum, now):
        return []
    people = people_by_key(draw)
    report = report_of(draw)
    left = [key for key in members(report) if not _is_in(people.get(key))]
    kept = [key for key in members(report) if key not in left]
    reserve = ranked_reserve(report)
    unavailable = [key for key in reserve if not _waits(people.get(key))]
    ready = [key for key in reserve if key not in unavailable]
    came = replacements(report["material"], kept, ready)
    if not came and not left:
        return []
    _note_step(draw, left, unavailable, came, actor=actor, now=now)
    for key in came:
        people[key].role = DrawRole.REPLACEMENT
    return give_drawn_seats(draw, [people[key].signup for key in came], actor=actor, now=now)


def forget_keys(signup: Signup) -> None:
    """Leave nothing that says which key somebody had in a draw, unless they still hold a seat.

    The report keeps the key, and nobody knows any more whose it was.
    """
    if signup.state not in HOLDING:
        mine = delete(DrawCandidate).where(DrawCandidate.signup_id == signup.id)
        db.session.execute(mine)


def give_drawn_seats(
    draw: Draw, signups: Iterable[Signup], *, actor: Actor, now: datetime
) -> list[Signup]:
    """Seat those who were drawn and still want to come, with one letter each; who got a seat.

    Where there is a time to accept, the seats are offered.
    """
    chosen = [signup for signup in signups if signup.state in _STILL_THERE]
    has_to_accept = rules_of(draw.forum_id).accept_hours is not None
    for signup in chosen:
        signup.pool_id = signup.pool_id or draw.pool_id
        if has_to_accept or signup.state is SignupState.WAITING:
            move_up(signup, actor=actor, now=now)
        else:
            seat(signup, "signups.drawn", actor=actor, now=now)
    return chosen


def _is_past(forum: Forum, now: datetime) -> bool:
    return forum.stage in _PAST or now >= forum.ends_at


def _is_in(row: DrawCandidate | None) -> bool:
    return row is not None and row.signup.state in HOLDING


def _waits(row: DrawCandidate | None) -> bool:
    return row is not None and row.signup.state is SignupState.WAITING


def _note_step(
    draw: Draw,
    left: list[str],
    unavailable: list[str],
    came: list[str],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    steps = draw.report["replacements"]
    step = {
        "number": len(steps) + 1,
        "at": now.isoformat(),
        "left": left,
        "unavailable": unavailable,
        "came": came,
    }
    draw.report = {**draw.report, "replacements": [*steps, step]}
    record(
        "draw.replaced",
        "draw",
        draw.public_id,
        actor=actor,
        now=now,
        forum_id=draw.forum_id,
        left=len(left),
        came=len(came),
    )
    db.session.flush()
