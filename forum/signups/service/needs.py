"""Access needs are sensitive: kept apart, and only as long as they serve."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from forum.core.db import db
from forum.events.models import Forum
from forum.signups.models.places import AccessNeeds, Signup

# Long enough to look back at what went wrong, short enough to be kept for the forum only.
KEPT_AFTERWARDS = timedelta(days=30)


def forget_old_needs(*, now: datetime) -> int:
    """Delete the access needs of forums that ended more than thirty days ago; how many."""
    over = select(Signup.id).join(Signup.forum).where(Forum.ends_at < now - KEPT_AFTERWARDS)
    result = db.session.execute(delete(AccessNeeds).where(AccessNeeds.signup_id.in_(over)))
    return int(result.rowcount)  # type: ignore[attr-defined]
