"""Letters are queued in the transaction that causes them, and sent once by a job."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db
from forum.jobs.queue import enqueue
from forum.mail.models import Letter, LetterState
from forum.mail.ports import BuiltLetter, builder_of

MOST_ATTEMPTS = 8


def queue_letter(kind: str, object_id: int, occasion: str, *, now: datetime) -> None:
    """Put a letter into the outbox, once for each (kind, object, occasion); it leaves after commit.

    `occasion` tells apart letters of one kind about one object ("2", a date, a request key).
    """
    builder_of(kind)
    row = {
        "kind": kind,
        "object_id": object_id,
        "occasion": occasion,
        "state": LetterState.WAITING,
        "attempts": 0,
        "created_at": now,
    }
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    db.session.execute(insert(Letter).values(row).on_conflict_do_nothing())
    enqueue("mail.send_waiting")


def list_waiting(limit: int = 100) -> list[int]:
    """Ids of the letters that have not gone yet, oldest first."""
    query = (
        select(Letter.id)
        .where(Letter.state == LetterState.WAITING)
        .order_by(Letter.created_at, Letter.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def claim_letter(letter_id: int) -> bool:
    """Count a try before it is made, so that a crash in the middle cannot send without end.

    False when somebody else has sent it, or when it has failed too often.
    """
    letter = db.session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.state is not LetterState.WAITING:
        return False
    if letter.attempts >= MOST_ATTEMPTS:
        letter.state = LetterState.FAILED
        return False
    letter.attempts += 1
    return True


def build_letter(letter_id: int) -> BuiltLetter | None:
    """Let the owner of a claimed letter write it; marked as dropped when there is nothing to say."""
    letter = db.session.get_one(Letter, letter_id)
    built = builder_of(letter.kind)(letter.object_id, letter.occasion)
    if built is None:
        letter.state = LetterState.DROPPED
    return built


def mark_sent(letter_id: int, *, now: datetime) -> None:
    """Write down that a letter has left the house."""
    letter = db.session.get_one(Letter, letter_id)
    letter.state = LetterState.SENT
    letter.sent_at = now
    letter.problem = None


def mark_problem(letter_id: int, problem: str) -> None:
    """Write down why a letter could not leave; it is tried again."""
    db.session.get_one(Letter, letter_id).problem = problem
