"""The organiser's yes and no to those who have applied."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.service.giving import tell
from forum.signups.service.promoting import promote


def accept_signups(
    forum_id: str, signup_ids: Collection[str], *, actor: Actor, now: datetime
) -> list[Signup]:
    """Say yes: each gets a seat, or a turn in the line by the time they came; all are written to.

    A group is accepted as a whole. Whoever is not waiting for an answer is left alone. Ids are
    public; those accepted are returned. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    accepted = _applied(forum, signup_ids)
    for signup in accepted:
        signup.state = SignupState.WAITING
        _note(signup, "signup.accepted", actor=actor, now=now)
    letters = {signup.id: "signups.accepted" for signup in accepted}
    promote(forum, None, actor=actor, now=now, letters=letters)
    for signup in accepted:
        tell(signup, "signups.accepted", now=now)
    return accepted


def decline_signups(
    forum_id: str, signup_ids: Collection[str], reason: str, *, actor: Actor, now: datetime
) -> list[Signup]:
    """Say no, with the reason that the letter gives. A group is declined as a whole.

    Whoever is not waiting for an answer is left alone. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    declined = _applied(forum, signup_ids)
    for signup in declined:
        signup.state = SignupState.DECLINED
        signup.ended_at = now
        signup.group = None
        signup.decision_note = reason
        _note(signup, "signup.declined", actor=actor, now=now)
        tell(signup, "signups.declined", now=now)
    return declined


def _applied(forum: Forum, signup_ids: Collection[str]) -> list[Signup]:
    """Those of the forum who wait for an answer, and whoever applied with their groups."""
    chosen = select(Signup.group_id).where(
        Signup.forum_id == forum.id,
        Signup.public_id.in_(signup_ids),
        Signup.group_id.is_not(None),
    )
    query = (
        select(Signup)
        .where(
            Signup.forum_id == forum.id,
            Signup.state == SignupState.APPLIED,
            or_(Signup.public_id.in_(signup_ids), Signup.group_id.in_(chosen)),
        )
        .options(joinedload(Signup.person))
        .order_by(Signup.applied_at, Signup.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _note(signup: Signup, code: str, *, actor: Actor, now: datetime) -> None:
    record(code, "signup", signup.public_id, actor=actor, now=now, forum_id=signup.forum_id)
