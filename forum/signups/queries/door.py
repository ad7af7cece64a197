"""Reads of the door: whose ticket it is, who is there, what was looked at twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.accounts.models import Account
from forum.core.db import db
from forum.signups.logic.states import ACTIVE
from forum.signups.models.places import Scan, Signup, Ticket


@dataclass(frozen=True)
class Repeat:
    """A ticket that was looked at again after its first time: whose, how often, when last."""

    signup: Signup
    times: int
    last_at: datetime


def find_by_tickets(forum_id: int, hashes: Collection[str]) -> dict[str, Signup]:
    """The forum's sign-ups by the hash of a ticket in use. One query."""
    query = (
        select(Ticket.token_hash, Signup)
        .join(Ticket.signup)
        .where(
            Signup.forum_id == forum_id,
            Ticket.token_hash.in_(hashes),
            Ticket.revoked_at.is_(None),
        )
        .options(joinedload(Signup.person), joinedload(Signup.sector), joinedload(Signup.check_in))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def find_by_ids(forum_id: int, public_ids: Collection[str]) -> dict[str, Signup]:
    """The forum's sign-ups by their public id. One query."""
    query = (
        select(Signup)
        .where(Signup.forum_id == forum_id, Signup.public_id.in_(public_ids))
        .options(joinedload(Signup.person), joinedload(Signup.sector), joinedload(Signup.check_in))
    )
    return {signup.public_id: signup for signup in db.session.scalars(query)}


def find_scans(forum_id: int, keys: Collection[str]) -> dict[str, Scan]:
    """Looks that were written down before, by their key. One query."""
    query = select(Scan).where(Scan.forum_id == forum_id, Scan.key.in_(keys))
    options = (joinedload(Scan.signup).joinedload(Signup.check_in),)
    return {scan.key: scan for scan in db.session.scalars(query.options(*options))}


def list_expected(forum_id: int, after: str = "", limit: int | None = None) -> list[Signup]:
    """Everybody with a place, with tickets and presence, for a device at the door. Two queries.

    At most `limit` of them, in the order they came, from behind the one with the public id `after`.
    """
    query = (
        select(Signup)
        .where(Signup.forum_id == forum_id, Signup.state.in_(ACTIVE))
        .options(
            joinedload(Signup.person),
            joinedload(Signup.sector),
            joinedload(Signup.check_in),
            selectinload(Signup.tickets),
        )
        .order_by(Signup.id)
        .limit(limit)
    )
    if after:
        last = select(Signup.id).where(Signup.forum_id == forum_id, Signup.public_id == after)
        query = query.where(Signup.id > last.scalar_subquery())
    return list(db.session.scalars(query))


def names_of_accounts(account_ids: Collection[int]) -> dict[int, str]:
    """Who they are, to be told who checked somebody in. One query."""
    query = (
        select(Account)
        .join(Account.person)
        .where(Account.id.in_(account_ids))
        .options(contains_eager(Account.person))
    )
    return {account.id: account.person.name for account in db.session.scalars(query)}


def list_repeats(forum_id: int, limit: int = 50) -> list[Repeat]:
    """Tickets looked at again after their first time, the latest first."""
    last = func.max(Scan.scanned_at)
    counted = (
        select(Scan.signup_id, func.count(Scan.id).label("times"), last.label("last_at"))
        .where(Scan.forum_id == forum_id, ~Scan.is_first)
        .group_by(Scan.signup_id)
        .subquery()
    )
    query = (
        select(Signup, counted.c.times, counted.c.last_at)
        .join(counted, counted.c.signup_id == Signup.id)
        .options(joinedload(Signup.person), joinedload(Signup.check_in))
        .order_by(counted.c.last_at.desc(), Signup.id)
        .limit(limit)
    )
    return [Repeat(row[0], row[1], row[2]) for row in db.session.execute(query)]
