"""Giving roles and taking them back."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.access import grant_for
from forum.accounts.errors import LastAdministrator, RoleBeyondOwn
from forum.accounts.logic import may_give
from forum.accounts.models import Account, Grant
from forum.accounts.queries import count_administrators, find_account
from forum.accounts.service.people import create_account, create_person
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Role, Scope
from forum.journal.service import record
from forum.live.notices import close_owner
from forum.mail.service import queue_letter


def invite(
    email: str,
    given_name: str,
    family_name: str,
    role: Role,
    scopes: tuple[Scope, ...],
    *,
    actor: Actor,
    now: datetime,
    language: str = "th",
) -> Grant:
    """Give a role to whoever has this address, with an account made for them if need be.

    They are written to with a link that signs them in. Giving the same role again changes nothing.
    Raises RoleBeyondOwn when the actor may not give this role there.
    """
    if not may_give(actor, role, scopes):
        raise RoleBeyondOwn
    account = find_account(email)
    if account is None:
        person = create_person(
            given_name, family_name, email=email.strip().lower(), language=language, now=now
        )
        account = create_account(person, email, now=now)
    grant = give_role(account, role, scopes[0], actor=actor, now=now)
    queue_letter("accounts.invitation", grant.id, "1", now=now)
    return grant


def give_role(account: Account, role: Role, scope: Scope, *, actor: Actor, now: datetime) -> Grant:
    """Write down that an account holds a role in a scope; once."""
    query = select(Grant).where(
        Grant.account_id == account.id,
        Grant.role == role,
        Grant.scope_kind == scope.kind,
        Grant.scope_id == scope.id,
    )
    grant = db.session.scalars(query).one_or_none()
    if grant is not None:
        grant.ends_at = None
        return grant
    grant = Grant(
        account_id=account.id,
        role=role,
        scope_kind=scope.kind,
        scope_id=scope.id,
        granted_at=now,
        granted_by_id=actor.id if actor.roles else None,
    )
    db.session.add(grant)
    db.session.flush()  # its id is what the letter and the journal name
    record(
        "role.given",
        "account",
        account.public_id,
        actor=actor,
        now=now,
        forum_id=scope.id if scope.kind.value == "forum" else None,
        role=role,
        scope=scope.kind,
    )
    return grant


def take_role(grant_id: int, scopes: tuple[Scope, ...], *, actor: Actor, now: datetime) -> None:
    """Take a role back; what the account has open on live pages is closed at once.

    Raises LastAdministrator when nobody would be left to administer, RoleBeyondOwn, NotFound.
    """
    grant = grant_for(actor, grant_id, scopes)
    if not may_give(actor, grant.role, scopes):
        raise RoleBeyondOwn
    if grant.role is Role.ADMINISTRATOR and count_administrators(now) <= 1:
        raise LastAdministrator
    account = db.session.get_one(Account, grant.account_id)
    record("role.taken", "account", account.public_id, actor=actor, now=now, role=grant.role)
    db.session.delete(grant)
    close_owner(f"account-{account.id}")
