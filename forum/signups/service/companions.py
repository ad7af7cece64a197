"""Whoever comes along: each takes a seat of the pool."""

from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.journal.service import record
from forum.signups.access import own_signup
from forum.signups.errors import (
    AlreadyPresent,
    CompanionsFixed,
    ForumOver,
    NoSeatForCompanion,
    TooManyCompanions,
)
from forum.signups.logic.applicants import Comer
from forum.signups.logic.seats import Party
from forum.signups.logic.states import ACTIVE, HOLDING
from forum.signups.models.places import Companion, Signup
from forum.signups.queries.draw import is_in_fixed_draw
from forum.signups.queries.seats import seats_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.promoting import promote


def add_companion(
    forum_id: str, comer: Comer, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> Signup:
    """Bring somebody along to one's own place.

    Whoever has a seat needs one more that is free; whoever waits, waits for one more. Raises
    NoSeatForCompanion, TooManyCompanions, CompanionsFixed between a draw's fixing and the draw,
    AlreadyPresent, ForumOver, NotFound.
    """
    signup = _own(forum_id, actor, ticket_ids, now)
    most = rules_of(signup.forum_id).companions_most
    if len(signup.companions) >= most:
        raise TooManyCompanions(most=most)
    if is_in_fixed_draw(signup.id):
        raise CompanionsFixed
    if signup.state in HOLDING and not _has_seat(signup, now):
        raise NoSeatForCompanion
    signup.companions.append(
        Companion(given_name=comer.given_name, family_name=comer.family_name, kind=comer.kind)
    )
    _count(signup, "signup.companion_added", actor=actor, now=now)
    return signup


def remove_companion(
    forum_id: str,
    companion_id: int,
    *,
    actor: Actor,
    now: datetime,
    ticket_ids: Iterable[int] = (),
) -> Signup:
    """Come without somebody after all: their seat goes to the next in line.

    Raises AlreadyPresent, ForumOver, NotFound for somebody else's companion.
    """
    signup = _own(forum_id, actor, ticket_ids, now)
    companion = next((each for each in signup.companions if each.id == companion_id), None)
    if companion is None:
        raise NotFound
    signup.companions.remove(companion)
    _count(signup, "signup.companion_removed", actor=actor, now=now)
    promote(signup.forum, signup.sector.code, actor=actor, now=now, pool_id=signup.pool_id)
    return signup


def _own(forum_id: str, actor: Actor, ticket_ids: Iterable[int], now: datetime) -> Signup:
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    if signup.state not in ACTIVE:
        raise NotFound
    if signup.check_in is not None:
        raise AlreadyPresent
    if now >= signup.forum.ends_at:
        raise ForumOver
    return signup


def _has_seat(signup: Signup, now: datetime) -> bool:
    """Whether one more seat of the pool is free, beside the minima of others."""
    return seats_of(signup.forum_id, signup.pool_id, now).has_room([Party(frozenset())])


def _count(signup: Signup, code: str, *, actor: Actor, now: datetime) -> None:
    signup.party_size = 1 + len(signup.companions)
    record(code, "signup", signup.public_id, actor=actor, now=now, forum_id=signup.forum_id)
    db.session.flush()  # seats are counted anew
