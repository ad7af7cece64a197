"""Reads of programmes, forums and agendas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import INSTALLATION, Permission, Scope, ScopeKind, permissions_of
from forum.events.logic.agenda import (
    Block,
    Entry,
    Overrun,
    Slot,
    Span,
    overruns,
    schedule,
    timetable,
)
from forum.events.models import AgendaItem, Forum, Material, Part, Programme
from forum.events.models import Block as Table
from forum.language.normal import fold


@dataclass(frozen=True)
class ForumFilter:
    """Which of the published forums a list shows."""

    is_past: bool = False
    words: str = ""
    programme_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """A forum's agenda: its items and parts by id, numbered and placed in time."""

    items: dict[int, AgendaItem]
    parts: dict[int, Part]
    slots: tuple[Slot, ...]
    rows: tuple[tuple[Block, ...], ...]
    overruns: tuple[Overrun, ...]

    @property
    def numbers(self) -> dict[int, str]:
        """The number of each item by its id: "3", "3.1"."""
        return {slot.id: slot.number for slot in self.slots}


def count_forums(filter_: ForumFilter, now: datetime) -> int:
    """How many published forums the filter leaves."""
    return db.session.scalar(_filtered(select(func.count(Forum.id)), filter_, now)) or 0


def list_forums(filter_: ForumFilter, now: datetime, limit: int, offset: int = 0) -> list[Forum]:
    """Published forums: those to come by nearest day, past ones by latest, with their programmes."""
    order = Forum.starts_at.desc() if filter_.is_past else Forum.starts_at
    query = (
        _filtered(select(Forum), filter_, now)
        .options(joinedload(Forum.programme, innerjoin=True))
        .order_by(order, Forum.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def count_own_forums(actor: Actor) -> int:
    """How many forums the actor helps to prepare or run."""
    return db.session.scalar(_own(select(func.count(Forum.id)), actor)) or 0


def list_own_forums(actor: Actor, limit: int, offset: int = 0) -> list[Forum]:
    """The forums the actor helps to prepare or run, drafts included, latest day first."""
    query = (
        _own(select(Forum), actor)
        .options(joinedload(Forum.programme, innerjoin=True))
        .order_by(Forum.starts_at.desc(), Forum.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def list_programmes() -> list[Programme]:
    """All programmes, those without a parent first, each followed by its own projects."""
    rows = list(db.session.scalars(select(Programme).order_by(Programme.starts_on, Programme.id)))
    below: dict[int | None, list[Programme]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    return _depth_first(below, None)


def list_programmes_for(actor: Actor, permission: Permission) -> list[Programme]:
    """The programmes in which the actor holds a permission, in the order of `list_programmes`."""
    programmes = list_programmes()
    by_id = {programme.id: programme for programme in programmes}
    return [each for each in programmes if actor.may(permission, *_scopes(each, by_id))]


def list_projects(programme: Programme) -> list[Programme]:
    """The programmes directly below this one."""
    query = select(Programme).where(Programme.parent_id == programme.id)
    return list(db.session.scalars(query.order_by(Programme.starts_on, Programme.id)))


def list_ids_below(programme: Programme) -> tuple[int, ...]:
    """The ids of a programme and of all that stand below it."""
    return _with_below({programme.id})


def list_calendar(programme: Programme) -> list[Forum]:
    """All published forums of a programme and of those below it, cancelled ones included."""
    query = (
        select(Forum)
        .where(Forum.programme_id.in_(list_ids_below(programme)))
        .where(Forum.published_at.is_not(None), Forum.is_rehearsal.is_(False))
        .options(joinedload(Forum.programme, innerjoin=True))
        .order_by(Forum.starts_at, Forum.id)
    )
    return list(db.session.scalars(query))


def agenda_of(forum: Forum) -> Agenda:
    """The agenda with numbers, times and warnings; two reads."""
    items = list_items(forum)
    parts = list_parts(forum)
    entries = entries_of(items)
    spans = {part.id: Span(part.starts_at, part.ends_at) for part in parts}
    whole = Span(forum.starts_at, forum.ends_at)
    slots = schedule(entries, spans, whole)
    return Agenda(
        items={item.id: item for item in items},
        parts={part.id: part for part in parts},
        slots=tuple(slots),
        rows=tuple(timetable(slots, spans)),
        overruns=tuple(overruns(entries, spans, whole)),
    )


def entries_of(items: Sequence[AgendaItem]) -> list[Entry]:
    """Agenda items as the logic sees them."""
    return [Entry(item.id, item.minutes, item.parent_id, item.part_id) for item in items]


def list_items(forum: Forum) -> list[AgendaItem]:
    """A forum's agenda items by position."""
    query = select(AgendaItem).where(AgendaItem.forum_id == forum.id)
    return list(db.session.scalars(query.order_by(AgendaItem.position, AgendaItem.id)))


def list_parts(forum: Forum) -> list[Part]:
    """A forum's parts by start."""
    query = select(Part).where(Part.forum_id == forum.id)
    return list(db.session.scalars(query.order_by(Part.starts_at, Part.id)))


def list_tables(forum_id: int) -> list[Table]:
    """A forum's tables and blocks in their order."""
    query = select(Table).where(Table.forum_id == forum_id)
    return list(db.session.scalars(query.order_by(Table.position)))


def find_table(forum_id: int, public_id: str) -> Table | None:
    """A table of this forum by its public id."""
    query = select(Table).where(Table.forum_id == forum_id, Table.public_id == public_id)
    return db.session.scalars(query).one_or_none()


def list_materials(forum: Forum) -> list[Material]:
    """A forum's materials in their order, with their files and items."""
    query = (
        select(Material)
        .where(Material.forum_id == forum.id)
        .options(selectinload(Material.file), selectinload(Material.item))
        .order_by(Material.position, Material.id)
    )
    return list(db.session.scalars(query))


def find_part(forum: Forum, public_id: str) -> Part | None:
    """The part of this forum with a public id."""
    query = select(Part).where(Part.forum_id == forum.id, Part.public_id == public_id)
    return db.session.scalars(query).one_or_none()


def find_item(forum: Forum, public_id: str) -> AgendaItem | None:
    """The agenda item of this forum with a public id."""
    query = select(AgendaItem).where(
        AgendaItem.forum_id == forum.id, AgendaItem.public_id == public_id
    )
    return db.session.scalars(query).one_or_none()


def list_forums_of_file(file_id: int) -> list[Forum]:
    """The forums that hand out a file."""
    query = select(Forum).join(Forum.materials).where(Material.file_id == file_id)
    return list(db.session.scalars(query.options(joinedload(Forum.programme, innerjoin=True))))


def list_files_in_use(file_ids: Sequence[int]) -> set[int]:
    """Which of these files are materials of a forum."""
    query = select(Material.file_id).where(Material.file_id.in_(file_ids))
    return {file_id for file_id in db.session.scalars(query) if file_id is not None}


def _filtered(
    query: Select[Forum] | Select[int], filter_: ForumFilter, now: datetime
) -> Select[Forum] | Select[int]:
    query = query.where(Forum.published_at.is_not(None), Forum.is_rehearsal.is_(False))
    query = query.where(Forum.ends_at < now if filter_.is_past else Forum.ends_at >= now)
    if filter_.programme_ids:
        query = query.where(Forum.programme_id.in_(filter_.programme_ids))
    for word in fold(filter_.words).split()[:10]:
        query = query.where(Forum.search_text.contains(word, autoescape=True))
    return query


def _own(query: Select[Forum] | Select[int], actor: Actor) -> Select[Forum] | Select[int]:
    held = _scopes_with(actor, Permission.FORUM_READ_DRAFT)
    if INSTALLATION in held:
        return query
    programmes = {scope.id for scope in held if scope.kind is ScopeKind.PROGRAMME}
    forums = {scope.id for scope in held if scope.kind is ScopeKind.FORUM}
    return query.where(or_(Forum.programme_id.in_(_with_below(programmes)), Forum.id.in_(forums)))


def _scopes_with(actor: Actor, permission: Permission) -> set[Scope]:
    return {
        held.scope for held in actor.roles if permission in permissions_of(held.role, held.scope)
    }


def _with_below(programme_ids: set[int]) -> tuple[int, ...]:
    if not programme_ids:
        return ()
    pairs = db.session.execute(select(Programme.id, Programme.parent_id)).all()
    found, grows = set(programme_ids), True
    while grows:
        more = {id_ for id_, parent in pairs if parent in found} - found
        found, grows = found | more, bool(more)
    return tuple(sorted(found))


def _depth_first(below: dict[int | None, list[Programme]], parent: int | None) -> list[Programme]:
    rows: list[Programme] = []
    for row in below.get(parent, []):
        rows += [row, *_depth_first(below, row.id)]
    return rows


def _scopes(programme: Programme, by_id: dict[int, Programme]) -> tuple[Scope, ...]:
    """As `Programme.scopes`, without a read for each parent."""
    scopes = []
    above: Programme | None = programme
    while above is not None:
        scopes.append(Scope(ScopeKind.PROGRAMME, above.id))
        above = by_id.get(above.parent_id) if above.parent_id else None
    return (*scopes, INSTALLATION)
