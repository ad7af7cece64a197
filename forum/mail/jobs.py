"""The job that empties the outbox."""

import logging

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.mail.post import MailmanPost, Post
from forum.mail.service import (
    build_letter,
    claim_letter,
    list_waiting,
    mark_problem,
    mark_sent,
)

_log = logging.getLogger(__name__)


def send_waiting() -> None:
    """Send every waiting letter, each by itself: one bad address stops no other."""
    post = MailmanPost()
    for letter_id in list_waiting():
        _send(letter_id, post)


def _send(letter_id: int, post: Post) -> None:
    """Claim and build under the lock, send without it: a slow mail server must not stop voting."""
    with transaction():
        built = build_letter(letter_id) if claim_letter(letter_id) else None
    if built is None:
        return
    try:
        post.send(built)
    except OSError as error:
        _log.warning("letter %s not sent: %s", letter_id, type(error).__name__)
        with transaction():
            mark_problem(letter_id, type(error).__name__)
        return
    with transaction():
        mark_sent(letter_id, now=now())
