"""Reads of what invitations keep free."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.signups.logic.seats import Party, party_of
from forum.signups.logic.states import HOLDING
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation

# An invitation that holds at the moment `now`.
IS_OPEN = and_(
    Invitation.expires_at > bindparam("now"),
    Invitation.declined_at.is_(None),
    Invitation.revoked_at.is_(None),
)
_RESERVED = (
    select(
        Invitation,
        Sector.code,
        Network.public_id,
        func.coalesce(func.sum(Signup.party_size), 0),
    )
    .outerjoin(Sector, Sector.id == Invitation.sector_id)
    .outerjoin(Network, Network.id == Invitation.network_id)
    .outerjoin(Signup, and_(Signup.invitation_id == Invitation.id, Signup.state.in_(HOLDING)))
    .where(Invitation.forum_id == bindparam("forum_id"), IS_OPEN)
    .group_by(Invitation.id, Sector.code, Network.public_id)
    .order_by(Invitation.id)
)


@dataclass(frozen=True)
class Reserved:
    """An invitation that still holds, what each of its seats counts as, and how many are unused."""

    invitation: Invitation
    party: Party
    left: int


def list_reserved(forum_id: int, now: datetime) -> list[Reserved]:
    """Invitations that hold, oldest first, with the seats of each that are not used yet."""
    rows = db.session.execute(_RESERVED, {"forum_id": forum_id, "now": now})
    return [
        Reserved(
            invitation,
            Party(party_of(sector or "", network=network).traits),
            max(0, invitation.seats - int(used)),
        )
        for invitation, sector, network, used in rows
    ]
