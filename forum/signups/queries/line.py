"""Reads of the waiting line: who waits for what, whose turn has run out."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.events.models import Forum
from forum.signups.logic.line import Waiting
from forum.signups.logic.seats import Party, party_of
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup, SignupGroup
from forum.signups.models.seats import Invitation
from forum.signups.queries.draw import is_on_reserve


def list_line(forum_id: int, pool_id: int | None = None) -> list[Waiting]:
    """Everybody who waits for a pool (left out: for any), first come first. One query.

    Without those on the reserve list of a draw: they move up by its rule.
    """
    query = (
        select(
            Signup.id,
            Sector.code,
            Signup.gender,
            Signup.region,
            Network.public_id,
            Signup.party_size,
            Signup.group_id,
        )
        .join(Signup.sector)
        .outerjoin(Signup.network)
        .where(
            Signup.forum_id == forum_id,
            Signup.state == SignupState.WAITING,
            ~is_on_reserve(Signup.id),
        )
        .order_by(Signup.applied_at, Signup.id)
    )
    if pool_id is not None:
        query = query.where(Signup.pool_id == pool_id)
    return [
        Waiting(
            row[0],
            party_of(row[1], gender=row[2], region=row[3], network=row[4], size=row[5]),
            row[6],
        )
        for row in db.session.execute(query)
    ]


def party_of_signup(signup: Signup) -> Party:
    """What a sign-up counts as."""
    return party_of(
        signup.sector.code,
        gender=signup.gender,
        region=signup.region,
        network=signup.network.public_id if signup.network else None,
        size=signup.party_size,
    )


def count_waiting(forum_id: int, pool_id: int | None, sector_id: int) -> int:
    """How many of a sector wait for a pool."""
    query = select(func.count(Signup.id)).where(
        Signup.forum_id == forum_id,
        Signup.pool_id == pool_id,
        Signup.sector_id == sector_id,
        Signup.state == SignupState.WAITING,
    )
    return db.session.scalar(query) or 0


def list_group(group_id: int) -> list[Signup]:
    """Everybody who ever came with a group's code, in the order they came."""
    query = (
        select(Signup)
        .where(Signup.group_id == group_id)
        .options(joinedload(Signup.person), joinedload(Signup.sector))
        .order_by(Signup.applied_at, Signup.id)
    )
    return list(db.session.scalars(query))


def list_offered_with(signup: Signup) -> list[Signup]:
    """The others of a sign-up's group who were offered a seat, too, read anew."""
    if signup.group_id is None:
        return []
    query = (
        select(Signup)
        .where(
            Signup.group_id == signup.group_id,
            Signup.id != signup.id,
            Signup.state == SignupState.OFFERED,
        )
        .options(joinedload(Signup.person))
        .order_by(Signup.applied_at, Signup.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def find_group(forum_id: int, code: str) -> SignupGroup | None:
    """The group with this code at this forum."""
    query = select(SignupGroup).where(SignupGroup.forum_id == forum_id, SignupGroup.code == code)
    return db.session.scalars(query).one_or_none()


def list_expired_offers(now: datetime, limit: int = 200) -> list[tuple[str, int]]:
    """Offers that were not accepted in time: the forum's public id and the sign-up's, oldest first."""
    query = (
        select(Forum.public_id, Signup.id)
        .join(Signup.forum)
        .where(
            Signup.state == SignupState.OFFERED,
            Signup.offer_expires_at <= now,
            Forum.ends_at > now,
        )
        .order_by(Signup.offer_expires_at, Signup.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_forums_with_seats_back(now: datetime) -> list[str]:
    """Forums to come where somebody waits though an invitation has run out: public ids."""
    is_waited_for = (
        select(Signup.id)
        .where(Signup.forum_id == Forum.id, Signup.state == SignupState.WAITING)
        .exists()
    )
    has_run_out = (
        select(Invitation.id)
        .where(Invitation.forum_id == Forum.id, Invitation.expires_at <= now)
        .exists()
    )
    query = select(Forum.public_id).where(Forum.ends_at > now, is_waited_for, has_run_out)
    return list(db.session.scalars(query.order_by(Forum.id)))
