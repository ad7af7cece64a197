"""What happens by itself: answers are forgotten when their day has passed."""

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.questionnaires.service.answers import forget_past_retention


def forget_answers() -> None:
    """Delete answers past the day until which they may be kept."""
    with transaction():
        forget_past_retention(now=now())
