"""Reads of how a forum gives its seats."""

from sqlalchemy import select

from forum.core.db import db
from forum.signups.logic.rules import SeatRules
from forum.signups.models.seats import SignupSettings

_NAMES = tuple(SeatRules.__dataclass_fields__)


def rules_of(forum_id: int) -> SeatRules:
    """The forum's rules; the defaults where nobody has set any. One query."""
    columns = [getattr(SignupSettings, name) for name in _NAMES]
    query = select(*columns).where(SignupSettings.forum_id == forum_id)
    row = db.session.execute(query).one_or_none()
    return SeatRules(**dict(zip(_NAMES, row, strict=True))) if row is not None else SeatRules()
