"""What somebody asks for, looked up and weighed: nothing is written here."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.directory.queries import find_sector
from forum.events.models import Forum
from forum.language.places import province
from forum.signups.errors import (
    GroupElsewhere,
    GroupFull,
    InvitationOver,
    TooManyCompanions,
    UnknownGroup,
    UnknownPool,
    UnknownSector,
)
from forum.signups.logic.applicants import Applicant
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import (
    Party,
    Standing,
    has_invited_room,
    party_of,
    standing_in,
)
from forum.signups.logic.states import ACTIVE, HOLDING, Gender, SeatMode
from forum.signups.models.places import Signup, SignupGroup
from forum.signups.models.seats import SeatPool
from forum.signups.queries.invitations import find_reserved
from forum.signups.queries.line import find_group, list_group, party_of_signup
from forum.signups.queries.reserved import Reserved
from forum.signups.queries.seats import PoolSeats, pool_seats, pools_of
from forum.signups.queries.settings import rules_of


@dataclass(frozen=True)
class Booking:
    """What somebody asks for. `reserved` is the invitation they come with."""

    rules: SeatRules
    sector: Sector
    network: Network | None
    seats: PoolSeats
    party: Party
    gender: Gender | None = None
    province: str | None = None
    region: str | None = None
    group: SignupGroup | None = None
    reserved: Reserved | None = None

    @property
    def pool(self) -> SeatPool | None:
        """Where they take part; None where there is no limit."""
        return self.seats.pool


def book(forum: Forum, applicant: Applicant, *, now: datetime) -> Booking:
    """Look up what the applicant asks for, as far as this forum's rules ask for it.

    An invitation decides on sector, network and pool where it names them. Raises UnknownSector,
    UnknownPool, TooManyCompanions, UnknownGroup, InvitationOver.
    """
    rules = rules_of(forum.id)
    if len(applicant.comers) > rules.companions_most:
        raise TooManyCompanions(most=rules.companions_most)
    reserved = _reserved(forum, applicant, now)
    sector, network = _people_of(applicant, reserved)
    gender = applicant.gender if rules.asks_gender else None
    code, region = _from_where(applicant) if rules.asks_province else (None, None)
    return Booking(
        rules=rules,
        sector=sector,
        network=network,
        seats=_pool(forum, applicant, reserved, now),
        party=party_of(
            sector.code,
            gender=gender,
            region=region,
            network=network.public_id if network else None,
            size=1 + len(applicant.comers),
        ),
        gender=gender,
        province=code,
        region=region,
        group=_group(forum, applicant) if rules.has_groups and reserved is None else None,
        reserved=reserved,
    )


def book_again(signup: Signup, *, now: datetime) -> Booking:
    """What somebody asked for before, asked for again; an invitation counts while it holds."""
    invitation = signup.invitation
    reserved = find_reserved(signup.forum_id, invitation.public_id, now) if invitation else None
    return Booking(
        rules=rules_of(signup.forum_id),
        sector=signup.sector,
        network=signup.network,
        seats=pool_seats(signup.forum_id, signup.pool_id, now),
        party=party_of_signup(signup),
        gender=signup.gender,
        province=signup.province,
        region=signup.region,
        reserved=reserved if reserved and reserved.left else None,
    )


def book_with(signup: Signup, reserved: Reserved, *, now: datetime) -> Booking:
    """What somebody who signed up before asks for with an invitation."""
    invitation = reserved.invitation
    pool_id = invitation.pool_id if invitation.pool_id is not None else signup.pool_id
    again = book_again(signup, now=now)
    sector = invitation.sector or signup.sector
    network = invitation.network or signup.network
    return replace(
        again,
        sector=sector,
        network=network,
        seats=pool_seats(signup.forum_id, pool_id, now),
        party=party_of(
            sector.code,
            gender=signup.gender,
            region=signup.region,
            network=network.public_id if network else None,
            size=signup.party_size,
        ),
        reserved=reserved,
    )


def standing_for(booking: Booking) -> Standing:
    """What this booking gets now: a seat, a turn in the line, or an answer to come.

    The forum is locked since the booking. Raises GroupElsewhere, GroupFull.
    """
    seats = booking.seats.seats
    if booking.reserved is not None:
        reserved = booking.reserved
        is_free = has_invited_room(seats, reserved.party, reserved.left, booking.party)
        return Standing.SEATED if is_free else Standing.WAITING
    others = _active(booking.group)
    if any(other.pool_id != booking.seats.pool_id for other in others):
        raise GroupElsewhere
    if booking.rules.mode is not SeatMode.DIRECT:
        return Standing.APPLIED
    if any(other.state not in HOLDING for other in others):
        return Standing.WAITING  # the group did not fit before: one more does not make it fit
    standing = standing_in(seats, booking.party)
    if others and standing is Standing.WAITING:
        raise GroupFull
    return standing


def _active(group: SignupGroup | None) -> list[Signup]:
    if group is None:
        return []
    return [signup for signup in list_group(group.id) if signup.state in ACTIVE]


def _reserved(forum: Forum, applicant: Applicant, now: datetime) -> Reserved | None:
    if not applicant.invitation:
        return None
    found = find_reserved(forum.id, applicant.invitation, now)
    if found is None or not found.left:
        raise InvitationOver
    return found


def _people_of(applicant: Applicant, reserved: Reserved | None) -> tuple[Sector, Network | None]:
    invitation = reserved.invitation if reserved else None
    sector = (invitation.sector if invitation else None) or find_sector(applicant.sector)
    if sector is None:
        raise UnknownSector
    network = (invitation.network if invitation else None) or _network(applicant)
    return sector, network


def _network(applicant: Applicant) -> Network | None:
    if not applicant.network:
        return None
    query = select(Network).where(Network.public_id == applicant.network, Network.is_active)
    return db.session.scalars(query).one_or_none()


def _pool(
    forum: Forum, applicant: Applicant, reserved: Reserved | None, now: datetime
) -> PoolSeats:
    pools = pools_of(forum.id, now)
    wanted = applicant.pool
    if reserved is not None and reserved.invitation.pool is not None:
        wanted = reserved.invitation.pool.public_id
    if wanted is None:
        return pools[0]
    found = next((each for each in pools if each.pool and each.pool.public_id == wanted), None)
    if found is None:
        raise UnknownPool
    return found


def _from_where(applicant: Applicant) -> tuple[str | None, str | None]:
    """The province's code, and the region it belongs to today."""
    if not applicant.province:
        return None, None
    try:
        found = province(applicant.province)
    except KeyError:
        return None, None
    return found.code, found.region


def _group(forum: Forum, applicant: Applicant) -> SignupGroup | None:
    if not applicant.group:
        return None
    group = find_group(forum.id, applicant.group)
    if group is None:
        raise UnknownGroup
    return group
