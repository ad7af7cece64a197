"""Writing down who opened personal data: read by the person and by those who look after a forum."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.logic import Opened
from forum.accounts.models import Opening
from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.permissions import Scope
from forum.jobs.queue import enqueue
from forum.language.dates import local

_AT_ONCE = 500  # rows a statement


def tell_opened(person_ids: Iterable[int], what: Opened, scope: Scope, *, actor: Actor) -> None:
    """Have it written down by a job that an account opened these people's data.

    For pages that are only read: nothing is written in the request itself. People who open their
    own data, and acts of the system, are not written down.
    """
    persons = [id_ for id_ in dict.fromkeys(person_ids) if id_ != actor.person_id]
    if actor.kind is ActorKind.ACCOUNT and persons:
        enqueue(
            "accounts.record_openings",
            person_ids=persons,
            what=what.value,
            scope_kind=scope.kind.value,
            scope_id=scope.id,
            account_id=actor.id,
        )


def record_opened(
    person_ids: Iterable[int],
    what: Opened,
    scope: Scope,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Write it down at once, in the transaction that hands the data out."""
    if actor.kind is ActorKind.ACCOUNT:
        persons = [id_ for id_ in dict.fromkeys(person_ids) if id_ != actor.person_id]
        write_openings(persons, what, scope, actor.id, now=now, reason=reason)


def write_openings(
    person_ids: Sequence[int],
    what: str,
    scope: Scope,
    account_id: int | None,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    """One row for each person, once a day for the same account, thing and scope."""
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = [
        {
            "person_id": person_id,
            "account_id": account_id,
            "what": what,
            "scope_kind": scope.kind,
            "scope_id": scope.id,
            "reason": reason[:200],
            "at": now,
            "day": local(now).date(),
        }
        for person_id in person_ids
    ]
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        db.session.execute(insert(Opening).values(part).on_conflict_do_nothing())
