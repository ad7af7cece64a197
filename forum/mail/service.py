"""Letters are queued in the transaction that causes them, and sent once by a job."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.db import db
from forum.core.ids import hashed
from forum.jobs.queue import enqueue
from forum.mail.logic import Topic, address_hash
from forum.mail.models import Letter, LetterState, Refusal
from forum.mail.ports import BuiltLetter, builder_of, installation_secret, texts_are_on

# How long a letter under way belongs to whoever took it: longer than a mail server may take.
LEASE = timedelta(minutes=10)
# From one try to the next.
PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
MOST_WORDS = 200  # signs of a problem that are kept
# At most so many letters that public forms ask for go to one address in an hour.
MOST_ASKED = 3
AN_HOUR = timedelta(hours=1)


def queue_letter(kind: str, object_id: int, occasion: str, *, now: datetime) -> None:
    """Put a letter into the outbox, once for each (kind, object, occasion); it leaves after commit.

    `occasion` tells apart letters of one kind about one object ("2", a date, a request key).
    """
    _put(kind, object_id, occasion, asked_hash=None, now=now)


def queue_asked_letter(
    kind: str, object_id: int, occasion: str, *, address: str, now: datetime
) -> bool:
    """Put a letter into the outbox that somebody asked for on a public form; False if not now.

    Anybody can type anybody's address there. So all such forms together send at most three letters
    an hour to one address (or telephone), and none of them may tell its user which it was.
    """
    hash_ = hash_of(address)
    _take_turns(hash_)
    since = now - AN_HOUR
    if _count(Letter.asked_hash == hash_, Letter.created_at > since) >= MOST_ASKED:
        return False
    _put(kind, object_id, occasion, asked_hash=hash_, now=now)
    return True


def forget_asked(*, now: datetime) -> None:
    """Take the addresses' hashes away that are no longer counted."""
    is_old = (Letter.asked_hash.is_not(None), Letter.created_at <= now - AN_HOUR)
    db.session.execute(update(Letter).where(*is_old).values(asked_hash=None))


def way_to(email: str | None, phone: str | None) -> str | None:
    """Where somebody can be written to: by mail, else on the telephone if that is on; None nowhere."""
    return email or (phone if phone and texts_are_on.only() else None)


def hash_of(address: str) -> str:
    """How an address is known here: its HMAC under the installation's secret."""
    return address_hash(installation_secret.only(), address)


def refuse_letters(hash_: str, topic: Topic, *, now: datetime) -> None:
    """Send an address no more letters of a topic. A second time changes nothing."""
    row = {"address_hash": hash_, "topic": topic.value, "refused_at": now}
    db.session.execute(_insert()(Refusal).values(row).on_conflict_do_nothing())


def take_refusal_back(hash_: str, topic: Topic) -> None:
    """Send an address letters of a topic again."""
    of_address = (Refusal.address_hash == hash_, Refusal.topic == topic.value)
    db.session.execute(delete(Refusal).where(*of_address))


def is_refused(hash_: str, topic: Topic) -> bool:
    """Whether an address wants no letters of a topic."""
    query = select(Refusal.id).where(Refusal.address_hash == hash_, Refusal.topic == topic.value)
    return db.session.scalar(query) is not None


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
    if letter.attempts > len(PAUSES):  # whoever took it died each time: it may have gone each time
        letter.state = LetterState.FAILED
        return False
    letter.attempts += 1
    letter.next_try_at = now + LEASE
    return True


def build_letter(letter_id: int) -> BuiltLetter | None:
    """Let the owner of a claimed letter write it.

    Marked as dropped when there is nothing to say, or its reader has refused such letters.
    """
    letter = db.session.get_one(Letter, letter_id)
    built = builder_of(letter.kind)(letter.object_id, letter.occasion)
    if built is None or (built.topic and is_refused(hash_of(built.to), built.topic)):
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


def _put(
    kind: str, object_id: int, occasion: str, *, asked_hash: str | None, now: datetime
) -> None:
    builder_of(kind)
    row = {
        "kind": kind,
        "object_id": object_id,
        "occasion": occasion,
        "state": LetterState.WAITING,
        "attempts": 0,
        "created_at": now,
        "next_try_at": now,
        "asked_hash": asked_hash,
    }
    db.session.execute(_insert()(Letter).values(row).on_conflict_do_nothing())
    # One job for all the letters of a transaction.
    enqueue("mail.send_waiting", unique_key="outbox")


def _insert() -> Any:
    is_postgres = db.session.get_bind().dialect.name == "postgresql"
    return postgresql.insert if is_postgres else sqlite.insert


def _take_turns(hash_: str) -> None:
    """Two forms do not count the letters of one address at once. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        key = int(hash_[:15], 16)  # what fits into 63 bits
        db.session.execute(select(func.pg_advisory_xact_lock(key)))
