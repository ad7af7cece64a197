"""Giving free seats to whoever is next: the reserve of a draw first, then the line."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.events.models import Forum
from forum.signups.logic.line import is_anybody_let_in, promotions
from forum.signups.logic.seats import Standing
from forum.signups.models.places import Signup
from forum.signups.queries.draw import list_draws_made
from forum.signups.queries.line import list_line
from forum.signups.queries.reserved import Reserved
from forum.signups.queries.seats import pools_of, seats_of
from forum.signups.service.booking import book_with, standing_for
from forum.signups.service.giving import move_up, seat
from forum.signups.service.replacing import fill_vacancies


def promote(
    forum: Forum,
    freed_sector: str | None,
    *,
    actor: Actor,
    now: datetime,
    pool_id: int | None = None,
    letters: Mapping[int, str] | None = None,
) -> list[Signup]:
    """Give the free seats to whoever waits for them, with one letter each. The forum is locked.

    Whoever stands on the reserve list of a draw comes in by the draw's rule, before the line.
    With `pool_id` the seats of that pool only. `letters` names other letters than that of moving
    up, by sign-up. With a time to accept set, the seats are offered.
    """
    db.session.flush()  # who moves up is decided on what was written so far
    if not is_anybody_let_in(forum.stage, forum.ends_at, now):
        return []
    promoted: list[Signup] = []
    for pool in pools_of(forum.id, now):
        if pool.waiting and pool_id in {None, pool.pool_id}:
            came_in = _take_from_reserve(forum, pool.pool_id, actor=actor, now=now)
            seats = seats_of(forum.id, pool.pool_id, now) if came_in else pool.seats
            chosen = promotions(list_line(forum.id, pool.pool_id), seats, freed_sector)
            moved = [db.session.get_one(Signup, waiting.id) for waiting in chosen]
            _move_up(moved, letters or {}, actor=actor, now=now)
            promoted += [*came_in, *moved]
    return promoted


def seat_by_invitation(signup: Signup, reserved: Reserved, *, actor: Actor, now: datetime) -> bool:
    """Give somebody who waits a seat of an invitation, if it has room for them; whether it had.

    What the invitation names (sector, network, pool) counts for them from then on. They leave their
    group, which may fit without them. The forum is locked.
    """
    booking = book_with(signup, reserved, now=now)
    if standing_for(booking) is not Standing.SEATED:
        return False
    signup.invitation, signup.pool, signup.group = reserved.invitation, booking.pool, None
    signup.sector, signup.network = booking.sector, booking.network
    seat(signup, "signups.promotion", actor=actor, now=now)
    promote(signup.forum, None, actor=actor, now=now)
    return True


def _take_from_reserve(
    forum: Forum, pool_id: int | None, *, actor: Actor, now: datetime
) -> list[Signup]:
    draws = list_draws_made(forum.id, pool_id)
    return [each for draw in draws for each in fill_vacancies(draw, actor=actor, now=now)]


def _move_up(
    signups: Sequence[Signup], letters: Mapping[int, str], *, actor: Actor, now: datetime
) -> None:
    for signup in signups:
        letter = letters.get(signup.id)
        if letter is None:
            move_up(signup, actor=actor, now=now)
        else:
            seat(signup, letter, actor=actor, now=now)
