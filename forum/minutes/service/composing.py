"""Composing minutes from what happened, and composing them again."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.minutes.errors import MinutesAreCertified, RehearsalHasNoMinutes
from forum.minutes.logic.blocks import Composed, label_of
from forum.minutes.logic.merging import Plan
from forum.minutes.logic.states import BlockOrigin, MinutesState, Standing, is_writable
from forum.minutes.models import Minutes, MinutesBlock
from forum.minutes.queries import find_minutes, plan_composing

MOST_CHANGES = 60


def compose_minutes(forum_id: str, *, actor: Actor, now: datetime) -> Minutes:
    """Compose the minutes of a forum, or compose them again from the facts as they are now.

    Blocks whose facts changed say the new ones; typed and rewritten text stays, and what was
    rewritten from facts that changed since is marked. Minutes that were checked must be checked
    again when something changed. Raises RehearsalHasNoMinutes, and MinutesAreCertified.
    """
    forum = forum_for(actor, forum_id, Permission.MINUTES_EDIT, lock=True)
    if forum.is_rehearsal:
        raise RehearsalHasNoMinutes
    minutes = find_minutes(forum.id) or _begin(forum, now)
    if not is_writable(minutes.state):
        raise MinutesAreCertified
    is_first = not minutes.blocks
    plan, composed = plan_composing(minutes)
    changes = _changes(minutes, plan, {each.key: each for each in composed})
    _apply(minutes, plan, composed)
    minutes.composed_at = now
    minutes.changes = [] if is_first else changes
    if not plan.is_empty:
        minutes.state = MinutesState.DRAFT
    record(
        "minutes.composed",
        "minutes",
        minutes.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
    )
    return minutes


def _begin(forum: Forum, now: datetime) -> Minutes:
    minutes = Minutes(forum=forum, composed_at=now, changes=[], blocks=[], versions=[])
    db.session.add(minutes)
    db.session.flush()  # its public id is made by the database layer, and the journal names it
    return minutes


def _apply(minutes: Minutes, plan: Plan, composed: list[Composed]) -> None:
    blocks = {block.key: block for block in minutes.blocks}
    for each in composed:
        if each.key in blocks:
            _update(blocks[each.key], each)
        else:
            blocks[each.key] = _new(each)
            minutes.blocks.append(blocks[each.key])
    for key in plan.gone:
        blocks[key].standing = Standing.GONE
    for key in plan.removed:
        minutes.blocks.remove(blocks[key])
    put_in_order(minutes, plan.order)


def put_in_order(minutes: Minutes, order: tuple[str, ...] | list[str]) -> None:
    """Number the blocks in this order; a floating block joins the section it stands in."""
    blocks = {block.key: block for block in minutes.blocks}
    section = ""
    for position, key in enumerate(order, start=1):
        block = blocks[key]
        block.position = position
        if block.origin is BlockOrigin.TYPED or block.is_moved:
            block.section = section
        section = block.section


def _new(each: Composed) -> MinutesBlock:
    return MinutesBlock(
        key=each.key,
        section=each.section,
        position=0,
        kind=each.kind,
        origin=BlockOrigin.COMPOSED,
        content=each.content,
        text={},
        sources=each.sources,
        facts_hash=each.facts_hash,
        standing=Standing.CURRENT,
        is_moved=False,
        is_hidden=False,
        revision=1,
    )


def _update(block: MinutesBlock, each: Composed) -> None:
    block.section = each.section
    if block.standing is Standing.GONE:
        block.standing = Standing.CHANGED if block.text else Standing.CURRENT
    if block.facts_hash == each.facts_hash:
        return
    block.kind, block.content, block.sources = each.kind, each.content, each.sources
    block.facts_hash = each.facts_hash
    block.revision += 1
    if block.text:
        block.standing = Standing.CHANGED


def _changes(
    minutes: Minutes, plan: Plan, composed: dict[str, Composed]
) -> list[dict[str, object]]:
    """What is told beside the text: which block, what became of it, its first words."""
    old = {block.key: label_of(block.content, block.text) for block in minutes.blocks}
    told: list[dict[str, object]] = []
    for change, keys in (
        ("added", plan.added),
        ("changed", plan.changed),
        ("removed", plan.removed),
        ("gone", plan.gone),
    ):
        for key in keys:
            label = label_of(composed[key].content, {}) if key in composed else old[key]
            told.append({"key": key, "change": change, "label": label})
    return told[:MOST_CHANGES]
