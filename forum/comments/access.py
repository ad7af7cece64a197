"""Getting threads and comments: access asks the owner of the thread."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, select

from forum.comments.errors import ContributionsOver, DiscussionClosed, NotOwnComment, PlaceNeeded
from forum.comments.logic import (
    Readers,
    ThreadState,
    attribution,
    includes,
    is_still_editable,
    takes_contributions,
)
from forum.comments.models import Comment, Thread
from forum.comments.ports import owner_of_kind
from forum.comments.queries import find_thread, list_comments
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.directory.models import Sector
from forum.events.models import Forum

Row = TypeVar("Row", Thread, Comment)


@dataclass(frozen=True)
class CommentView:
    """A comment as one reader sees it; `body` is None where it is hidden from them."""

    public_id: str
    body: str | None
    language: str
    name: str | None
    sector: Sector | None
    created_at: datetime
    is_edited: bool
    is_own: bool
    may_edit: bool
    is_hidden: bool
    hidden_reason: str
    is_withdrawn: bool
    replies: tuple["CommentView", ...] = ()


@dataclass(frozen=True)
class Discussion:
    """A thread as one reader sees it, for `comments/_thread.html`.

    `refusal` says why this reader cannot write here; None when they can. `request_key` is new each
    time, so that sending the same page twice counts once.
    """

    public_id: str
    comments: tuple[CommentView, ...]
    count: int
    is_open: bool
    refusal: ForumError | None
    needs_place: bool
    may_moderate: bool
    request_key: str


def thread_for(
    actor: Actor, public_id: str, *, to_write: bool = False, lock: bool = False
) -> Thread:
    """The thread, for an actor who may see its owner and belongs to its readers.

    Raises NotFound otherwise; with `to_write`, also PlaceNeeded, DiscussionClosed and
    ContributionsOver. With `lock`, closing it waits.
    """
    thread = _load(select(Thread).where(Thread.public_id == public_id), Thread, lock=lock)
    _ask_owner(actor, thread)
    if to_write:
        refusal = writing_refused(actor, thread)
        if refusal:
            raise refusal
    return thread


def thread_to_moderate(actor: Actor, public_id: str) -> Thread:
    """The thread, locked, for whoever moderates comments in its forum."""
    thread = thread_for(actor, public_id, lock=True)
    _need_moderator(actor, thread.forum)
    return thread


def comment_for(actor: Actor, public_id: str, *, lock: bool = False) -> Comment:
    """A comment in a thread that the actor may read. Raises NotFound otherwise."""
    comment = _load(select(Comment).where(Comment.public_id == public_id), Comment, lock=lock)
    _ask_owner(actor, comment.thread)
    return comment


def own_comment_for(actor: Actor, public_id: str, *, lock: bool = False) -> Comment:
    """A comment that the actor wrote. Raises NotFound, and NotOwnComment for somebody else's."""
    comment = comment_for(actor, public_id, lock=lock)
    if not is_own(actor, comment):
        raise NotOwnComment
    return comment


def comment_to_moderate(actor: Actor, public_id: str, *, lock: bool = False) -> Comment:
    """A comment for whoever moderates comments in its forum."""
    comment = comment_for(actor, public_id, lock=lock)
    _need_moderator(actor, comment.thread.forum)
    return comment


def may_moderate(actor: Actor, forum: Forum) -> bool:
    """Whether the actor may hide comments and close threads in this forum."""
    return actor.may(Permission.COMMENT_MODERATE, *forum.scopes)


def refuse_outsiders(actor: Actor, forum: Forum, permission: Permission) -> None:
    """Let only those contribute who have a place, while the forum takes contributions.

    Raises ContributionsOver and PlaceNeeded.
    """
    if not takes_contributions(forum.stage):
        raise ContributionsOver
    if not actor.may(permission, *forum.scopes):
        raise PlaceNeeded


def why_outside(actor: Actor, forum: Forum, permission: Permission) -> ForumError | None:
    """Why the actor cannot contribute, as `refuse_outsiders` says it; None when they can."""
    try:
        refuse_outsiders(actor, forum, permission)
    except (ContributionsOver, PlaceNeeded) as refusal:
        return refusal
    return None


def writing_refused(actor: Actor, thread: Thread) -> ForumError | None:
    """Why the actor cannot write in a thread that they can read; None when they can."""
    if thread.state is ThreadState.CLOSED:
        return DiscussionClosed()
    if not takes_contributions(thread.forum.stage):
        return ContributionsOver()
    place = actor.place_in(thread.forum_id)
    is_staff = may_moderate(actor, thread.forum)
    if thread.writers is Readers.STAFF:
        return None if is_staff and actor.person_id else PlaceNeeded()
    return None if place else PlaceNeeded()


def is_own(actor: Actor, comment: Comment) -> bool:
    """Whether the actor wrote this comment, with their account or with this forum's ticket."""
    return comment.author_id is not None and comment.author_id in persons_of(
        actor, comment.thread.forum_id
    )


def persons_of(actor: Actor, forum_id: int) -> set[int]:
    """The persons that an actor is in a forum: of their place there, and of their account."""
    place = actor.place_in(forum_id)
    persons = (place.person_id if place else None, actor.person_id)
    return {person for person in persons if person is not None}


def discussion_for(
    actor: Actor, owner_kind: str, owner_id: str, *, now: datetime
) -> Discussion | None:
    """The thread of a thing as this reader sees it, for an owner that they may see already.

    None when there is no thread, or when it is not for this reader.
    """
    thread = find_thread(owner_kind, owner_id)
    if thread is None or not _reads(actor, thread):
        return None
    comments = _views(actor, thread, now)
    refusal = writing_refused(actor, thread)
    return Discussion(
        public_id=thread.public_id,
        comments=comments,
        count=sum(
            not (view.is_hidden or view.is_withdrawn)
            for top in comments
            for view in (top, *top.replies)
        ),
        is_open=thread.state is ThreadState.OPEN and takes_contributions(thread.forum.stage),
        refusal=refusal,
        needs_place=isinstance(refusal, PlaceNeeded),
        may_moderate=may_moderate(actor, thread.forum),
        request_key=secrets.token_urlsafe(16),
    )


def _ask_owner(actor: Actor, thread: Thread) -> None:
    owner = owner_of_kind(thread.owner_kind)
    if owner is None:
        raise NotFound
    forum = owner.access(actor, thread.owner_id)
    if forum.id != thread.forum_id or not _reads(actor, thread):
        raise NotFound


def _reads(actor: Actor, thread: Thread) -> bool:
    return includes(
        thread.readers,
        has_place=actor.place_in(thread.forum_id) is not None,
        is_staff=actor.may(Permission.FORUM_READ_DRAFT, *thread.forum.scopes),
    )


def _need_moderator(actor: Actor, forum: Forum) -> None:
    if not may_moderate(actor, forum):
        raise NotFound


def _views(actor: Actor, thread: Thread, now: datetime) -> tuple[CommentView, ...]:
    """Comments with their replies. What was withdrawn shows only to its author, or under replies."""
    rows = list_comments(thread)
    replies: dict[int, list[CommentView]] = {}
    for row in rows:
        if row.parent_id is not None:
            replies.setdefault(row.parent_id, []).append(_view(actor, thread, row, now))
    tops = [
        replace(_view(actor, thread, row, now), replies=_kept(replies.get(row.id, ())))
        for row in rows
        if row.parent_id is None
    ]
    return _kept(tops)


def _kept(views: Sequence[CommentView]) -> tuple[CommentView, ...]:
    return tuple(view for view in views if view.is_own or view.replies or not view.is_withdrawn)


def _view(actor: Actor, thread: Thread, row: Comment, now: datetime) -> CommentView:
    own = is_own(actor, row)
    is_hidden, is_withdrawn = row.hidden_at is not None, row.withdrawn_at is not None
    told = attribution(
        thread.forum.attribution_mode, row.author.name if row.author else None, row.sector
    )
    is_readable = not (is_hidden or is_withdrawn) or (
        own if is_withdrawn else may_moderate(actor, thread.forum)
    )
    return CommentView(
        public_id=row.public_id,
        body=row.body if is_readable else None,
        language=row.language,
        name=told.name,
        sector=told.sector,
        created_at=row.created_at,
        is_edited=row.edited_at is not None,
        is_own=own,
        may_edit=own and not is_hidden and is_still_editable(row.created_at, now),
        is_hidden=is_hidden,
        hidden_reason=row.hidden_reason,
        is_withdrawn=is_withdrawn,
    )


def _load(query: Select[Row], kind: type[Row], *, lock: bool) -> Row:
    if lock:
        query = query.with_for_update(of=kind).execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row
