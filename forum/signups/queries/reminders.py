"""Reads of what is sent to everybody of a forum: reminders, thanks, what has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from forum.core.db import db
from forum.events.logic.stages import AHEAD, CALLED_OFF
from forum.events.models import Forum
from forum.mail.models import Letter, LetterState
from forum.signups.logic.reminders import ReminderState, due_at, state_of
from forum.signups.logic.states import SignupState
from forum.signups.models.letters import Reminder
from forum.signups.models.places import CheckIn, Signup

THANKS = "thanks"


@dataclass(frozen=True)
class Sent:
    """How many letters left, are on their way, had nothing to say, or were given up."""

    gone: int = 0
    waiting: int = 0
    dropped: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All that were put into the outbox."""
        return self.gone + self.waiting + self.dropped + self.failed


@dataclass(frozen=True)
class Planned:
    """A reminder with its time, its state and what has left of it."""

    reminder: Reminder
    due_at: datetime
    state: ReminderState
    sent: Sent


def list_reminders(forum: Forum, now: datetime) -> list[Planned]:
    """A forum's reminders, the earliest first. Two queries."""
    query = (
        select(Reminder)
        .where(Reminder.forum_id == forum.id)
        .order_by(Reminder.days_before.desc(), Reminder.id)
    )
    rows = db.session.scalars(query).all()
    sent = _sent("signups.reminder", [row.public_id for row in rows])
    return [
        Planned(
            row,
            due_at(forum.starts_at, row.days_before),
            state_of(forum.starts_at, row.days_before, forum.stage, row.queued_at, now),
            sent.get(row.public_id, Sent()),
        )
        for row in rows
    ]


def find_reminder(public_id: str) -> Reminder | None:
    """The reminder with this id."""
    return db.session.scalars(select(Reminder).where(Reminder.public_id == public_id)).one_or_none()


def find_reminder_at(forum_id: int, days_before: int) -> Reminder | None:
    """The forum's reminder of so many days before."""
    query = select(Reminder).where(
        Reminder.forum_id == forum_id, Reminder.days_before == days_before
    )
    return db.session.scalars(query).one_or_none()


def list_unsent(now: datetime) -> list[tuple[str, str]]:
    """Reminders whose time has come: the forum's public id and their own."""
    query = (
        select(Reminder)
        .join(Reminder.forum)
        .where(
            Reminder.queued_at.is_(None),
            Forum.stage.in_(AHEAD),
            Forum.published_at.is_not(None),
            Forum.starts_at > now,
        )
        .options(contains_eager(Reminder.forum))
        .order_by(Reminder.id)
    )
    return [
        (row.forum.public_id, row.public_id)
        for row in db.session.scalars(query)
        if state_of(row.forum.starts_at, row.days_before, row.forum.stage, None, now)
        is ReminderState.DUE
    ]


def list_seated(forum_id: int, *, only_present: bool = False) -> list[Signup]:
    """Everybody with a seat, or of those who were checked in only, in the order they came."""
    query = (
        select(Signup)
        .join(Signup.person)
        .where(Signup.forum_id == forum_id, Signup.state == SignupState.SEATED)
        .options(contains_eager(Signup.person))
        .order_by(Signup.id)
    )
    if only_present:
        query = query.join(CheckIn, CheckIn.signup_id == Signup.id)
    return list(db.session.scalars(query))


def list_to_thank(forum: Forum, now: datetime) -> list[Signup]:
    """Whom certifying the minutes thanks: those who were there, else all who had a seat.

    Nobody before the end, after a forum that was called off, or once anybody was thanked.
    """
    if now < forum.ends_at or forum.stage in CALLED_OFF or thanks_sent(forum.id).total:
        return []
    return list_seated(forum.id, only_present=True) or list_seated(forum.id)


def thanks_sent(forum_id: int) -> Sent:
    """What has left of the thanks after a forum."""
    signups = select(Signup.id).where(Signup.forum_id == forum_id)
    query = (
        select(Letter.state, func.count())
        .where(Letter.kind == "signups.thanks", Letter.object_id.in_(signups))
        .group_by(Letter.state)
    )
    return _counted([(state, number) for state, number in db.session.execute(query)])


def _sent(kind: str, occasions: list[str]) -> dict[str, Sent]:
    query = (
        select(Letter.occasion, Letter.state, func.count())
        .where(Letter.kind == kind, Letter.occasion.in_(occasions))
        .group_by(Letter.occasion, Letter.state)
    )
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(query)]
    return {
        each: _counted([(state, number) for occasion, state, number in rows if occasion == each])
        for each in occasions
    }


def _counted(rows: Iterable[tuple[LetterState, int]]) -> Sent:
    numbers = dict(rows)
    return Sent(
        numbers.get(LetterState.SENT, 0),
        numbers.get(LetterState.WAITING, 0),
        numbers.get(LetterState.DROPPED, 0),
        numbers.get(LetterState.FAILED, 0),
    )
