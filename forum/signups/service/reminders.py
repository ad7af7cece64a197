"""Letters to everybody of a forum: reminders by schedule, and thanks when it is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.logic.stages import CALLED_OFF
from forum.events.models import Forum
from forum.journal.service import record
from forum.mail.service import queue_letter, way_to
from forum.signups.errors import NotOver, ReminderGone, ReminderPast
from forum.signups.logic.reminders import ReminderState, state_of
from forum.signups.models.letters import Reminder
from forum.signups.models.places import Signup
from forum.signups.queries.reminders import (
    THANKS,
    find_reminder,
    find_reminder_at,
    list_seated,
    list_to_thank,
)


def set_reminder(
    forum_id: str, days_before: int, note: LocalText, *, actor: Actor, now: datetime
) -> Reminder:
    """Send everybody with a seat a reminder so many days before; set again, its note changes.

    The time follows the forum when it is moved. Raises ReminderPast, ReminderGone, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    reminder = find_reminder_at(forum.id, days_before)
    if reminder is not None and reminder.queued_at is not None:
        raise ReminderGone
    state = state_of(forum.starts_at, days_before, forum.stage, None, now)
    if state is ReminderState.MISSED:
        raise ReminderPast
    if reminder is None:
        reminder = Reminder(forum_id=forum.id, days_before=days_before)
        db.session.add(reminder)
    reminder.note = dict(note)
    _note("set", reminder, forum, actor=actor, now=now)
    return reminder


def cancel_reminder(forum_id: str, reminder_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a reminder off the schedule. Raises ReminderGone after it was sent, NotFound."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    reminder = _of(forum, reminder_id)
    if reminder.queued_at is not None:
        raise ReminderGone
    _note("cancelled", reminder, forum, actor=actor, now=now)
    db.session.delete(reminder)


def queue_reminder(forum_id: str, reminder_id: str, *, actor: Actor, now: datetime) -> int:
    """Write to everybody with a seat if the reminder's time has come; how many letters.

    Once only: whoever comes second finds it gone. Raises NotFound where it was taken off.
    """
    forum = forum_for(actor, forum_id, lock=True)
    reminder = _of(forum, reminder_id)
    state = state_of(forum.starts_at, reminder.days_before, forum.stage, reminder.queued_at, now)
    if state is not ReminderState.DUE:
        return 0
    reminder.queued_at = now
    _note("sent", reminder, forum, actor=actor, now=now)
    return _queue("signups.reminder", list_seated(forum.id), reminder.public_id, now=now)


def send_thanks(forum_id: str, *, only_present: bool, actor: Actor, now: datetime) -> int:
    """Thank those who were there (or all who had a seat), once each; how many letters.

    Raises NotOver before the end and for a forum that was called off, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    if now < forum.ends_at or forum.stage in CALLED_OFF:
        raise NotOver
    return _thank(forum, only_present=only_present, actor=actor, now=now)


def thank_with_minutes(forum_id: str, *, actor: Actor, now: datetime) -> int:
    """Thank people now that the minutes are certified, unless any were thanked before; how many.

    It goes to those who were there; where nobody was checked in, to all who had a seat. For
    whoever may certify minutes: asked inside that transaction. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, lock=True)
    if not list_to_thank(forum, now):
        return 0
    is_noted = bool(list_seated(forum.id, only_present=True))
    return _thank(forum, only_present=is_noted, actor=actor, now=now)


def copy_reminders(from_forum_id: int, to_forum_id: int, _now: datetime) -> None:
    """Give a forum the schedule of the one it was made in the likeness of."""
    if db.session.scalar(select(Reminder.id).where(Reminder.forum_id == to_forum_id).limit(1)):
        return
    for row in db.session.scalars(select(Reminder).where(Reminder.forum_id == from_forum_id)):
        db.session.add(
            Reminder(forum_id=to_forum_id, days_before=row.days_before, note=dict(row.note))
        )


def _thank(forum: Forum, *, only_present: bool, actor: Actor, now: datetime) -> int:
    people = list_seated(forum.id, only_present=only_present)
    number = _queue("signups.thanks", people, THANKS, now=now)
    record(
        "thanks.sent",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        only_present=only_present,
        letters=number,
    )
    return number


def _queue(kind: str, signups: Sequence[Signup], occasion: str, *, now: datetime) -> int:
    reached = [each for each in signups if way_to(each.person.email, each.person.phone)]
    for signup in reached:
        queue_letter(kind, signup.id, occasion, now=now)
    return len(reached)


def _of(forum: Forum, reminder_id: str) -> Reminder:
    reminder = find_reminder(reminder_id)
    if reminder is None or reminder.forum_id != forum.id:
        raise NotFound
    db.session.refresh(reminder)
    return reminder


def _note(how: str, reminder: Reminder, forum: Forum, *, actor: Actor, now: datetime) -> None:
    record(
        f"reminder.{how}",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        days_before=reminder.days_before,
    )
