"""What polls do by themselves: opening, closing, reminding when it is time, counting what takes long."""

import logging
from collections.abc import Callable, Iterable

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.transaction import transaction
from forum.polls.access import poll_for
from forum.polls.models import Poll
from forum.polls.queries.counts import list_to_be_counted, take_count
from forum.polls.queries.polls import list_due_to_close, list_due_to_open
from forum.polls.service.tallying import keep_count
from forum.polls.service.timing import (
    close_in_time,
    list_reminders_due,
    open_in_time,
    remind,
)

log = logging.getLogger("forum.polls")


def keep_time() -> None:
    """Open and close the polls whose time has come; count what still has to be counted."""
    _each(list_due_to_open(now()), _in_time(open_in_time))
    _each(list_due_to_close(now()), _in_time(close_in_time))
    _each(list_to_be_counted(), count)


def send_reminders() -> None:
    """Write to those who have not voted in polls that soon close."""
    _each(list_reminders_due(now()), _in_time(remind))


def count(forum_id: str, poll_id: str) -> None:
    """Count a poll and keep what comes out. Nobody who writes waits for it: only the keeping locks."""
    taken = take_count(poll_for(SYSTEM, forum_id, poll_id))
    if taken is not None:
        with transaction():
            keep_count(forum_id, poll_id, taken)


def _in_time(act: Callable[..., object]) -> Callable[[str, str], None]:
    """An act of the clock, in a transaction of its own."""

    def do(forum_id: str, poll_id: str) -> None:
        with transaction():
            act(forum_id, poll_id, actor=SYSTEM, now=now())

    return do


def _each(polls: Iterable[Poll], act: Callable[[str, str], None]) -> None:
    """One poll that cannot does not keep the others waiting; it is tried again the next time."""
    # The ids are read at once: rows end with each transaction.
    for forum_id, poll_id in [(poll.forum.public_id, poll.public_id) for poll in polls]:
        try:
            act(forum_id, poll_id)
        except ForumError as refusal:
            log.warning("polls: what its time had come for was refused: %s", refusal.code)
        except Exception:
            log.exception("polls: what its time had come for failed")
