"""Reads of official letters of invitation."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.events.models import Forum
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.seats import Invitation


def list_official_letters(forum_id: int) -> list[OfficialLetter]:
    """All letters of a forum in the order they were written."""
    query = (
        select(OfficialLetter)
        .where(OfficialLetter.forum_id == forum_id)
        .options(joinedload(OfficialLetter.invitation))
        .order_by(OfficialLetter.id)
    )
    return list(db.session.scalars(query))


def find_official_letter(forum: Forum, public_id: str) -> OfficialLetter | None:
    """A letter of this forum; None for every other."""
    query = (
        select(OfficialLetter)
        .where(OfficialLetter.forum_id == forum.id, OfficialLetter.public_id == public_id)
        .options(joinedload(OfficialLetter.invitation))
    )
    return db.session.scalars(query).one_or_none()


def newest_official_letter(forum_id: int) -> OfficialLetter | None:
    """The letter written last: the next one begins as it."""
    query = (
        select(OfficialLetter)
        .where(OfficialLetter.forum_id == forum_id)
        .order_by(OfficialLetter.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def letter_of_invitation(invitation_id: int) -> OfficialLetter | None:
    """The newest official letter that was written for an invitation."""
    query = (
        select(OfficialLetter)
        .where(OfficialLetter.invitation_id == invitation_id)
        .order_by(OfficialLetter.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def list_invitations_without_letter(forum_id: int) -> list[Invitation]:
    """Invitations of a forum that no official letter was written for, in the order they were made."""
    has_letter = select(OfficialLetter.id).where(OfficialLetter.invitation_id == Invitation.id)
    query = (
        select(Invitation)
        .where(Invitation.forum_id == forum_id, ~has_letter.exists())
        .order_by(Invitation.id)
    )
    return list(db.session.scalars(query))
