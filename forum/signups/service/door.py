"""The door: people who come unannounced, and the code with which people check themselves in."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import ALPHABET
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.access import own_signup
from forum.signups.errors import ConsentNeeded, DoorClosed, NoSeatAtDoor, WrongDoorCode
from forum.signups.logic.applicants import Applicant
from forum.signups.logic.door import CODE_LENGTH, is_door_open, plain_code
from forum.signups.logic.seats import Standing, standing_in
from forum.signups.logic.states import CheckInChannel, SignupChannel
from forum.signups.models.seats import SignupSettings
from forum.signups.queries.people import find_by_request
from forum.signups.service.booking import Booking, book
from forum.signups.service.presence import Arrival, note_presence
from forum.signups.service.signing_up import NEEDED, new_person, place
from forum.signups.service.tickets import issue_ticket


def walk_in(
    forum_id: str,
    applicant: Applicant,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    secret: str,
) -> Arrival:
    """Sign up somebody who stands at the door, and check them in at once (CHECK_IN_RECORD).

    Sign-up need not be open; the seats hold. Whoever manages sign-ups may let somebody in all the
    same, with a `reason` that is journaled. The same sending counts once. Raises DoorClosed on other
    days than the forum's, ConsentNeeded, NoSeatAtDoor, and as `book`.
    """
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD, lock=True)
    earlier = find_by_request(forum.id, applicant.request_key)
    if earlier is not None:
        return note_presence(earlier, CheckInChannel.HELPER, now, actor=actor, now=now)
    if not is_door_open(forum.stage, forum.starts_at, forum.ends_at, now):
        raise DoorClosed
    if not applicant.consents >= NEEDED:
        raise ConsentNeeded
    booking = book(forum, applicant, now=now)
    is_over = _is_over(forum, booking, reason, actor)
    person = new_person(applicant, now)
    signup = place(
        forum, person, applicant, booking, SignupChannel.HALL, actor, now=now,
        standing=Standing.SEATED,
    )  # fmt: skip
    signup.helped_by_id = actor.account_id
    issue_ticket(signup, secret=secret, now=now)
    if is_over:
        record(
            "signup.seated_above_limit",
            "signup",
            signup.public_id,
            actor=actor,
            now=now,
            forum_id=forum.id,
            reason=reason,
        )
    return note_presence(signup, CheckInChannel.HELPER, now, actor=actor, now=now)


def check_in_by_code(
    forum_id: str,
    typed: str,
    *,
    actor: Actor,
    now: datetime,
    ticket_ids: Iterable[int] = (),
) -> Arrival:
    """Note that the actor is present: they typed the code shown at the entrance.

    Raises DoorClosed on other days than the forum's, WrongDoorCode (also where no code is set),
    NotSeated, and NotFound for whoever has no place here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    forum = signup.forum
    if not is_door_open(forum.stage, forum.starts_at, forum.ends_at, now):
        raise DoorClosed
    settings = db.session.get(SignupSettings, forum.id)
    wanted = settings.door_code if settings is not None else None
    if not wanted or not secrets.compare_digest(wanted.encode(), plain_code(typed).encode()):
        raise WrongDoorCode
    return note_presence(signup, CheckInChannel.SELF, now, actor=actor, now=now)


def change_door_code(
    forum_id: str, *, actor: Actor, now: datetime, has_code: bool = True
) -> str | None:
    """A new code for the entrance, the old one holds no longer; None where there is to be none.

    For whoever keeps the door (CHECK_IN_RECORD).
    """
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD, lock=True)
    settings = db.session.get(SignupSettings, forum.id)
    if settings is None:
        settings = SignupSettings(forum=forum)
        db.session.add(settings)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)) if has_code else None
    settings.door_code = code
    record(
        "door_code.changed",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        has_code=has_code,
    )
    return code


def _is_over(forum: Forum, booking: Booking, reason: str, actor: Actor) -> bool:
    """Whether this seat is above the limit; refused unless the actor may and says why."""
    if standing_in(booking.seats.seats, booking.party) is Standing.SEATED:
        return False
    if not reason.strip() or not actor.may(Permission.SIGNUP_MANAGE, *forum.scopes):
        raise NoSeatAtDoor
    return True
