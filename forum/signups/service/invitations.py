"""Invitations: seats reserved for somebody until a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import hashed, new_public_id
from forum.core.permissions import Permission
from forum.directory.models import Network
from forum.directory.queries import find_sector
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.mail.service import queue_letter
from forum.signups.access import invitation_by, own_signup
from forum.signups.errors import ExpiryPast, InvitationOver, SeatsNotFree, UnknownPool
from forum.signups.logic.seats import party_of
from forum.signups.logic.states import ACTIVE, HOLDING
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import find_reserved
from forum.signups.queries.seats import PoolSeats, pools_of
from forum.signups.service.promoting import promote, seat_by_invitation


@dataclass(frozen=True)
class InvitationPlan:
    """Whom to invite, to how many seats, until when; sector, network and pool where they are set.

    `sector` is a code, `network` and `pool` are public ids.
    """

    recipient: str
    seats: int
    expires_at: datetime
    language: str
    email: str | None = None
    sector: str | None = None
    network: str | None = None
    pool: str | None = None
    note: str = ""


def invite(
    forum_id: str, plan: InvitationPlan, *, actor: Actor, now: datetime, secret: str
) -> Invitation:
    """Reserve seats for somebody and write to them, if there is an address.

    The very same again within a minute is a button pressed twice, and counts once. Raises
    SeatsNotFree where so many are not free beside the minima of others, ExpiryPast, UnknownPool,
    NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    if not now < plan.expires_at <= forum.starts_at:
        raise ExpiryPast
    pool = _pool(forum, plan, now)
    invitation = _written(forum, plan, pool, actor, now=now)
    twin = _twin(invitation, now)
    if twin is not None:
        return twin
    party = party_of(plan.sector or "", network=plan.network)
    if not pool.seats.has_room([party] * plan.seats):
        raise SeatsNotFree
    invitation.token_hash = hashed(invitation_token(secret, invitation.serial))
    db.session.add(invitation)
    db.session.flush()  # the letter names its id
    _note(invitation, "invited", actor=actor, now=now)
    if invitation.email:
        queue_letter("signups.invitation", invitation.id, "1", now=now)
    return invitation


def revoke_invitation(
    forum_id: str, invitation_id: str, *, actor: Actor, now: datetime
) -> Invitation:
    """Take back what is not used of an invitation; seats that were taken by it stay. NotFound."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    query = select(Invitation).where(
        Invitation.forum_id == forum.id, Invitation.public_id == invitation_id
    )
    fresh = query.execution_options(populate_existing=True)
    invitation = db.session.scalars(fresh).one_or_none()
    if invitation is None:
        raise NotFound
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        _end(forum, invitation, "revoked", actor=actor, now=now)
    return invitation


def decline_invitation(token: str, *, actor: Actor, now: datetime) -> Invitation:
    """Whoever has the link gives back what is not used. A second time changes nothing. NotFound."""
    invitation = invitation_by(token, lock=True)
    if invitation.declined_at is None and invitation.revoked_at is None:
        invitation.declined_at = now
        _end(invitation.forum, invitation, "declined", actor=actor, now=now)
    return invitation


def claim_invitation(
    token: str, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> Signup:
    """Somebody who has signed up already takes a seat of an invitation.

    Whoever holds a seat keeps the one they have. Raises InvitationOver where it no longer holds or
    has no room for them, NotFound without a place here.
    """
    invitation = invitation_by(token, lock=True)
    signup = own_signup(actor, invitation.forum.public_id, tuple(ticket_ids), lock=True)
    if signup.state in HOLDING:
        return signup
    reserved = find_reserved(invitation.forum_id, invitation.public_id, now)
    if signup.state not in ACTIVE or reserved is None or not reserved.left:
        raise InvitationOver
    if not seat_by_invitation(signup, reserved, actor=actor, now=now):
        raise InvitationOver
    return signup


def _twin(invitation: Invitation, now: datetime) -> Invitation | None:
    query = select(Invitation).where(
        Invitation.forum_id == invitation.forum_id,
        Invitation.pool_id == invitation.pool_id,
        Invitation.recipient == invitation.recipient,
        Invitation.email == invitation.email,
        Invitation.sector == invitation.sector,
        Invitation.network == invitation.network,
        Invitation.seats == invitation.seats,
        Invitation.expires_at == invitation.expires_at,
        Invitation.revoked_at.is_(None),
        Invitation.created_at > now - timedelta(minutes=1),
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def _pool(forum: Forum, plan: InvitationPlan, now: datetime) -> PoolSeats:
    pools = pools_of(forum.id, now)
    if plan.pool is None:
        return pools[0]
    found = next((each for each in pools if each.pool and each.pool.public_id == plan.pool), None)
    if found is None:
        raise UnknownPool
    return found


def _written(
    forum: Forum, plan: InvitationPlan, pool: PoolSeats, actor: Actor, *, now: datetime
) -> Invitation:
    network = select(Network).where(Network.public_id == (plan.network or ""))
    return Invitation(
        forum_id=forum.id,
        pool_id=pool.pool_id,
        serial=new_public_id(),
        recipient=plan.recipient,
        email=plan.email,
        sector=find_sector(plan.sector) if plan.sector else None,
        network=db.session.scalars(network).one_or_none(),
        seats=plan.seats,
        language=plan.language,
        note=plan.note,
        created_at=now,
        created_by_id=actor.account_id,
        expires_at=plan.expires_at,
    )


def _end(forum: Forum, invitation: Invitation, how: str, *, actor: Actor, now: datetime) -> None:
    _note(invitation, how, actor=actor, now=now)
    promote(forum, None, actor=actor, now=now)


def _note(invitation: Invitation, how: str, *, actor: Actor, now: datetime) -> None:
    record(
        f"invitation.{how}",
        "invitation",
        invitation.public_id,
        actor=actor,
        now=now,
        forum_id=invitation.forum_id,
        seats=invitation.seats,
    )


def give_back_expired(forum_id: str, *, actor: Actor, now: datetime) -> list[Signup]:
    """Give what expired invitations kept free to whoever waits; who moved up."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    return promote(forum, None, actor=actor, now=now)
