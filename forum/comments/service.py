"""Opening threads, writing in them, and keeping order there."""

from datetime import datetime

from forum.comments.access import (
    comment_for,
    comment_to_moderate,
    own_comment_for,
    thread_for,
    thread_to_moderate,
)
from forum.comments.errors import (
    DiscussionClosed,
    EmptyComment,
    NothingToReplyTo,
    TooLateToEdit,
)
from forum.comments.logic import Readers, ThreadState, is_still_editable
from forum.comments.models import Comment, Thread
from forum.comments.ports import sector_of_place
from forum.comments.queries import find_by_request_key, find_thread
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.events.models import Forum
from forum.journal.service import record


def open_thread(
    forum: Forum,
    owner_kind: str,
    owner_id: str,
    *,
    readers: Readers = Readers.EVERYONE,
    writers: Readers = Readers.PARTICIPANTS,
) -> Thread:
    """Give a thing a thread; the one it has when it has one already."""
    thread = find_thread(owner_kind, owner_id)
    if thread is None:
        thread = Thread(
            forum=forum, owner_kind=owner_kind, owner_id=owner_id, readers=readers, writers=writers
        )
        db.session.add(thread)
    return thread


def add_comment(
    thread_id: str,
    body: str,
    *,
    language: str,
    request_key: str,
    reply_to: str | None = None,
    actor: Actor,
    now: datetime,
) -> Comment:
    """Say something in a thread, or reply to a comment in it; a reply to a reply stands beside it.

    The author's sector is kept as it is now. The same request key gives the comment it made before.
    Raises PlaceNeeded, DiscussionClosed, ContributionsOver, EmptyComment, NothingToReplyTo.
    """
    thread = thread_for(actor, thread_id, to_write=True, lock=True)
    if not body.strip():
        raise EmptyComment
    known = find_by_request_key(thread, request_key)
    if known is not None:
        return known
    place = actor.place_in(thread.forum_id)
    comment = Comment(
        thread=thread,
        parent_id=_parent(actor, thread, reply_to),
        author_id=place.person_id if place else actor.person_id,
        sector_id=sector_of_place.only(place.signup_id) if place else None,
        body=body,
        language=language,
        request_key=request_key,
        created_at=now,
    )
    db.session.add(comment)
    db.session.flush()  # the journal names its public id
    _note("comment.added", comment, actor, now)
    return comment


def edit_comment(comment_id: str, body: str, *, actor: Actor, now: datetime) -> Comment:
    """Change the words of one's own comment, within ten minutes.

    Raises NotOwnComment, DiscussionClosed, TooLateToEdit and EmptyComment.
    """
    comment = own_comment_for(actor, comment_id, lock=True)
    if comment.thread.state is ThreadState.CLOSED:
        raise DiscussionClosed
    if comment.hidden_at is not None or not is_still_editable(comment.created_at, now):
        raise TooLateToEdit
    if not body.strip():
        raise EmptyComment
    if body != comment.body:
        comment.body = body
        comment.edited_at = now
        _note("comment.edited", comment, actor, now)
    return comment


def withdraw_comment(comment_id: str, *, actor: Actor, now: datetime) -> Comment:
    """Take one's own comment back; nobody else can read it any more. Twice is once."""
    comment = own_comment_for(actor, comment_id, lock=True)
    if comment.withdrawn_at is None:
        comment.withdrawn_at = now
        _note("comment.withdrawn", comment, actor, now)
    return comment


def restore_comment(comment_id: str, *, actor: Actor, now: datetime) -> Comment:
    """Undo the withdrawal of one's own comment, while the discussion is open."""
    comment = own_comment_for(actor, comment_id, lock=True)
    if comment.thread.state is ThreadState.CLOSED:
        raise DiscussionClosed
    if comment.withdrawn_at is not None:
        comment.withdrawn_at = None
        _note("comment.restored", comment, actor, now)
    return comment


def hide_comment(comment_id: str, reason: str, *, actor: Actor, now: datetime) -> Comment:
    """Hide a comment from everybody but moderators; the reason is shown in its place."""
    comment = comment_to_moderate(actor, comment_id, lock=True)
    if comment.hidden_at is None:
        comment.hidden_at = now
        comment.hidden_reason = reason
        _note("comment.hidden", comment, actor, now)
    return comment


def show_comment(comment_id: str, *, actor: Actor, now: datetime) -> Comment:
    """Show a hidden comment again."""
    comment = comment_to_moderate(actor, comment_id, lock=True)
    if comment.hidden_at is not None:
        comment.hidden_at = None
        comment.hidden_reason = ""
        _note("comment.shown", comment, actor, now)
    return comment


def close_thread(thread_id: str, *, actor: Actor, now: datetime) -> Thread:
    """End a discussion; it stays readable."""
    return _set_state(thread_id, ThreadState.CLOSED, "thread.closed", actor, now)


def reopen_thread(thread_id: str, *, actor: Actor, now: datetime) -> Thread:
    """Take contributions to a closed discussion again."""
    return _set_state(thread_id, ThreadState.OPEN, "thread.reopened", actor, now)


def _set_state(
    thread_id: str, state: ThreadState, code: str, actor: Actor, now: datetime
) -> Thread:
    thread = thread_to_moderate(actor, thread_id)
    if thread.state is not state:
        thread.state = state
        record(code, "thread", thread.public_id, actor=actor, now=now, forum_id=thread.forum_id)
    return thread


def _parent(actor: Actor, thread: Thread, reply_to: str | None) -> int | None:
    """The comment under which a reply stands: the one replied to, or the one above that."""
    if not reply_to:
        return None
    try:
        target = comment_for(actor, reply_to)
    except NotFound:
        raise NothingToReplyTo from None
    is_gone = target.hidden_at is not None or target.withdrawn_at is not None
    if target.thread_id != thread.id or is_gone:
        raise NothingToReplyTo
    return target.parent_id or target.id


def _note(code: str, comment: Comment, actor: Actor, now: datetime) -> None:
    forum_id = comment.thread.forum_id
    record(code, "comment", comment.public_id, actor=actor, now=now, forum_id=forum_id)
