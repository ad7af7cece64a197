"""Reads around accounts."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Account, Consent, Grant, Opening, Person
from forum.accounts.ports import occasions_of
from forum.core.actor import HeldRole
from forum.core.db import db
from forum.core.permissions import INSTALLATION, Role, Scope
from forum.language.names import Name
from forum.language.redaction import Marks


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


def marks_of(person_id: int) -> Marks:
    """What a person is known by in text that others keep. Ask before they are erased."""
    person = db.session.get_one(Person, person_id)
    account = find_account_of(person_id)
    emails = {person.email, account.email if account else None} - {None, ""}
    return Marks(
        Name(person.prefix, person.given_name, person.family_name),
        emails=tuple(sorted(email for email in emails if email)),
        phones=(person.phone,) if person.phone else (),
    )


def find_account_of(person_id: int) -> Account | None:
    """The account a person signs in with."""
    return db.session.scalars(select(Account).where(Account.person_id == person_id)).one_or_none()


def is_administrator(account_id: int, now: datetime) -> bool:
    """Whether an account administers the installation at this moment."""
    return any(
        held.role is Role.ADMINISTRATOR and held.scope == INSTALLATION
        for held in list_held_roles(account_id, now)
    )


def list_consents(person_id: int) -> list[Consent]:
    """Everything a person agreed to, withdrawn or not, in the order it was given."""
    query = select(Consent).where(Consent.person_id == person_id)
    return list(db.session.scalars(query.order_by(Consent.given_at, Consent.id)))


def list_openings_of(person_id: int, limit: int | None = None) -> list[Opening]:
    """Who opened a person's data, the newest first."""
    query = select(Opening).where(Opening.person_id == person_id)
    return _openings(query.order_by(Opening.at.desc(), Opening.id.desc()).limit(limit))


def list_openings_in(scope: Scope, limit: int, offset: int) -> list[Opening]:
    """Who opened whose data within a scope, the newest first."""
    query = select(Opening).where(Opening.scope_kind == scope.kind, Opening.scope_id == scope.id)
    query = query.order_by(Opening.at.desc(), Opening.id.desc())
    return _openings(query.limit(limit).offset(offset))


def count_openings_in(scope: Scope) -> int:
    """How many openings are written down within a scope."""
    query = select(func.count(Opening.id)).where(
        Opening.scope_kind == scope.kind, Opening.scope_id == scope.id
    )
    return db.session.scalar(query) or 0


def _openings(query: Select[Opening]) -> list[Opening]:
    return list(
        db.session.scalars(query.options(joinedload(Opening.account), joinedload(Opening.person)))
    )


def forums_of(person_id: int) -> list[int]:
    """Ids of the forums a person is or was signed up for, as the features above tell."""
    occasions = occasions_of.only(person_id) if occasions_of.suppliers else ()
    return [each.scope.id for each in occasions]
