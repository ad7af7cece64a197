"""Whom somebody of the staff has signed up for others."""

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.signups.models.places import Signup


def count_helped(forum_id: int, account_id: int | None) -> int:
    """How many people an account has helped to sign up for a forum."""
    return db.session.scalar(select(func.count(Signup.id)).where(_by(forum_id, account_id))) or 0


def list_helped(forum_id: int, account_id: int | None, limit: int, offset: int) -> list[Signup]:
    """Those people, the latest first. One query."""
    query = (
        select(Signup)
        .where(_by(forum_id, account_id))
        .options(joinedload(Signup.person), joinedload(Signup.sector), joinedload(Signup.check_in))
        .order_by(Signup.applied_at.desc(), Signup.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def _by(forum_id: int, account_id: int | None) -> ColumnElement[bool]:
    """Nobody helped, where there is no account."""
    is_theirs = Signup.helped_by_id == (account_id if account_id is not None else -1)
    return and_(Signup.forum_id == forum_id, is_theirs)
