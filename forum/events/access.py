"""Getting programmes, forums and what they hold: loading is checking."""

from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.models import AgendaItem, Forum, Material, Part, Programme
from forum.events.queries import list_forums_of_file

Row = TypeVar("Row", Forum, Programme, AgendaItem, Part, Material)

# Asked with nearly every request: built once.
_FORUM = (
    select(Forum)
    .where(Forum.public_id == bindparam("public_id"))
    .options(joinedload(Forum.programme, innerjoin=True))
)


def may_see(actor: Actor, forum: Forum) -> bool:
    """Whether a forum is public, or the actor is among those who prepare it."""
    return forum.published_at is not None or actor.may(Permission.FORUM_READ_DRAFT, *forum.scopes)


def forum_for(
    actor: Actor, public_id: str, permission: Permission | None = None, *, lock: bool = False
) -> Forum:
    """The forum, for an actor who may see it and holds the permission (if one is named) there.

    With `lock`, other writers wait, and the row is read anew. Raises NotFound for an unknown
    forum, a draft of somebody else, and where the permission is held elsewhere only.
    """
    forum = _load(_FORUM, Forum, lock=lock, public_id=public_id)
    if not may_see(actor, forum):
        raise NotFound
    if permission is not None and not actor.may(permission, *forum.scopes):
        raise NotFound
    return forum


def programme_for(
    actor: Actor, public_id: str, permission: Permission | None = None, *, lock: bool = False
) -> Programme:
    """The programme; programmes are public, so only a named permission is asked for.

    Raises NotFound for an unknown programme and where the permission is held elsewhere only.
    """
    query = select(Programme).where(Programme.public_id == public_id)
    programme = _load(query, Programme, lock=lock)
    if permission is not None and not actor.may(permission, *programme.scopes):
        raise NotFound
    return programme


def item_for(
    actor: Actor,
    forum_id: str,
    public_id: str,
    permission: Permission | None = None,
    *,
    lock: bool = False,
) -> AgendaItem:
    """An agenda item of this forum. With `lock` the forum is locked: its agenda changes as one.

    Raises NotFound like `forum_for`, and for another forum's item.
    """
    forum = forum_for(actor, forum_id, permission, lock=lock)
    return _of(forum, AgendaItem, public_id, AgendaItem.forum_id, lock=lock)


def part_for(
    actor: Actor,
    forum_id: str,
    public_id: str,
    permission: Permission | None = None,
    *,
    lock: bool = False,
) -> Part:
    """A part of this forum; as `item_for`."""
    forum = forum_for(actor, forum_id, permission, lock=lock)
    return _of(forum, Part, public_id, Part.forum_id, lock=lock)


def material_for(
    actor: Actor,
    forum_id: str,
    public_id: str,
    permission: Permission | None = None,
    *,
    lock: bool = False,
) -> Material:
    """A material of this forum; as `item_for`."""
    forum = forum_for(actor, forum_id, permission, lock=lock)
    return _of(forum, Material, public_id, Material.forum_id, lock=lock)


def _of(
    forum: Forum, kind: type[Row], public_id: str, owner: InstrumentedAttribute[int], *, lock: bool
) -> Row:
    query = select(kind).where(kind.public_id == public_id, owner == forum.id)
    return _load(query, kind, lock=lock)


def _load(query: Select[Row], kind: type[Row], *, lock: bool, **asked: str) -> Row:
    if lock:
        # Only the row itself: PostgreSQL would lock what is joined, too. Its key does not change, so
        # rows that refer to it may be written meanwhile: whoever does so under a lock of their own
        # and whoever waits for that lock with this one would stop each other.
        query = query.with_for_update(of=kind, key_share=True)
        query = query.execution_options(populate_existing=True)
    row = db.session.scalars(query, asked).one_or_none()
    if row is None:
        raise NotFound
    return row


def may_read_file(actor: Actor, file_id: int) -> bool:
    """Whether a file is a material of a forum that the actor may see."""
    return any(may_see(actor, forum) for forum in list_forums_of_file(file_id))
