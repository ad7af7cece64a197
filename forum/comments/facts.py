"""What was said in a forum, as plain data for minutes and reports."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.comments.logic import Readers, attribution
from forum.comments.models import Comment, Thread
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.events.models import Forum


@dataclass(frozen=True)
class CommentFact:
    """A comment that can be quoted; attributed as the forum's mode allows."""

    public_id: str
    owner_kind: str
    owner_id: str
    thread_id: str
    body: str
    language: str
    name: str | None
    sector: str | None
    sector_name: LocalText | None
    created_at: datetime
    reply_to: str | None


def list_comments_of(forum: Forum) -> dict[tuple[str, str], list[CommentFact]]:
    """The readable comments of a forum, oldest first, by owner (kind and public id).

    Left out are hidden and withdrawn comments, and threads that are not for everyone.
    """
    query = (
        select(Comment)
        .join(Comment.thread)
        .where(
            Thread.forum_id == forum.id,
            Thread.readers == Readers.EVERYONE,
            Comment.hidden_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .options(joinedload(Comment.thread), joinedload(Comment.author), joinedload(Comment.sector))
        .order_by(Comment.id)
    )
    rows = list(db.session.scalars(query))
    public_ids = {row.id: row.public_id for row in rows}
    facts: dict[tuple[str, str], list[CommentFact]] = {}
    for row in rows:
        owner = (row.thread.owner_kind, row.thread.owner_id)
        facts.setdefault(owner, []).append(_fact(forum, row, public_ids))
    return facts


def _fact(forum: Forum, row: Comment, public_ids: dict[int, str]) -> CommentFact:
    told = attribution(forum.attribution_mode, row.author.name if row.author else None, row.sector)
    return CommentFact(
        public_id=row.public_id,
        owner_kind=row.thread.owner_kind,
        owner_id=row.thread.owner_id,
        thread_id=row.thread.public_id,
        body=row.body,
        language=row.language,
        name=told.name,
        sector=told.sector.code if told.sector else None,
        sector_name=told.sector.name if told.sector else None,
        created_at=row.created_at,
        reply_to=public_ids.get(row.parent_id) if row.parent_id else None,
    )
