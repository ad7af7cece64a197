"""What is done about people's data when nobody waits for it."""

from contextlib import closing

from forum.accounts.service.openings import write_openings
from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Scope, ScopeKind
from forum.core.transaction import transaction

_PEOPLE = ("persons", "accounts", "consents", "signups", "access_needs", "comments", "topics")


def record_openings(
    person_ids: list[int], what: str, scope_kind: str, scope_id: int, account_id: int
) -> None:
    """Write down who opened whose data."""
    with transaction():
        write_openings(
            person_ids, what, Scope(ScopeKind(scope_kind), scope_id), account_id, now=now()
        )


def wipe() -> None:
    """Take what was erased off the disk, as far as the database can.

    SQLite writes zeros over deleted content (`secure_delete`, see `core.db`) when its log is
    carried into the file; that is done here, and the log emptied. PostgreSQL gives the room of
    deleted rows free to be written over. Neither reaches backups: those expire by themselves.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    order = "PRAGMA wal_checkpoint(TRUNCATE)" if is_sqlite else f"VACUUM {', '.join(_PEOPLE)}"
    with closing(db.engine.raw_connection()) as connection:
        if not is_sqlite:
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
        cursor = connection.cursor()
        cursor.execute(order)
        cursor.close()
        if not is_sqlite:
            connection.driver_connection.autocommit = False  # type: ignore[union-attr]
