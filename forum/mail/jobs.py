"""The job that empties the outbox."""

import logging

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.mail.letters import with_refusal
from forum.mail.logic import Carrier
from forum.mail.messengers import ClosedPost, TextPost
from forum.mail.ports import BuiltLetter
from forum.mail.post import MailmanPost, Post, Undeliverable, Unreachable
from forum.mail.service import (
    build_letter,
    claim_letter,
    forget_asked,
    list_due,
    mark_problem,
    mark_sent,
)

_log = logging.getLogger(__name__)


def send_waiting() -> None:
    """Send every letter that is due, each by itself: one bad letter stops no other.

    When the mail server cannot be reached the rest is left for the next turn. When the gateway for
    short messages cannot be reached, they are not tried again in this turn, and letters go on.
    """
    posts: dict[Carrier, Post] = {Carrier.MAIL: MailmanPost(), Carrier.TEXT: TextPost()}
    while due := list_due(now()):
        for letter_id in due:
            if not _send(letter_id, posts):
                return


def forget_addresses() -> None:
    """Forget the hashes of addresses that public forms wrote to more than an hour ago."""
    with transaction():
        forget_asked(now=now())


def _send(letter_id: int, posts: dict[Carrier, Post]) -> bool:
    """Claim and build under the lock, send without it: a slow mail server must not stop voting.

    False when no other letter could leave either.
    """
    built = _build(letter_id)
    if built is None:
        return True
    try:
        posts[built.carrier].send(built)
    except OSError as error:
        _note(letter_id, error, for_good=isinstance(error, Undeliverable))
        if isinstance(error, Unreachable) and built.carrier is not Carrier.MAIL:
            posts[built.carrier] = ClosedPost()
            return True
        return not isinstance(error, Unreachable)
    with transaction():
        mark_sent(letter_id, now=now())
    return True


def _build(letter_id: int) -> BuiltLetter | None:
    with transaction():
        is_ours = claim_letter(letter_id, now=now())
    if not is_ours:
        return None
    try:
        with transaction():
            built = build_letter(letter_id)
            return with_refusal(built) if built else None
    except Exception as error:  # noqa: BLE001 - whatever its owner stumbled over, the others go on
        _log.exception("letter %s could not be written", letter_id)
        _note(letter_id, error)
        return None


def _note(letter_id: int, error: Exception, *, for_good: bool = False) -> None:
    """Keep what went wrong, never whom it was for."""
    _log.warning("letter %s not sent: %s", letter_id, type(error).__name__)
    with transaction():
        mark_problem(letter_id, type(error).__name__, for_good=for_good, now=now())
