"""Reads of the entrance's code."""

from sqlalchemy import select

from forum.core.db import db
from forum.signups.models.seats import SignupSettings


def door_code_of(forum_id: int) -> str | None:
    """The code shown at the entrance; None where people do not check themselves in."""
    query = select(SignupSettings.door_code).where(SignupSettings.forum_id == forum_id)
    return db.session.scalar(query)
