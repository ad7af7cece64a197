"""Being present: noted once, however often somebody tries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.signups.access import own_signup, signup_for
from forum.signups.errors import NotSeated
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.models.places import CheckIn, Signup


@dataclass(frozen=True)
class Arrival:
    """Somebody's presence; `is_first` is False when it had been noted before, at `at`."""

    signup: Signup
    at: datetime
    is_first: bool


def check_in(
    forum_id: str, signup_id: str, channel: CheckInChannel, *, actor: Actor, now: datetime
) -> Arrival:
    """Note that somebody is present, for whoever keeps the door (CHECK_IN_RECORD).

    A second time changes nothing and says so. Raises NotSeated, NotFound.
    """
    signup = signup_for(actor, forum_id, signup_id, Permission.CHECK_IN_RECORD, lock=True)
    return note_presence(signup, channel, now, actor=actor, now=now)


def check_in_self(
    forum_id: str,
    channel: CheckInChannel,
    *,
    actor: Actor,
    now: datetime,
    ticket_ids: Iterable[int] = (),
) -> Arrival:
    """Note that the actor is present, by their own place: at the door's code or in the live room.

    Raises NotSeated, and NotFound for whoever has no place here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    return note_presence(signup, channel, now, actor=actor, now=now)


def note_presence(
    signup: Signup, channel: CheckInChannel, at: datetime, *, actor: Actor, now: datetime
) -> Arrival:
    """Note that somebody has been present since `at`; the first time counts. The forum is locked.

    Raises NotSeated.
    """
    if signup.check_in is not None:
        return Arrival(signup, signup.check_in.at, is_first=False)
    if signup.state is not SignupState.SEATED:
        raise NotSeated
    signup.check_in = CheckIn(channel=channel, at=at, recorded_by_id=actor.account_id)
    record(
        "signup.checked_in",
        "signup",
        signup.public_id,
        actor=actor,
        now=now,
        forum_id=signup.forum_id,
        channel=channel,
    )
    return Arrival(signup, at, is_first=True)
