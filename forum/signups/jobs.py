"""What happens by itself: letters that were held back, and forgetting what is no longer needed."""

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.transaction import transaction
from forum.signups.queries.line import list_expired_offers, list_forums_with_seats_back
from forum.signups.queries.people import list_without_letter
from forum.signups.service.invitations import give_back_expired
from forum.signups.service.needs import forget_old_needs
from forum.signups.service.offers import end_offer
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


def end_offers() -> None:
    """End offers that were not accepted in time; each seat goes to the next, each by itself."""
    for forum_id, signup_id in list_expired_offers(now()):
        with transaction():
            end_offer(forum_id, signup_id, actor=SYSTEM, now=now())


def fill_freed_seats() -> None:
    """Give the seats of expired invitations to whoever waits for them."""
    for forum_id in list_forums_with_seats_back(now()):
        with transaction():
            give_back_expired(forum_id, actor=SYSTEM, now=now())
