"""Writing in discussions and keeping order there. Threads are shown on their owners' pages."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.comments.access import comment_for, comment_to_moderate, own_comment_for, thread_for
from forum.comments.forms import CommentForm, HideForm
from forum.comments.models import Comment, Thread
from forum.comments.ports import owner_of_kind
from forum.comments.service import (
    add_comment,
    close_thread,
    edit_comment,
    hide_comment,
    reopen_thread,
    restore_comment,
    show_comment,
    withdraw_comment,
)
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.web.guard import current_actor, requires, signed_in
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.problems import status_of

bp = Blueprint("comments", __name__, template_folder="templates")

Refused = tuple[str, int]


@bp.post("/threads/<thread_id>/comments")
@signed_in
@limiter.limit("60 per hour")
def add(thread_id: str) -> Response | Refused:
    form = CommentForm()
    thread = thread_for(current_actor(), thread_id)
    if not form.validate():
        return _write_page(thread, form), 422
    try:
        with transaction():
            comment = add_comment(
                thread_id,
                form.body.data,
                language=current_language(),
                request_key=form.request_key.data,
                reply_to=form.reply_to.data or None,
                actor=current_actor(),
                now=now(),
            )
    except ForumError as error:
        form.refuse(error)
        return _write_page(thread_for(current_actor(), thread_id), form), status_of(error)
    flash(_("Your comment is there for all to read."))
    return redirect(_place_of(comment))


@bp.get("/comments/<comment_id>/edit")
@signed_in
def edit(comment_id: str) -> str:
    comment = own_comment_for(current_actor(), comment_id)
    return _write_page(comment.thread, CommentForm(body=comment.body), comment)


@bp.post("/comments/<comment_id>/edit")
@signed_in
def save_edit(comment_id: str) -> Response | Refused:
    form = CommentForm()
    comment = own_comment_for(current_actor(), comment_id)
    if not form.validate():
        return _write_page(comment.thread, form, comment), 422
    try:
        with transaction():
            edit_comment(comment_id, form.body.data, actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        comment = own_comment_for(current_actor(), comment_id)
        return _write_page(comment.thread, form, comment), status_of(error)
    flash(_("Your comment was changed."))
    return redirect(_place_of(comment_for(current_actor(), comment_id)))


@bp.post("/comments/<comment_id>/withdraw")
@signed_in
def withdraw(comment_id: str) -> Response:
    with transaction():
        comment = withdraw_comment(comment_id, actor=current_actor(), now=now())
    flash(_("Your comment was withdrawn. You can bring it back."))
    return redirect(_place_of(comment))


@bp.post("/comments/<comment_id>/restore")
@signed_in
def restore(comment_id: str) -> Response:
    with transaction():
        comment = restore_comment(comment_id, actor=current_actor(), now=now())
    flash(_("Your comment is there for all to read."))
    return redirect(_place_of(comment))


@bp.get("/comments/<comment_id>/hide")
@requires(Permission.COMMENT_MODERATE)
def ask_to_hide(comment_id: str) -> str:
    return _hide_page(comment_to_moderate(current_actor(), comment_id), HideForm())


@bp.post("/comments/<comment_id>/hide")
@requires(Permission.COMMENT_MODERATE)
def hide(comment_id: str) -> Response | Refused:
    form = HideForm()
    if not form.validate():
        return _hide_page(comment_to_moderate(current_actor(), comment_id), form), 422
    with transaction():
        comment = hide_comment(comment_id, form.reason.data, actor=current_actor(), now=now())
    flash(_("The comment is hidden; the reason stands in its place."))
    return redirect(_place_of(comment))


@bp.post("/comments/<comment_id>/show")
@requires(Permission.COMMENT_MODERATE)
def show(comment_id: str) -> Response:
    with transaction():
        comment = show_comment(comment_id, actor=current_actor(), now=now())
    flash(_("The comment is shown again."))
    return redirect(_place_of(comment))


@bp.post("/threads/<thread_id>/close")
@requires(Permission.COMMENT_MODERATE)
def close(thread_id: str) -> Response:
    with transaction():
        thread = close_thread(thread_id, actor=current_actor(), now=now())
    flash(_("The discussion is closed. It stays readable."))
    return redirect(_page_of(thread))


@bp.post("/threads/<thread_id>/reopen")
@requires(Permission.COMMENT_MODERATE)
def reopen(thread_id: str) -> Response:
    with transaction():
        thread = reopen_thread(thread_id, actor=current_actor(), now=now())
    flash(_("The discussion is open again."))
    return redirect(_page_of(thread))


def _page_of(thread: Thread, anchor: str = "discussion") -> str:
    """The address of the page that shows a thread."""
    owner = owner_of_kind(thread.owner_kind)
    if owner is None:
        raise NotFound
    values: dict[str, Any] = {owner.argument: thread.owner_id}
    return url_for(owner.endpoint, _anchor=anchor, **values)


def _place_of(comment: Comment) -> str:
    return _page_of(comment.thread, f"comment-{comment.public_id}")


def _write_page(thread: Thread, form: CommentForm, comment: Comment | None = None) -> str:
    """A page of its own for changing a comment, and for one that could not be kept as sent."""
    return render_template(
        "comments/write.html",
        forum=thread.forum,
        form=form,
        action=url_for(".save_edit", comment_id=comment.public_id)
        if comment
        else url_for(".add", thread_id=thread.public_id),
        heading=_("Change your comment") if comment else _("Your comment"),
        back=_page_of(thread),
    )


def _hide_page(comment: Comment, form: HideForm) -> str:
    return render_template(
        "comments/hide.html",
        forum=comment.thread.forum,
        comment=comment,
        form=form,
        back=_place_of(comment),
    )
