"""What happens by itself: letters that were held back, and forgetting what is no longer needed."""

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.signups.queries.people import list_without_letter
from forum.signups.service.needs import forget_old_needs
from forum.signups.service.tickets import send_held


def send_held_letters() -> None:
    """Send confirmations that one address could not get within one hour."""
    moment = now()
    if list_without_letter(moment):
        with transaction():
            send_held(list_without_letter(moment), now=moment)


def forget_needs() -> None:
    """Delete the access needs of forums that are over."""
    with transaction():
        forget_old_needs(now=now())
