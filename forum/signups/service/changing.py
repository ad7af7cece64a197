"""Giving a place back, taking it away, and moving it to another sector."""

from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.directory.queries import find_sector
from forum.journal.service import record
from forum.mail.service import queue_letter
from forum.signups.access import own_signup, signup_for
from forum.signups.errors import AlreadyPresent, ForumOver, SectorFull, UnknownSector
from forum.signups.logic.seats import Standing, standing_in
from forum.signups.logic.states import ACTIVE, SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.seats import seats_of
from forum.signups.service.seats import occasion_of, promote, seat


def withdraw(
    forum_id: str, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> Signup:
    """Give one's own place back: the seat goes to the next in line, once, with one letter.

    Withdrawing what is withdrawn changes nothing. Raises AlreadyPresent after check-in, ForumOver
    afterwards, NotFound for whoever has no place here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    end(signup, SignupState.WITHDRAWN, actor=actor, now=now)
    return signup


def cancel_signup(forum_id: str, signup_id: str, *, actor: Actor, now: datetime) -> Signup:
    """The organiser takes a place away; they are written to, and the next in line moves up."""
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=True)
    end(signup, SignupState.CANCELLED, actor=actor, now=now)
    return signup


def end(signup: Signup, state: SignupState, *, actor: Actor, now: datetime) -> None:
    """End a place, if it has not ended yet, and let the next move up. The forum is locked."""
    if signup.state not in ACTIVE:
        return
    forum = signup.forum
    if signup.check_in is not None:
        raise AlreadyPresent
    if now >= forum.ends_at:
        raise ForumOver
    had_seat = signup.state is SignupState.SEATED
    signup.state = state
    signup.ended_at = now
    db.session.flush()  # who moves up is decided without this one
    record(f"signup.{state}", "signup", signup.public_id, actor=actor, now=now, forum_id=forum.id)
    if signup.person.email:
        queue_letter("signups.withdrawn", signup.id, occasion_of(signup), now=now)
    if had_seat:
        promote(forum, signup.sector.code, actor=actor, now=now)


def change_sector(
    forum_id: str, signup_id: str, sector_code: str, *, actor: Actor, now: datetime
) -> Signup:
    """Correct somebody's sector. A seat moves along, and the one it leaves goes to the next in line.

    Whoever waits keeps the time they came, and moves up at once where the new sector has room.
    Raises SectorFull where somebody with a seat would lose it, UnknownSector.
    """
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=True)
    sector = find_sector(sector_code)
    if sector is None:
        raise UnknownSector
    if sector.id == signup.sector_id:
        return signup
    old, seats = signup.sector.code, seats_of(signup.forum_id)
    is_seated = signup.state is SignupState.SEATED
    room = standing_in(seats.after(old, -1) if is_seated else seats, sector.code)
    if is_seated and room is Standing.WAITING:
        raise SectorFull
    signup.sector = sector
    record(
        "signup.sector_changed",
        "signup",
        signup.public_id,
        actor=actor,
        now=now,
        forum_id=signup.forum_id,
        before=old,
        after=sector.code,
    )
    if signup.state is SignupState.WAITING and room is Standing.SEATED:
        seat(signup, actor=actor, now=now)
    db.session.flush()  # who moves up is decided on the new sectors
    promote(signup.forum, old, actor=actor, now=now)
    return signup
