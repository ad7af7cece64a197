"""Letters are queued in the transaction that causes them, and sent once by a job."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db
from forum.core.ids import hashed
from forum.jobs.queue import enqueue
from forum.mail.models import Letter, LetterState
from forum.mail.ports import BuiltLetter, builder_of

# How long a letter under way belongs to whoever took it: longer than a mail server may take.
LEASE = timedelta(minutes=10)
# From one try to the next.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
MOST_WORDS = 200  # signs of a problem that are kept


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
        "next_try_at": now,
    }
    dialect = db.session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    db.session.execute(insert(Letter).values(row).on_conflict_do_nothing())
    # One job for all the letters of a transaction.
    enqueue("mail.send_waiting", unique_key="outbox")


def list_due(now: datetime, limit: int = 100) -> list[int]:
    """Ids of the letters whose time has come, the longest waiting first."""
    query = (
        select(Letter.id)
        .where(Letter.state == LetterState.WAITING, Letter.next_try_at <= now)
        .order_by(Letter.next_try_at, Letter.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def claim_letter(letter_id: int, *, now: datetime) -> bool:
    """Take a letter to send it: nobody else may for a while, and the try is counted beforehand.

    So two processes never send one letter, and a crash in the middle neither loses it nor sends it
    without end. False when somebody else has it, or it has gone.
    """
    letter = db.session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.state is not LetterState.WAITING or letter.next_try_at > now:
        return False
    letter.attempts += 1
    letter.next_try_at = now + LEASE
    return True


def build_letter(letter_id: int) -> BuiltLetter | None:
    """Let the owner of a claimed letter write it; marked as dropped when there is nothing to say."""
    letter = db.session.get_one(Letter, letter_id)
    built = builder_of(letter.kind)(letter.object_id, letter.occasion)
    if built is None:
        letter.state = LetterState.DROPPED
        return None
    same = f"{letter.kind} {letter.object_id} {letter.occasion} {letter.created_at.isoformat()}"
    return replace(built, mark=hashed(same)[:32])


def mark_sent(letter_id: int, *, now: datetime) -> None:
    """Write down that a letter has left the house."""
    letter = db.session.get_one(Letter, letter_id)
    letter.state = LetterState.SENT
    letter.sent_at = now
    letter.problem = None


def mark_problem(letter_id: int, problem: str, *, for_good: bool = False, now: datetime) -> None:
    """Write down why a letter could not leave.

    It is tried again after a pause that grows, for two days in all; then, or `for_good`, given up.
    """
    letter = db.session.get_one(Letter, letter_id)
    letter.problem = problem[:MOST_WORDS]
    if for_good or letter.attempts > len(PAUSES):
        letter.state = LetterState.FAILED
    else:
        letter.next_try_at = now + PAUSES[letter.attempts - 1]


def count_overdue(before: datetime) -> int:
    """How many letters have waited since before a moment."""
    return _count(Letter.state == LetterState.WAITING, Letter.created_at < before)


def count_failed() -> int:
    """How many letters were given up after too many tries."""
    return _count(Letter.state == LetterState.FAILED)


def forget_waiting_letters() -> None:
    """Drop what waits: for demonstrations, whose people are invented and must not be written to."""
    db.session.execute(
        update(Letter).where(Letter.state == LetterState.WAITING).values(state=LetterState.DROPPED)
    )


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Letter.id)).where(*conditions)) or 0
