"""What happens to polls by the clock: they open, close, and those who have not voted are reminded."""

from datetime import datetime, timedelta

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.mail.service import queue_letter
from forum.polls.access import poll_for
from forum.polls.errors import PollNotOpen, RemindedLately
from forum.polls.logic.kinds import PollState
from forum.polls.logic.timing import is_reminder_due
from forum.polls.models import Poll
from forum.polls.queries.electorate import list_silent
from forum.polls.queries.polls import list_to_remind
from forum.polls.service.running import close_poll, open_poll

REMINDER = "polls.reminder"
_PAUSE = timedelta(days=1)


def open_in_time(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> None:
    """Open a draft whose time has come; one that was put off at this moment stays. Raises as `open_poll`."""
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    if poll.state is PollState.DRAFTED and poll.opens_at is not None and poll.opens_at <= now:
        open_poll(forum_id, poll_id, actor=actor, now=now)


def close_in_time(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> None:
    """Close an open poll whose time is over; one that was taken back at this moment stays."""
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    if poll.state is PollState.OPEN and poll.closes_at is not None and poll.closes_at <= now:
        close_poll(forum_id, poll_id, actor=actor, now=now)


def list_reminders_due(now: datetime) -> list[Poll]:
    """Open polls whose electors are to hear now that it soon closes."""
    return [
        poll
        for poll in list_to_remind()
        if poll.closes_at and is_reminder_due(poll.closes_at, poll.remind_days, now)
    ]


def remind(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> int:
    """Write to everybody who could vote and has not; how many that is.

    Whether somebody voted is known in named and confidential polls; what they voted is not asked.
    Raises PollNotOpen, and RemindedLately within a day of the last time.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.POLL_EDIT, lock=True)
    if poll.state is not PollState.OPEN:
        raise PollNotOpen
    if poll.reminded_at is not None and now - poll.reminded_at < _PAUSE:
        raise RemindedLately
    silent = list_silent(poll.id)
    for signup_id in silent:
        queue_letter(REMINDER, signup_id, f"{poll.public_id}:{now:%Y-%m-%d}", now=now)
    poll.reminded_at = now
    record(
        "poll.reminded", "poll", poll.public_id,
        actor=actor, now=now, forum_id=poll.forum_id, letters=len(silent),
    )  # fmt: skip
    return len(silent)
