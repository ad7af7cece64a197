"""Building an agenda: items, their order, and the timed parts they belong to."""

from datetime import datetime

from sqlalchemy import func, select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for, item_for, part_for
from forum.events.errors import (
    ChangedMeanwhile,
    ItemsBelow,
    MoveNotPossible,
    OnlineLinkUnreadable,
    PartEndsBeforeStart,
    PartOutsideForum,
)
from forum.events.logic.agenda import Direction, Entry, rearranged
from forum.events.logic.plans import ItemPlan, PartPlan, fingerprint, is_web_address, keyed_id
from forum.events.models import AgendaItem, Forum, Part, PartKind
from forum.events.queries import entries_of, find_item, find_part, list_items
from forum.journal.service import record


def add_item(
    forum_id: str, plan: ItemPlan, request_key: str, *, actor: Actor, now: datetime
) -> AgendaItem:
    """Put an item at the end of the agenda, of its part, or of its parent.

    The same request key again gives the item that it made before. Raises NotFound for a part or
    parent that is not of this forum.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    public_id = keyed_id("item", actor.id, request_key)
    made = find_item(forum, public_id)
    if made is not None:
        return made
    parent, part, position = _parent(forum, plan.parent), _part(forum, plan), _next_position(forum)
    item = AgendaItem(public_id=public_id, forum=forum, parent=parent, position=position)
    _write_item(item, plan, part)
    db.session.add(item)
    _note("agenda_item.added", item.public_id, forum, actor, now)
    return item


def propose_item(
    forum_id: str,
    title: LocalText,
    origin_kind: str,
    origin_id: str,
    *,
    actor: Actor,
    now: datetime,
) -> AgendaItem:
    """Put on the agenda what comes from elsewhere (a topic, a commitment): once for each origin.

    It keeps the reference, has no minutes yet, and stands at the end.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    query = select(AgendaItem).where(
        AgendaItem.forum_id == forum.id,
        AgendaItem.origin_kind == origin_kind,
        AgendaItem.origin_id == origin_id,
    )
    made = db.session.scalars(query).one_or_none()
    if made is not None:
        return made
    item = AgendaItem(
        forum=forum,
        position=_next_position(forum),
        title=title,
        description={},
        minutes=0,
        origin_kind=origin_kind,
        origin_id=origin_id,
    )
    db.session.add(item)
    db.session.flush()  # its public id is what the origin and the journal keep
    _note("agenda_item.added", item.public_id, forum, actor, now)
    return item


def edit_item(
    forum_id: str, item_id: str, plan: ItemPlan, version: str, *, actor: Actor, now: datetime
) -> AgendaItem:
    """Change an item as planned; where it stands is changed by `move_item`.

    Raises ChangedMeanwhile when it is no longer as `version` says.
    """
    item = item_for(actor, forum_id, item_id, Permission.FORUM_EDIT, lock=True)
    if item_version(item) != version:
        raise ChangedMeanwhile
    _write_item(item, plan, _part(item.forum, plan))
    _note("agenda_item.edited", item.public_id, item.forum, actor, now)
    return item


def move_item(
    forum_id: str, item_id: str, direction: Direction, *, actor: Actor, now: datetime
) -> AgendaItem:
    """Move an item with what stands below it. Raises MoveNotPossible at the edge."""
    item = item_for(actor, forum_id, item_id, Permission.FORUM_EDIT, lock=True)
    items = list_items(item.forum)
    order = rearranged(entries_of(items), item.id, direction)
    if order is None:
        raise MoveNotPossible
    _write_order(items, order)
    _note("agenda_item.moved", item.public_id, item.forum, actor, now)
    return item


def remove_item(
    forum_id: str, item_id: str, expected_below: int, *, actor: Actor, now: datetime
) -> None:
    """Take an item and all that stands below it off the agenda.

    Raises ItemsBelow when more stands below it than the actor was told of.
    """
    item = item_for(actor, forum_id, item_id, Permission.FORUM_EDIT, lock=True)
    below = _all_below(item)
    if len(below) > expected_below:
        raise ItemsBelow
    for gone in (item, *below):
        _note("agenda_item.removed", gone.public_id, item.forum, actor, now)
    for gone in (*reversed(below), item):
        db.session.delete(gone)


def add_part(
    forum_id: str, plan: PartPlan, request_key: str, *, actor: Actor, now: datetime
) -> Part:
    """Add a timed part; parts may run at the same time.

    The same request key again gives the part that it made before. Raises PartEndsBeforeStart,
    PartOutsideForum, OnlineLinkUnreadable.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    _refuse_impossible(plan, forum)
    public_id = keyed_id("part", actor.id, request_key)
    made = find_part(forum, public_id)
    if made is not None:
        return made
    part = Part(public_id=public_id, forum=forum)
    _write_part(part, plan)
    db.session.add(part)
    _note("part.added", public_id, forum, actor, now)
    return part


def edit_part(
    forum_id: str, part_id: str, plan: PartPlan, version: str, *, actor: Actor, now: datetime
) -> Part:
    """Change a part as planned. Raises ChangedMeanwhile and what `add_part` raises."""
    part = part_for(actor, forum_id, part_id, Permission.FORUM_EDIT, lock=True)
    if part_version(part) != version:
        raise ChangedMeanwhile
    _refuse_impossible(plan, part.forum)
    _write_part(part, plan)
    _note("part.edited", part.public_id, part.forum, actor, now)
    return part


def remove_part(forum_id: str, part_id: str, *, actor: Actor, now: datetime) -> None:
    """Remove a part; its items stay on the agenda, outside of any part."""
    part = part_for(actor, forum_id, part_id, Permission.FORUM_EDIT, lock=True)
    _note("part.removed", part.public_id, part.forum, actor, now)
    for item in list(part.items):
        item.part = None
    db.session.delete(part)


def item_plan(item: AgendaItem) -> ItemPlan:
    """The item as somebody would type it."""
    return ItemPlan(
        title=item.title,
        description=item.description,
        minutes=item.minutes,
        presenter=item.presenter,
        part=item.part.public_id if item.part else "",
    )


def part_plan(part: Part) -> PartPlan:
    """The part as somebody would type it."""
    return PartPlan(
        title=part.title,
        kind=part.kind.value,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        room=part.room,
        online_url=part.online_url,
    )


def item_version(item: AgendaItem) -> str:
    """A mark of what a form about this item shows."""
    return fingerprint(vars(item_plan(item)).values())


def part_version(part: Part) -> str:
    """A mark of what a form about this part shows."""
    return fingerprint(vars(part_plan(part)).values())


def _write_item(item: AgendaItem, plan: ItemPlan, part: Part | None) -> None:
    item.title = plan.title
    item.description = plan.description
    item.minutes = plan.minutes
    item.presenter = plan.presenter
    # A sub-item is where its parent is.
    item.part = None if item.parent is not None else part


def _write_part(part: Part, plan: PartPlan) -> None:
    part.title = plan.title
    part.kind = PartKind(plan.kind)
    part.room = plan.room
    part.online_url = plan.online_url
    part.starts_at = plan.starts_at
    part.ends_at = plan.ends_at


def _write_order(items: list[AgendaItem], order: list[Entry]) -> None:
    rows = {item.id: item for item in items}
    for position, entry in enumerate(order, start=1):
        row = rows[entry.id]
        row.position, row.parent_id, row.part_id = position, entry.parent, entry.part


def _refuse_impossible(plan: PartPlan, forum: Forum) -> None:
    if plan.ends_at <= plan.starts_at:
        raise PartEndsBeforeStart
    if plan.starts_at < forum.starts_at or plan.ends_at > forum.ends_at:
        raise PartOutsideForum
    if plan.online_url and not is_web_address(plan.online_url):
        raise OnlineLinkUnreadable


def _next_position(forum: Forum) -> int:
    query = select(func.max(AgendaItem.position)).where(AgendaItem.forum_id == forum.id)
    return (db.session.scalar(query) or 0) + 1


def _part(forum: Forum, plan: ItemPlan) -> Part | None:
    if not plan.part:
        return None
    part = find_part(forum, plan.part)
    if part is None:
        raise NotFound
    return part


def _parent(forum: Forum, public_id: str) -> AgendaItem | None:
    if not public_id:
        return None
    parent = find_item(forum, public_id)
    if parent is None:
        raise NotFound
    return parent


def _all_below(item: AgendaItem) -> list[AgendaItem]:
    """What stands below an item, parents before their sub-items."""
    items, found = list_items(item.forum), [item]
    for above in found:
        found += [each for each in items if each.parent_id == above.id and each not in found]
    return found[1:]


def _note(code: str, public_id: str, forum: Forum, actor: Actor, now: datetime) -> None:
    kind = code.partition(".")[0]
    record(code, kind, public_id, actor=actor, now=now, forum_id=forum.id)
