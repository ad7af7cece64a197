"""Making persons and accounts, signing in by link, giving and taking roles."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.accounts.access import grant_for
from forum.accounts.errors import LastAdministrator, LinkUsedUp, RoleBeyondOwn
from forum.accounts.logic import INVITATION_LIFE, SIGN_IN_LINK_LIFE, may_give
from forum.accounts.models import Account, Grant, Person, SignInLink
from forum.accounts.queries import count_administrators, find_account
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import hashed, new_token
from forum.core.permissions import Role, Scope
from forum.journal.service import record
from forum.live.notices import close_owner
from forum.mail.service import queue_letter


def create_person(
    given_name: str,
    family_name: str = "",
    *,
    prefix: str = "",
    email: str | None = None,
    phone: str | None = None,
    language: str = "th",
    now: datetime,
) -> Person:
    """Keep somebody new. Contacts may be missing, or shared with others."""
    person = Person(
        prefix=prefix,
        given_name=given_name,
        family_name=family_name,
        email=email,
        phone=phone,
        language=language,
        created_at=now,
    )
    db.session.add(person)
    return person


def create_account(person: Person, email: str, *, now: datetime) -> Account:
    """Give a person a way to sign in. The address must not have an account yet."""
    account = Account(
        person=person,
        email=email.strip().lower(),
        fs_uniquifier=secrets.token_hex(32),
        created_at=now,
        active=True,
    )
    db.session.add(account)
    db.session.flush()  # the grants and links that follow need its id
    return account


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


def make_sign_in_link(
    account: Account, *, now: datetime, life: timedelta = SIGN_IN_LINK_LIFE
) -> str:
    """A token that signs the account in once, within its life. Only its hash is kept."""
    token = new_token()
    db.session.add(
        SignInLink(
            account_id=account.id, token_hash=hashed(token), created_at=now, expires_at=now + life
        )
    )
    return token


def make_invitation_link(account: Account, *, now: datetime) -> str:
    """A sign-in link that waits for its reader: two weeks."""
    return make_sign_in_link(account, now=now, life=INVITATION_LIFE)


def ask_for_sign_in_link(email: str, occasion: str, *, now: datetime) -> None:
    """Write to the address if it has an account; whether it has is not told to the asker."""
    account = find_account(email)
    if account is not None and account.active:
        queue_letter("accounts.sign_in_link", account.id, occasion, now=now)


def use_sign_in_link(token: str, *, now: datetime) -> Account:
    """The account a link signs in; the link is used up. Raises LinkUsedUp otherwise."""
    query = select(SignInLink).where(SignInLink.token_hash == hashed(token)).with_for_update()
    link = db.session.scalars(query).one_or_none()
    if (
        link is None
        or link.used_at is not None
        or link.expires_at <= now
        or not link.account.active
    ):
        raise LinkUsedUp
    link.used_at = now
    link.account.last_seen_at = now
    return link.account
