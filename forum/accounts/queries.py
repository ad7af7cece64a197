"""Reads around accounts."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Account, Grant, Person
from forum.core.actor import HeldRole
from forum.core.db import db
from forum.core.permissions import INSTALLATION, Role, Scope


def find_account(email: str) -> Account | None:
    """The account of an address, whatever its case."""
    query = select(Account).where(Account.email == email.strip().lower())
    return db.session.scalars(query.options(joinedload(Account.person))).one_or_none()


def list_held_roles(account_id: int, now: datetime) -> tuple[HeldRole, ...]:
    """The roles an account holds at this moment."""
    query = select(Grant).where(
        Grant.account_id == account_id, or_(Grant.ends_at.is_(None), Grant.ends_at > now)
    )
    return tuple(HeldRole(grant.role, grant.scope) for grant in db.session.scalars(query))


def list_grants(scope: Scope) -> list[Grant]:
    """Who holds roles in exactly this scope, by role and name."""
    query = (
        select(Grant)
        .join(Grant.account)
        .join(Account.person)
        .where(Grant.scope_kind == scope.kind, Grant.scope_id == scope.id)
        .options(joinedload(Grant.account).joinedload(Account.person))
        .order_by(Grant.role, Person.given_name)
    )
    return list(db.session.scalars(query))


def count_administrators(now: datetime) -> int:
    """How many accounts administer the installation at this moment."""
    query = select(func.count(Grant.id)).where(
        Grant.role == Role.ADMINISTRATOR,
        Grant.scope_kind == INSTALLATION.kind,
        or_(Grant.ends_at.is_(None), Grant.ends_at > now),
    )
    return db.session.scalar(query) or 0
