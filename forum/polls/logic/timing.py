"""When those who have not voted are to hear that a poll soon closes."""

from datetime import datetime, timedelta


def is_reminder_due(closes_at: datetime, days: int | None, now: datetime) -> bool:
    """Whether a poll that closes then has come within `days` of it, and not yet to its end."""
    if days is None:
        return False
    return closes_at - timedelta(days=days) <= now < closes_at
