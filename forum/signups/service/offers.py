"""Offered seats: accepted, declined, or run out."""

from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.journal.service import record
from forum.signups.access import one_of, own_signup
from forum.signups.errors import OfferOver
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.line import list_offered_with
from forum.signups.service.changing import end
from forum.signups.service.giving import tell


def accept_offer(
    forum_id: str, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> list[Signup]:
    """Take the seat that was offered to oneself; for a group, the seats of all of it. Who has one.

    Seats were wanted together, so one answer holds for everybody of the group who was offered a
    seat, and the others are written to. Whoever cannot come withdraws for themselves. Accepting
    twice changes nothing. Raises OfferOver when the time is over or there is no offer, NotFound
    without a place here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    if signup.state is SignupState.SEATED:
        return [signup]
    if signup.state is not SignupState.OFFERED or _has_run_out(signup, now):
        raise OfferOver
    others = [each for each in list_offered_with(signup) if not _has_run_out(each, now)]
    for each in (signup, *others):
        _accept(each, actor=actor, now=now)
    for other in others:
        tell(other, "signups.accepted_together", now=now)
    return [signup, *others]


def _accept(signup: Signup, *, actor: Actor, now: datetime) -> None:
    signup.state = SignupState.SEATED
    signup.seated_at = now
    signup.offer_expires_at = None
    record(
        "signup.offer_accepted",
        "signup",
        signup.public_id,
        actor=actor,
        now=now,
        forum_id=signup.forum_id,
    )


def end_offer(forum_id: str, signup_id: int, *, actor: Actor, now: datetime) -> bool:
    """End an offer that was not accepted in time; the seat goes to the next. False if it was.

    `signup_id` is the internal one: this is for the job that looks for offers that have run out.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    signup = one_of(forum, Signup.id == signup_id, is_fresh=True)
    if signup.state is not SignupState.OFFERED or not _has_run_out(signup, now):
        return False
    end(signup, SignupState.WITHDRAWN, actor=actor, now=now, letter="signups.offer_ended")
    return True


def _has_run_out(signup: Signup, now: datetime) -> bool:
    return signup.offer_expires_at is not None and signup.offer_expires_at <= now
