"""Reads of invitations: which hold, what is left of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.signups.logic.states import HOLDING, InvitationState
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation
from forum.signups.queries.reserved import Reserved, list_reserved


@dataclass(frozen=True)
class Invited:
    """An invitation as the list shows it: its state, and how many of its seats are used."""

    invitation: Invitation
    used: int
    state: InvitationState


def find_reserved(forum_id: int, public_id: str, now: datetime) -> Reserved | None:
    """An invitation of this forum that still holds; None for every other."""
    return next(
        (each for each in list_reserved(forum_id, now) if each.invitation.public_id == public_id),
        None,
    )


def find_invitation(token_hash: str) -> Invitation | None:
    """The invitation with this hash, its forum beside it, whatever has become of it."""
    query = (
        select(Invitation)
        .where(Invitation.token_hash == token_hash)
        .options(joinedload(Invitation.forum), joinedload(Invitation.pool))
    )
    return db.session.scalars(query).one_or_none()


def invited(invitation: Invitation, now: datetime) -> Invited:
    """One invitation with its state and use."""
    query = select(func.coalesce(func.sum(Signup.party_size), 0)).where(
        Signup.invitation_id == invitation.id, Signup.state.in_(HOLDING)
    )
    used = int(db.session.scalar(query) or 0)
    return Invited(invitation, used, _state(invitation, used, now))


def list_invitations(forum_id: int, now: datetime) -> list[Invited]:
    """All invitations of a forum, the newest first. One query."""
    used = func.coalesce(func.sum(Signup.party_size), 0)
    counted = (
        select(Signup.invitation_id, used.label("used"))
        .where(Signup.forum_id == forum_id, Signup.state.in_(HOLDING))
        .group_by(Signup.invitation_id)
        .subquery()
    )
    query = (
        select(Invitation, func.coalesce(counted.c.used, 0))
        .outerjoin(counted, counted.c.invitation_id == Invitation.id)
        .where(Invitation.forum_id == forum_id)
        .options(
            joinedload(Invitation.sector),
            joinedload(Invitation.network),
            joinedload(Invitation.pool),
        )
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    )
    return [
        Invited(invitation, int(number), _state(invitation, int(number), now))
        for invitation, number in db.session.execute(query)
    ]


def _state(invitation: Invitation, used: int, now: datetime) -> InvitationState:
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    if invitation.declined_at is not None:
        return InvitationState.DECLINED
    if used >= invitation.seats:
        return InvitationState.USED
    if invitation.expires_at <= now:
        return InvitationState.EXPIRED
    return InvitationState.OPEN
