"""Giving somebody a seat, at once or by an offer to accept, and writing to them about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from forum.core.actor import Actor
from forum.journal.service import record
from forum.mail.service import queue_letter, way_to
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.settings import rules_of


def move_up(signup: Signup, *, actor: Actor, now: datetime) -> None:
    """Give somebody from the line a seat, or offer it where there is a time to accept."""
    hours = rules_of(signup.forum_id).accept_hours
    if hours is None:
        seat(signup, "signups.promotion", actor=actor, now=now)
        return
    signup.state = SignupState.OFFERED
    signup.offer_expires_at = min(now + timedelta(hours=hours), signup.forum.ends_at)
    _note(signup, "signup.offered", "signups.offer", actor=actor, now=now)


def seat(signup: Signup, letter: str, *, actor: Actor, now: datetime) -> None:
    """Give somebody a seat and write to them."""
    signup.state = SignupState.SEATED
    signup.seated_at = now
    signup.offer_expires_at = None
    _note(signup, "signup.promoted", letter, actor=actor, now=now)


def tell(signup: Signup, letter: str, *, now: datetime) -> None:
    """Queue a letter about a sign-up, once for each time that the person signed up."""
    if way_to(signup.person.email, signup.person.phone):
        queue_letter(letter, signup.id, occasion_of(signup), now=now)


def occasion_of(signup: Signup) -> str:
    """Tells apart the times that one person signed up for one forum, for letters sent once each."""
    return signup.applied_at.isoformat()


def take_turns(signups: Iterable[Signup], *, now: datetime) -> None:
    """Put people at the end of the line in this order: a microsecond lies between two turns."""
    for place, signup in enumerate(signups):
        signup.state = SignupState.WAITING
        signup.applied_at = now + timedelta(microseconds=place)


def _note(signup: Signup, code: str, letter: str, *, actor: Actor, now: datetime) -> None:
    record(code, "signup", signup.public_id, actor=actor, now=now, forum_id=signup.forum_id)
    tell(signup, letter, now=now)
