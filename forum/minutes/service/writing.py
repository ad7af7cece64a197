"""What a rapporteur does with the blocks: type, rewrite, hide, move, take out and put back."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.minutes.access import block_of, minutes_for
from forum.minutes.errors import (
    BlockStaysInPlace,
    ComposedTextIsFixed,
    MinutesAreCertified,
    OnlyTypedTextIsRemoved,
    ReasonMissing,
    TextIsStale,
    TextMissing,
)
from forum.minutes.logic.blocks import plain_text
from forum.minutes.logic.states import (
    BlockOrigin,
    Direction,
    MinutesState,
    Standing,
    TypedKind,
    is_hideable,
    is_movable,
    is_rewritable,
    is_writable,
)
from forum.minutes.models import Minutes, MinutesBlock
from forum.minutes.service.composing import put_in_order


def add_block(
    forum_id: str,
    after: str,
    kind: TypedKind,
    text: LocalText,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> MinutesBlock:
    """Add typed text after a block (its public id). The same request key adds once.

    Raises TextMissing, and MinutesAreCertified.
    """
    minutes = _writable(forum_id, actor)
    before = block_of(minutes, after)
    key = f"typed:{request_key}"
    known = next((block for block in minutes.blocks if block.key == key), None)
    if known is not None:
        return known
    block = MinutesBlock(
        key=key,
        section=before.section,
        position=0,
        kind=kind.value,
        origin=BlockOrigin.TYPED,
        content={},
        text=_given(text),
        sources=[],
        standing=Standing.CURRENT,
        is_hidden=False,
        revision=1,
    )
    order = [each.key for each in minutes.blocks]
    order.insert(order.index(before.key) + 1, key)
    minutes.blocks.append(block)
    put_in_order(minutes, order)
    _note(minutes, block, "minutes_block.added", actor, now)
    return block


def edit_block(
    forum_id: str,
    block_id: str,
    text: LocalText,
    revision: int,
    *,
    actor: Actor,
    now: datetime,
) -> MinutesBlock:
    """Change what a block says; `revision` is the one the writer saw.

    Words that equal the composed ones rewrite nothing: giving all of them back undoes a rewriting.
    Sending the same text twice is no conflict. Raises TextIsStale when somebody else was faster,
    ComposedTextIsFixed, TextMissing, and MinutesAreCertified.
    """
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    if not is_rewritable(block.origin, block.kind, block.source_kinds):
        raise ComposedTextIsFixed
    wanted = _rewritten(block, text)
    if block.revision != revision:
        if wanted == block.text:
            return block  # the same sending again
        raise TextIsStale
    if wanted == block.text and block.standing is not Standing.CHANGED:
        return block
    block.text = wanted
    block.revision += 1
    if block.standing is Standing.CHANGED:
        block.standing = Standing.CURRENT
    _note(minutes, block, "minutes_block.edited", actor, now)
    return block


def hide_block(
    forum_id: str, block_id: str, reason: str, *, actor: Actor, now: datetime
) -> MinutesBlock:
    """Leave a block out of the document. The reason is printed in an annex.

    Raises ReasonMissing, BlockStaysInPlace for the head, and MinutesAreCertified.
    """
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    if not is_hideable(block.kind):
        raise BlockStaysInPlace
    if not reason.strip():
        raise ReasonMissing
    block.is_hidden, block.hidden_reason = True, reason.strip()
    _note(minutes, block, "minutes_block.hidden", actor, now)
    return block


def show_block(forum_id: str, block_id: str, *, actor: Actor, now: datetime) -> MinutesBlock:
    """Print a hidden block again. Raises MinutesAreCertified."""
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    block.hidden_reason, block.is_hidden = "", False
    _note(minutes, block, "minutes_block.shown", actor, now)
    return block


def move_block(
    forum_id: str, block_id: str, *, direction: Direction, actor: Actor, now: datetime
) -> MinutesBlock:
    """Put a block before or after its neighbour; at the head it stays where it is.

    Raises BlockStaysInPlace for heads, headings and annexes, and MinutesAreCertified.
    """
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    if not is_movable(block.kind):
        raise BlockStaysInPlace
    order = [each.key for each in minutes.blocks]
    taken_out = {each.key for each in minutes.blocks if each.removed_at is not None}
    step = -1 if direction is Direction.UP else 1
    place = order.index(block.key)
    target = place + step
    while 0 < target < len(order) and order[target] in taken_out:
        target += step
    if not 0 < target < len(order):  # the head stays first
        return block
    order.insert(target, order.pop(place))
    block.is_moved = True
    put_in_order(minutes, order)
    _note(minutes, block, "minutes_block.moved", actor, now)
    return block


def remove_block(forum_id: str, block_id: str, *, actor: Actor, now: datetime) -> MinutesBlock:
    """Take typed text out; `restore_block` puts it back.

    Raises OnlyTypedTextIsRemoved, and MinutesAreCertified.
    """
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    if block.origin is not BlockOrigin.TYPED and block.standing is not Standing.GONE:
        raise OnlyTypedTextIsRemoved
    block.removed_at = now
    _note(minutes, block, "minutes_block.removed", actor, now)
    return block


def restore_block(forum_id: str, block_id: str, *, actor: Actor, now: datetime) -> MinutesBlock:
    """Put back what was taken out, where it stood. Raises MinutesAreCertified."""
    minutes = _writable(forum_id, actor)
    block = block_of(minutes, block_id)
    block.removed_at = None
    _note(minutes, block, "minutes_block.restored", actor, now)
    return block


def use_thai_digits(forum_id: str, wanted: bool, *, actor: Actor, now: datetime) -> Minutes:
    """Print numerals of the Thai document as Thai digits, or not. Raises MinutesAreCertified."""
    minutes = _writable(forum_id, actor)
    minutes.thai_digits = wanted
    _edited(minutes, actor, now)
    return minutes


def _writable(forum_id: str, actor: Actor) -> Minutes:
    minutes = minutes_for(actor, forum_id, Permission.MINUTES_EDIT, lock=True)
    if not is_writable(minutes.state):
        raise MinutesAreCertified
    return minutes


def _given(text: LocalText) -> LocalText:
    given = {language: words.strip() for language, words in text.items() if words.strip()}
    if not given:
        raise TextMissing
    return given


def _rewritten(block: MinutesBlock, text: LocalText) -> LocalText:
    if block.origin is BlockOrigin.TYPED:
        return _given(text)
    return {
        language: words.strip()
        for language, words in text.items()
        if words.strip() and words.strip() != plain_text(block.content, language).strip()
    }


def _edited(minutes: Minutes, actor: Actor, now: datetime) -> None:
    minutes.state = MinutesState.DRAFT  # what was checked is no more what stands there
    minutes.edited_by_id = actor.account_id
    minutes.edited_at = now


def _note(minutes: Minutes, block: MinutesBlock, code: str, actor: Actor, now: datetime) -> None:
    _edited(minutes, actor, now)
    block.edited_by_id, block.edited_at = minutes.edited_by_id, now
    record(
        code,
        "minutes",
        minutes.public_id,
        actor=actor,
        now=now,
        forum_id=minutes.forum_id,
        block=block.key,
    )
