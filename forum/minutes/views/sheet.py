"""The rapporteur's sheet: every block with what can be done to it, and what stands in the margin."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from forum.core.permissions import Permission
from forum.documents import html
from forum.documents.tree import Annex, Block, Document, Heading
from forum.language.normal import shorten
from forum.minutes.logic.blocks import label_of, plain_text
from forum.minutes.logic.documents import is_translated
from forum.minutes.logic.merging import Plan
from forum.minutes.logic.phrases import LANGUAGES
from forum.minutes.logic.states import (
    STEPS,
    TITLE,
    BlockOrigin,
    MinutesState,
    Standing,
    is_hideable,
    is_movable,
    is_rewritable,
    is_writable,
)
from forum.minutes.models import Minutes, MinutesBlock
from forum.minutes.queries import list_versions, plan_composing
from forum.minutes.service.life import document_in
from forum.minutes.views.public import document_language
from forum.web.forms import BaseForm
from forum.web.guard import current_actor

_OUTLINE_LENGTH = 36


@dataclass(frozen=True)
class SheetBlock:
    """A block on the sheet; `html` is None while it is hidden."""

    row: MinutesBlock
    html: Markup | None
    label: str
    is_typed: bool
    can_rewrite: bool
    can_move: bool
    can_hide: bool
    can_remove: bool


@dataclass(frozen=True)
class Writing:
    """A form open at a block: `act` is edit, add or hide. `theirs` is what a faster writer saved."""

    block_id: str
    act: str
    form: BaseForm
    theirs: MinutesBlock | None = None


def desk_page(minutes: Minutes, writing: Writing | None = None) -> str:
    """The desk as a page, with a form open in it where one is."""
    actor, forum = current_actor(), minutes.forum
    language = document_language(forum.authoritative_language)
    document = document_in(minutes, language)
    may_edit = actor.may(Permission.MINUTES_EDIT, *forum.scopes)
    return render_template(
        "minutes/desk.html",
        forum=forum,
        minutes=minutes,
        document_language=language,
        document=document,
        head=html.render_head(document, title_level=2),
        blocks=_blocks(minutes, document, language),
        left_out=_left_out(document),
        outline=_outline(document),
        steps=STEPS,
        versions=list_versions(forum.id),
        pending=_pending(minutes),
        notes=_notes(minutes),
        writing=writing,
        may_edit=may_edit and is_writable(minutes.state),
        may_certify=actor.may(Permission.MINUTES_CERTIFY, *forum.scopes),
        is_last_editor=actor.id is not None and actor.id == minutes.edited_by_id,
    )


@dataclass(frozen=True)
class Warnings:
    """What stands against freezing minutes as they are: blocks by public id and label."""

    changed: list[dict[str, Any]]
    added: int
    stale: list[dict[str, Any]]
    untranslated: list[dict[str, Any]]

    @property
    def has_news(self) -> bool:
        """Whether the records have changed since the minutes were composed."""
        return bool(self.changed or self.added)


def warnings_of(minutes: Minutes) -> Warnings:
    """The same that the margin of the desk tells, for whoever is about to certify."""
    notes, pending = _notes(minutes), _pending(minutes)
    touched = (pending.changed, pending.removed, pending.gone) if pending else ()
    blocks = {block.key: block for block in minutes.blocks if block.removed_at is None}
    return Warnings(
        changed=[_note(blocks[key]) for keys in touched for key in keys if key in blocks],
        added=len(pending.added) if pending else 0,
        stale=notes["stale"],
        untranslated=notes["untranslated"],
    )


def words_of(block: MinutesBlock) -> dict[str, str]:
    """What a block says now by language, to start rewriting from."""
    if block.origin is BlockOrigin.TYPED:
        return dict(block.text)
    return {code: block.text.get(code) or plain_text(block.content, code) for code in LANGUAGES}


def _blocks(minutes: Minutes, document: Document, language: str) -> list[SheetBlock]:
    written = {block.key: markup for block, markup in html.render_blocks(document, title_level=2)}
    return [
        _sheet_block(row, written.get(row.key), language)
        for row in minutes.blocks
        if row.removed_at is None and row.kind != TITLE
    ]


def _sheet_block(row: MinutesBlock, markup: Markup | None, language: str) -> SheetBlock:
    labels = label_of(row.content, row.text)
    is_typed = row.origin is BlockOrigin.TYPED
    return SheetBlock(
        row=row,
        html=markup,
        label=labels.get(language) or next(iter(labels.values()), ""),
        is_typed=is_typed,
        can_rewrite=is_rewritable(row.origin, row.kind, row.source_kinds),
        can_move=is_movable(row.kind),
        can_hide=is_hideable(row.kind) and not is_typed,
        can_remove=is_typed or row.standing is Standing.GONE,
    )


def _left_out(document: Document) -> Markup | None:
    """The annex that tells what is hidden: it is in the document, but is no block of its own."""
    last = [m for b, m in html.render_blocks(document, title_level=2) if b.key == "annex:left-out"]
    return last[0] if last else None


def _outline(document: Document) -> list[dict[str, str]]:
    return [
        {"anchor": f"b-{block.key}", "label": shorten(_heading(block), _OUTLINE_LENGTH)}
        for block in document.blocks
        if (isinstance(block, Heading) and block.level == 1) or isinstance(block, Annex)
    ]


def _heading(block: Block) -> str:
    return block.title if isinstance(block, Annex) else getattr(block, "text", "")


def _pending(minutes: Minutes) -> Plan | None:
    """What composing again would change; None where it may not be, or nothing would change."""
    if not is_writable(minutes.state):
        return None
    plan, _composed = plan_composing(minutes)
    return None if plan.is_empty else plan


def _notes(minutes: Minutes) -> dict[str, Any]:
    """What the margin tells beside the text."""
    blocks = [block for block in minutes.blocks if block.removed_at is None]
    shown = [block for block in blocks if not block.is_hidden]
    keys = {block.key: block.public_id for block in blocks}
    return {
        "changes": [each | {"block": keys.get(each["key"])} for each in minutes.changes],
        "stale": [_note(b) for b in blocks if b.standing is not Standing.CURRENT],
        "untranslated": [_note(b) for b in shown if not is_translated(b, LANGUAGES)],
        "removed": [_note(b) for b in minutes.blocks if b.removed_at is not None],
        "hidden": sum(1 for block in blocks if block.is_hidden),
        "is_draft": minutes.state is MinutesState.DRAFT,
    }


def _note(block: MinutesBlock) -> dict[str, Any]:
    return {
        "block": block.public_id,
        "anchor": "minutes-head" if block.kind == TITLE else f"block-{block.public_id}",
        "label": label_of(block.content, block.text),
        "standing": block.standing,
    }
