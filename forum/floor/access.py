"""Getting a live room: loading is checking."""

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for, may_see
from forum.events.models import Forum
from forum.floor.errors import FloorNotOpen, FloorOver, NoSuchCode
from forum.floor.models import Floor, Resolution
from forum.floor.queries import find_floor, find_floor_by_code


def floor_for(actor: Actor, forum_id: str, permission: Permission, *, lock: bool = False) -> Floor:
    """The open live room of a forum, for an actor who holds the permission there.

    Raises NotFound as `forum_for`, FloorNotOpen before it opens, FloorOver after it closed.
    """
    forum = forum_for(actor, forum_id, permission)
    floor = find_floor(forum.id, lock=lock)
    if floor is None:
        raise FloorNotOpen
    if floor.closed_at is not None:
        raise FloorOver
    return floor


def forum_by_code(actor: Actor, code: str) -> Forum:
    """The forum whose live room has this code. Raises NoSuchCode, also for a forum not public."""
    floor = find_floor_by_code(code)
    if floor is None or not may_see(actor, floor.forum):
        raise NoSuchCode
    return floor.forum


def resolution_for(
    actor: Actor, forum_id: str, public_id: str, permission: Permission
) -> Resolution:
    """A resolution of this forum, to be changed. Raises NotFound as `forum_for`."""
    forum = forum_for(actor, forum_id, permission)
    query = (
        select(Resolution)
        .where(Resolution.public_id == public_id, Resolution.forum_id == forum.id)
        .with_for_update(of=Resolution)
        .execution_options(populate_existing=True)
    )
    resolution = db.session.scalars(query).one_or_none()
    if resolution is None:
        raise NotFound
    return resolution
