"""What polls do by themselves: opening, closing and reminding when their time has come."""

import logging
from collections.abc import Callable

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.transaction import transaction
from forum.polls.models import Poll
from forum.polls.queries.polls import list_due_to_close, list_due_to_open
from forum.polls.service.running import close_poll, open_poll
from forum.polls.service.timing import list_reminders_due, remind

log = logging.getLogger("forum.polls")


def keep_time() -> None:
    """Open and close the polls whose time has come, each in a transaction of its own."""
    _each(list_due_to_open(now()), open_poll)
    _each(list_due_to_close(now()), close_poll)


def send_reminders() -> None:
    """Write to those who have not voted in polls that soon close."""
    _each(list_reminders_due(now()), remind)


def _each(polls: list[Poll], act: Callable[..., object]) -> None:
    """One poll that cannot does not keep the others waiting; it is tried again the next time."""
    # The ids are read at once: rows end with each transaction.
    for forum_id, poll_id in [(poll.forum.public_id, poll.public_id) for poll in polls]:
        try:
            with transaction():
                act(forum_id, poll_id, actor=SYSTEM, now=now())
        except ForumError as refusal:
            log.warning("polls: what its time had come for was refused: %s", refusal.code)
        except Exception:
            log.exception("polls: what its time had come for failed")
