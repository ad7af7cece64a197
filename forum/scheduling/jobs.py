"""What happens by itself: replies are forgotten a while after their poll has closed."""

from forum.core.clock import now
from forum.core.transaction import transaction
from forum.scheduling.service.replies import forget_old_replies


def forget_replies() -> None:
    """Delete replies of polls that closed longer ago than replies are kept."""
    with transaction():
        forget_old_replies(now=now())
