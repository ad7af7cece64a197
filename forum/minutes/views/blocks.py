"""Writing in the sheet: each form is the desk itself, with a form open at a block."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.minutes.access import block_of, minutes_for
from forum.minutes.errors import ComposedTextIsFixed, TextIsStale
from forum.minutes.forms import HideForm, NewTextForm, TextForm
from forum.minutes.logic.states import Direction, TypedKind, is_rewritable
from forum.minutes.models import MinutesBlock
from forum.minutes.service.writing import (
    add_block,
    edit_block,
    hide_block,
    move_block,
    remove_block,
    restore_block,
    show_block,
)
from forum.minutes.views.sheet import Writing, desk_page, words_of
from forum.web.forms import BaseForm
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of, status_of

bp = Blueprint(
    "minutes_blocks", __name__, url_prefix="/forums/<forum_id>/desk/minutes/blocks/<block_id>"
)

_EDIT = Permission.MINUTES_EDIT
Reply = Response | tuple[str, int]


@bp.get("/edit")
@requires(_EDIT)
def ask_edit(forum_id: str, block_id: str) -> str:
    block = _block(forum_id, block_id)
    if not is_rewritable(block.origin, block.kind, block.source_kinds):
        raise ComposedTextIsFixed
    form = TextForm(formdata=None, data={"text": words_of(block), "revision": block.revision})
    return _open(forum_id, block_id, "edit", form)


@bp.post("/edit")
@requires(_EDIT)
def edit(forum_id: str, block_id: str) -> Reply:
    form = TextForm()
    if not form.validate():
        return _open(forum_id, block_id, "edit", form), 422
    try:
        with transaction():
            edit_block(
                forum_id, block_id, form.text.data, form.seen, actor=current_actor(), now=now()
            )
    except TextIsStale as stale:
        return _conflict(forum_id, block_id, form), status_of(stale)
    except ForumError as error:
        form.refuse(error)
        return _open(forum_id, block_id, "edit", form), status_of(error)
    return _back(forum_id, block_id)


@bp.get("/add")
@requires(_EDIT)
def ask_add(forum_id: str, block_id: str) -> str:
    return _open(forum_id, block_id, "add", NewTextForm(formdata=None))


@bp.post("/add")
@requires(_EDIT)
def add(forum_id: str, block_id: str) -> Reply:
    form = NewTextForm()
    if not form.validate():
        return _open(forum_id, block_id, "add", form), 422
    try:
        with transaction():
            block = add_block(
                forum_id,
                block_id,
                TypedKind(form.kind.data),
                form.text.data,
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            )
    except ForumError as error:
        form.refuse(error)
        return _open(forum_id, block_id, "add", form), status_of(error)
    return _back(forum_id, block.public_id)


@bp.get("/hide")
@requires(_EDIT)
def ask_hide(forum_id: str, block_id: str) -> str:
    return _open(forum_id, block_id, "hide", HideForm(formdata=None))


@bp.post("/hide")
@requires(_EDIT)
def hide(forum_id: str, block_id: str) -> Reply:
    form = HideForm()
    if not form.validate():
        return _open(forum_id, block_id, "hide", form), 422
    reason = form.reason.data or ""
    try:
        with transaction():
            hide_block(forum_id, block_id, reason, actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        return _open(forum_id, block_id, "hide", form), status_of(error)
    return _back(forum_id, block_id)


@bp.post("/show")
@requires(_EDIT)
def show(forum_id: str, block_id: str) -> Response:
    return _done(forum_id, block_id, show_block)


@bp.post("/<any(up, down):direction>")
@requires(_EDIT)
def move(forum_id: str, block_id: str, direction: str) -> Response:
    return _done(forum_id, block_id, partial(move_block, direction=Direction(direction)))


@bp.post("/remove")
@requires(_EDIT)
def remove(forum_id: str, block_id: str) -> Response:
    sentence = _("The text is taken out. You can put it back from the margin.")
    return _done(forum_id, block_id, remove_block, sentence)


@bp.post("/restore")
@requires(_EDIT)
def restore(forum_id: str, block_id: str) -> Response:
    return _done(forum_id, block_id, restore_block)


def _block(forum_id: str, block_id: str) -> MinutesBlock:
    return block_of(minutes_for(current_actor(), forum_id, _EDIT), block_id)


def _open(
    forum_id: str,
    block_id: str,
    act: str,
    form: BaseForm,
    theirs: MinutesBlock | None = None,
) -> str:
    minutes = minutes_for(current_actor(), forum_id, _EDIT)
    if block_of(minutes, block_id).removed_at is not None:
        raise NotFound
    return desk_page(minutes, Writing(block_id, act, form, theirs))


def _conflict(forum_id: str, block_id: str, form: TextForm) -> str:
    """Both texts side by side; the form keeps what was typed and knows the newer revision."""
    theirs = _block(forum_id, block_id)
    form.revision.data = str(theirs.revision)
    form.revision.raw_data = [form.revision.data]
    return _open(forum_id, block_id, "edit", form, theirs)


def _done(
    forum_id: str, block_id: str, act: Callable[..., Any], sentence: str | None = None
) -> Response:
    try:
        with transaction():
            act(forum_id, block_id, actor=current_actor(), now=now())
        if sentence:
            flash(sentence, "success")
    except ForumError as error:
        flash(sentence_of(error), "error")
    return _back(forum_id, block_id)


def _back(forum_id: str, block_id: str) -> Response:
    return redirect(
        url_for(
            "minutes_desk.show",
            forum_id=forum_id,
            document=request.args.get("document"),
            _anchor=f"block-{block_id}",
        )
    )
