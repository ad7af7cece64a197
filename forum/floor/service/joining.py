"""Coming into the live room: being there is being checked in."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.floor.access import floor_for
from forum.live.notices import changed
from forum.polls.service.running import admit_to_open_polls
from forum.signups.logic.states import CheckInChannel
from forum.signups.service.presence import Arrival, check_in_self


def join(forum_id: str, *, actor: Actor, now: datetime) -> Arrival:
    """Check the actor in by their own place, and let them vote in what is open.

    Repeatable. Raises FloorNotOpen, FloorOver, NotFound without a place, NotSeated without a seat.
    """
    arrival = check_in_self(forum_id, CheckInChannel.LIVE, actor=actor, now=now)
    signup = arrival.signup
    floor = floor_for(actor, forum_id, Permission.FLOOR_JOIN)
    admit_to_open_polls(floor.forum, signup.id, signup.sector_id, actor=actor, now=now)
    changed(forum_id)
    return arrival
