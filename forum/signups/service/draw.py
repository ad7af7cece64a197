"""A draw up to its start: planned, checked, fixed in public, begun or cancelled."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import new_public_id
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.jobs.queue import enqueue
from forum.journal.service import record
from forum.signups.access import draw_for
from forum.signups.errors import (
    DrawFixed,
    DrawImpossible,
    DrawLibraryMissing,
    DrawNotFixed,
    DrawUnchecked,
    DrawUnderWay,
    OtherDrawUnderWay,
    SeedLost,
    SeedNeeded,
    SeedNoteNeeded,
    TargetUnreadable,
)
from forum.signups.logic.draw import (
    Plan,
    Target,
    fingerprint,
    material_of,
    public_number,
    secret_seed,
)
from forum.signups.logic.lottery import commitment_of, sha256
from forum.signups.logic.states import DrawRole, DrawState, SeedSource
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.seats import SeatPool
from forum.signups.queries.draw import (
    Entrant,
    current_check,
    has_other_under_way,
    list_entrants,
    list_findings,
    plan_of,
)
from forum.signups.queries.seats import list_pools
from forum.signups.service.lottery import is_library_here

KEY_LENGTH = 10  # 30 ** 10: nobody guesses one, and it can be read aloud


def prepare_draw(forum_id: str, pool_id: str, plan: Plan, *, actor: Actor, now: datetime) -> Draw:
    """Write down a draw that only organisers see, and have its targets checked. Ids are public.

    An empty or unknown `pool_id` means the forum's first pool. Raises SeedNoteNeeded and
    TargetUnreadable.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    draw = Draw(
        public_id=new_public_id(),
        forum=forum,
        pool=_pool(forum.id, pool_id),
        state=DrawState.PREPARED,
        created_at=now,
        created_by_id=actor.account_id,
        report={},
    )
    _write_plan(draw, plan)
    db.session.add(draw)
    db.session.flush()  # the check names its id
    _note(draw, "prepared", actor=actor, now=now)
    _ask_check(draw, now=now)
    return draw


def change_draw(forum_id: str, draw_id: str, plan: Plan, *, actor: Actor, now: datetime) -> Draw:
    """Change a draw that is not fixed yet. Raises DrawFixed and what `prepare_draw` raises."""
    draw = _prepared(forum_id, draw_id, actor)
    _write_plan(draw, plan)
    _note(draw, "changed", actor=actor, now=now)
    _ask_check(draw, now=now)
    return draw


def take_nearest_targets(forum_id: str, draw_id: str, *, actor: Actor, now: datetime) -> Draw:
    """Take over the nearest targets that can be met, as the check found them.

    Raises DrawUnchecked where there are none, or the check is no longer true.
    """
    draw = _prepared(forum_id, draw_id, actor)
    relaxed = current_check(draw).get("relaxed")
    if not relaxed:
        raise DrawUnchecked
    known = {(t["characteristic"], t["value"]): t for t in (*draw.targets, *relaxed)}
    draw.targets = [asdict(Target(**target)) for target in known.values()]
    _note(draw, "changed", actor=actor, now=now)
    _ask_check(draw, now=now)
    return draw


def check_draw(forum_id: str, draw_id: str, *, actor: Actor, now: datetime) -> Draw:
    """Have the targets of a prepared draw checked (again) by a job."""
    draw = _prepared(forum_id, draw_id, actor)
    _ask_check(draw, now=now)
    return draw


def discard_draw(forum_id: str, draw_id: str, *, actor: Actor, now: datetime) -> None:
    """Throw away a draw that was never fixed: nobody has seen it. Raises DrawFixed."""
    draw = _prepared(forum_id, draw_id, actor)
    _note(draw, "discarded", actor=actor, now=now)
    db.session.delete(draw)


def commit_draw(forum_id: str, draw_id: str, *, actor: Actor, now: datetime, secret: str) -> Draw:
    """Fix who is in the draw and what is asked for, and publish the hash of it.

    Of a seed of ours the hash is published with it. A second time changes nothing. Raises
    OtherDrawUnderWay, DrawImpossible, and DrawUnchecked where the check is missing or outdated.
    """
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state is not DrawState.PREPARED:
        return draw
    if has_other_under_way(draw):
        raise OtherDrawUnderWay
    entrants = list_entrants(draw.forum_id, draw.pool_id)
    _refuse_impossible(draw, entrants, now)
    keys = _new_keys(len(entrants))
    if draw.seed_source is SeedSource.HASH:
        draw.seed_hash = sha256(secret_seed(secret, draw.public_id))
    named = {key: entrant.values for key, entrant in zip(keys, entrants, strict=True)}
    material = material_of(
        plan_of(draw),
        named,
        draw=draw.public_id,
        forum=draw.forum.public_id,
        seed_hash=draw.seed_hash,
    )
    draw.people = [
        DrawCandidate(signup_id=entrant.signup_id, key=key, role=DrawRole.APPLICANT)
        for key, entrant in zip(keys, entrants, strict=True)
    ]
    draw.candidates = material["candidates"]
    draw.candidates_hash = commitment_of(material)
    draw.committed_at = now
    draw.state = DrawState.COMMITTED
    _note(draw, "committed", actor=actor, now=now, hash=draw.candidates_hash)
    return draw


def start_draw(
    forum_id: str, draw_id: str, number: str, *, actor: Actor, now: datetime, secret: str
) -> Draw:
    """Reveal the seed and let a job draw. `number` is the public number, where that is the seed.

    A draw that runs or is done is left alone, so two clicks draw once; one that failed begins
    again with the seed it had. Raises DrawNotFixed, DrawLibraryMissing, SeedNeeded and SeedLost.
    """
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state in {DrawState.RUNNING, DrawState.DONE}:
        return draw
    if draw.state not in {DrawState.COMMITTED, DrawState.FAILED}:
        raise DrawNotFixed
    if not is_library_here():
        raise DrawLibraryMissing
    draw.seed = draw.seed or _seed(draw, number, secret)
    draw.state = DrawState.RUNNING
    draw.started_at = now
    draw.progress = 0
    draw.problem = None
    draw.report = {}
    _note(draw, "started", actor=actor, now=now)
    enqueue("signups.run_draw", draw_id=draw.id, unique_key=str(draw.id))
    return draw


def cancel_draw(forum_id: str, draw_id: str, reason: str, *, actor: Actor, now: datetime) -> Draw:
    """Give up a draw that was fixed but not made; it stays public, with the reason.

    Raises DrawUnderWay while it runs and after it was made, DrawNotFixed before it was fixed.
    """
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state in {DrawState.RUNNING, DrawState.DONE}:
        raise DrawUnderWay
    if draw.committed_at is None:
        raise DrawNotFixed
    draw.state = DrawState.CANCELLED
    draw.problem = reason
    draw.finished_at = now
    _note(draw, "cancelled", actor=actor, now=now)
    return draw


def _prepared(forum_id: str, draw_id: str, actor: Actor) -> Draw:
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state is not DrawState.PREPARED:
        raise DrawFixed
    return draw


def _pool(forum_id: int, pool_id: str) -> SeatPool | None:
    pools = list_pools(forum_id)
    named = (pool for pool in pools if pool.public_id == pool_id)
    return next(named, pools[0] if pools else None)


def _write_plan(draw: Draw, plan: Plan) -> None:
    if any(target.minimum > target.maximum for target in plan.targets):
        raise TargetUnreadable
    if plan.seed_source is SeedSource.PUBLIC and not plan.seed_note:
        raise SeedNoteNeeded
    draw.size = plan.size
    draw.targets = [asdict(target) for target in sorted(plan.targets)]
    draw.algorithm = plan.algorithm.value
    draw.seed_source = plan.seed_source
    draw.seed_note = plan.seed_note if plan.seed_source is SeedSource.PUBLIC else ""


def _ask_check(draw: Draw, *, now: datetime) -> None:
    """Let a job ask the library; without the library there is nothing to ask."""
    if not is_library_here():
        draw.report = {}
        return
    people = [entrant.values for entrant in list_entrants(draw.forum_id, draw.pool_id)]
    of = fingerprint(plan_of(draw), people)
    draw.report = {"check": {"of": of, "state": "waiting", "at": now.isoformat()}}
    enqueue("signups.check_draw", draw_id=draw.id, unique_key=str(draw.id))


def _refuse_impossible(draw: Draw, entrants: list[Entrant], now: datetime) -> None:
    if any(finding.is_problem for finding in list_findings(draw, entrants, now)):
        raise DrawImpossible
    check = current_check(draw)
    if check.get("state") != "done":
        raise DrawUnchecked
    if not check["possible"]:
        raise DrawImpossible


def _new_keys(number: int) -> list[str]:
    """So many different keys, in the order they were drawn: they say nothing of who came when."""
    keys: set[str] = set()
    while len(keys) < number:
        keys.add(new_public_id()[:KEY_LENGTH])
    return list(keys)


def _seed(draw: Draw, number: str, secret: str) -> str:
    if draw.seed_source is SeedSource.PUBLIC:
        read = public_number(number)
        if not read:
            raise SeedNeeded
        return read
    seed = secret_seed(secret, draw.public_id)
    if sha256(seed) != draw.seed_hash:
        raise SeedLost
    return seed


def _note(draw: Draw, what: str, *, actor: Actor, now: datetime, **facts: Any) -> None:
    record(
        f"draw.{what}",
        "draw",
        draw.public_id,
        actor=actor,
        now=now,
        forum_id=draw.forum_id,
        **facts,
    )
