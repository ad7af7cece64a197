"""Seats: how many there are for whom, and who moves up when one is free."""

from collections.abc import Mapping
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.journal.service import record
from forum.mail.service import queue_letter
from forum.signups.errors import MinimaAboveCapacity, MinimumAboveMaximum
from forum.signups.logic.seats import promotions
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.models.seats import Quota, SeatPool
from forum.signups.queries.people import SECTOR
from forum.signups.queries.seats import find_pool, list_line, seats_of

# Nobody moves up any more at these stages: there is nothing to come to.
_PAST = frozenset({Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED})


def set_seats(
    forum_id: str,
    capacity: int,
    maxima: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
    minima: Mapping[str, int] | None = None,
) -> list[Signup]:
    """Set how many seats there are, all together and by sector code; who moved up for it.

    A sector left out of `maxima` has no limit of its own. Nobody loses a seat when a limit falls
    below what is taken. Raises MinimumAboveMaximum and MinimaAboveCapacity.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    kept = minima or {}
    _check_limits(capacity, maxima, kept)
    pool = find_pool(forum.id)
    if pool is None:
        pool = SeatPool(forum=forum, capacity=capacity)
        db.session.add(pool)
    pool.capacity = capacity
    _write_quotas(pool, maxima, kept)
    db.session.flush()  # who moves up is decided on the new limits
    record(
        "seats.set",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        capacity=capacity,
        maxima=dict(maxima),
        minima=dict(kept),
    )
    return promote(forum, None, actor=actor, now=now)


def promote(forum: Forum, freed_sector: str | None, *, actor: Actor, now: datetime) -> list[Signup]:
    """Give the free seats to whoever waits for them, with one letter each. The forum is locked."""
    if forum.stage in _PAST or now >= forum.ends_at:
        return []
    chosen = promotions(list_line(forum.id), seats_of(forum.id), freed_sector)
    signups = [db.session.get_one(Signup, waiting.id) for waiting in chosen]
    for signup in signups:
        seat(signup, actor=actor, now=now)
    return signups


def seat(signup: Signup, *, actor: Actor, now: datetime) -> None:
    """Move somebody up from the line to a seat and write to them."""
    signup.state = SignupState.SEATED
    signup.seated_at = now
    record(
        "signup.promoted",
        "signup",
        signup.public_id,
        actor=actor,
        now=now,
        forum_id=signup.forum_id,
    )
    if signup.person.email:
        queue_letter("signups.promotion", signup.id, occasion_of(signup), now=now)


def occasion_of(signup: Signup) -> str:
    """Tells apart the times that one person signed up for one forum, for letters sent once each."""
    return signup.applied_at.isoformat()


def copy_seats(from_forum_id: int, to_forum_id: int, _now: datetime) -> None:
    """Give a forum the seats of the one it was made in the likeness of (`events.forum_cloned`)."""
    pool = find_pool(from_forum_id)
    if pool is None or find_pool(to_forum_id) is not None:
        return
    quotas = [
        Quota(characteristic=q.characteristic, value=q.value, minimum=q.minimum, maximum=q.maximum)
        for q in pool.quotas
    ]
    db.session.add(SeatPool(forum_id=to_forum_id, capacity=pool.capacity, quotas=quotas))


def _check_limits(capacity: int, maxima: Mapping[str, int], minima: Mapping[str, int]) -> None:
    if any(least > maxima.get(code, least) for code, least in minima.items()):
        raise MinimumAboveMaximum
    if sum(minima.values()) > capacity:
        raise MinimaAboveCapacity(minima=sum(minima.values()))


def _write_quotas(pool: SeatPool, maxima: Mapping[str, int], minima: Mapping[str, int]) -> None:
    """One quota a sector that has a limit or seats kept; others are taken away."""
    known = {quota.value: quota for quota in pool.quotas if quota.characteristic == SECTOR}
    wanted = set(maxima) | {code for code, least in minima.items() if least}
    for code, quota in known.items():
        if code not in wanted:
            pool.quotas.remove(quota)
    for code in sorted(wanted):
        if code not in known:
            known[code] = Quota(characteristic=SECTOR, value=code)
            pool.quotas.append(known[code])
        quota = known[code]
        quota.minimum = minima.get(code, 0)
        quota.maximum = maxima.get(code, pool.capacity)
