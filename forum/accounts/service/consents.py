"""Giving and withdrawing consents, one purpose at a time."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.errors import ConsentComesWithSignup
from forum.accounts.logic import CONSENTS
from forum.accounts.models import Consent, Person
from forum.accounts.ports import consent_withdrawn
from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Scope, ScopeKind
from forum.journal.service import record


def give_consent(
    person: Person, scope: Scope, purpose: str, *, language: str, actor: Actor, now: datetime
) -> None:
    """Write down that a person agrees to a purpose, in the version shown now; once while it holds.

    Raises NotFound for an unknown purpose, ConsentComesWithSignup for the one signing up gives.
    """
    if purpose not in CONSENTS:
        raise NotFound
    if CONSENTS[purpose].is_needed:
        raise ConsentComesWithSignup
    agree(person, scope, purpose, language=language, actor=actor, now=now)


def agree(
    person: Person, scope: Scope, purpose: str, *, language: str, actor: Actor, now: datetime
) -> None:
    """As `give_consent`, also for what signing up needs: for whoever signs up again."""
    if _standing(person, scope, purpose):
        return
    is_helped = actor.kind is ActorKind.ACCOUNT and actor.person_id != person.id
    db.session.add(
        Consent(
            person_id=person.id,
            scope_kind=scope.kind,
            scope_id=scope.id,
            purpose=purpose,
            text_version=CONSENTS[purpose].version,
            language=language,
            given_at=now,
            recorded_by_id=actor.id if is_helped else None,
        )
    )
    _note("consent.given", person, scope, purpose, actor=actor, now=now)


def withdraw_consent(
    person: Person, scope: Scope, purpose: str, *, actor: Actor, now: datetime
) -> None:
    """Take a consent back, at once; features then do what that leads to (a sign-up ends).

    What was withdrawn already stays so. Raises NotFound for an unknown purpose.
    """
    if purpose not in CONSENTS:
        raise NotFound
    standing = _standing(person, scope, purpose)
    if not standing:
        return
    for consent in standing:
        consent.withdrawn_at = now
    _note("consent.withdrawn", person, scope, purpose, actor=actor, now=now)
    for act in consent_withdrawn.suppliers:
        act(person.id, scope, purpose, actor, now)


def _standing(person: Person, scope: Scope, purpose: str) -> list[Consent]:
    query = select(Consent).where(
        Consent.person_id == person.id,
        Consent.scope_kind == scope.kind,
        Consent.scope_id == scope.id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
    )
    return list(db.session.scalars(query))


def _note(
    code: str, person: Person, scope: Scope, purpose: str, *, actor: Actor, now: datetime
) -> None:
    forum_id = scope.id if scope.kind is ScopeKind.FORUM else None
    record(
        code, "person", person.public_id, actor=actor, now=now, forum_id=forum_id, purpose=purpose
    )
