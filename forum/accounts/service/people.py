"""Making persons and accounts."""

import secrets
from datetime import datetime

from forum.accounts.models import Account, Person
from forum.core.db import db


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
