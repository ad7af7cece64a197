"""Reads of threads and comments."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.comments.models import Comment, Thread
from forum.core.db import db


def find_thread(owner_kind: str, owner_id: str) -> Thread | None:
    """The thread of a thing, by its kind and public id."""
    query = select(Thread).where(Thread.owner_kind == owner_kind, Thread.owner_id == owner_id)
    return db.session.scalars(query.options(joinedload(Thread.forum))).one_or_none()


def find_by_request_key(thread: Thread, request_key: str) -> Comment | None:
    """The comment that this very sending has made before."""
    query = select(Comment).where(
        Comment.thread_id == thread.id, Comment.request_key == request_key
    )
    return db.session.scalars(query).one_or_none()


def list_comments(thread: Thread) -> list[Comment]:
    """All comments of a thread with author and sector, oldest first; hidden ones, too."""
    query = (
        select(Comment)
        .where(Comment.thread_id == thread.id)
        .options(joinedload(Comment.author), joinedload(Comment.sector))
        .order_by(Comment.id)
    )
    return list(db.session.scalars(query))


def count_comments(owner_kind: str, owner_ids: Collection[str]) -> dict[str, int]:
    """How many comments can be read at each of these things; those without any are left out."""
    query = (
        select(Thread.owner_id, func.count(Comment.id))
        .join(Comment, Comment.thread_id == Thread.id)
        .where(
            Thread.owner_kind == owner_kind,
            Thread.owner_id.in_(owner_ids),
            Comment.hidden_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .group_by(Thread.owner_id)
    )
    return dict(db.session.execute(query).all())
