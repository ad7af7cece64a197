"""What people can read beforehand: links and files, in an order."""

from datetime import datetime
from typing import BinaryIO

from sqlalchemy import func, select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for, material_for
from forum.events.errors import MoveNotPossible, NotALink
from forum.events.logic.agenda import Direction
from forum.events.logic.plans import MaterialPlan, is_web_address, keyed_id
from forum.events.models import Forum, Material
from forum.events.queries import find_item, list_materials
from forum.files.service import store_file
from forum.journal.service import record


def add_link(
    forum_id: str, plan: MaterialPlan, request_key: str, *, actor: Actor, now: datetime
) -> Material:
    """Add a link, to the whole forum or to an item of its agenda.

    The same request key again gives the material that it made before. Raises NotALink.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    if not is_web_address(plan.url):
        raise NotALink
    material = _new_material(forum, plan, keyed_id("material", actor.id, request_key))
    if material.position == 0:
        material.url = plan.url
        _keep(material, forum, actor, now)
    return material


def add_file(
    forum_id: str,
    plan: MaterialPlan,
    stream: BinaryIO,
    name: str,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> Material:
    """Add a file, stored under its content. As `add_link`; raises what `store_file` raises."""
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    material = _new_material(forum, plan, keyed_id("material", actor.id, request_key))
    if material.position == 0:
        material.file = store_file(stream, name, now=now)
        _keep(material, forum, actor, now)
    return material


def remove_material(forum_id: str, material_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a material off the forum. A file that nothing else uses is swept up by a job."""
    material = material_for(actor, forum_id, material_id, Permission.FORUM_EDIT, lock=True)
    _note("material.removed", material, material.forum, actor, now)
    db.session.delete(material)


def move_material(
    forum_id: str, material_id: str, direction: Direction, *, actor: Actor, now: datetime
) -> Material:
    """Move a material up or down the list. Raises MoveNotPossible at the edge."""
    material = material_for(actor, forum_id, material_id, Permission.FORUM_EDIT, lock=True)
    rows = list_materials(material.forum)
    place = rows.index(material)
    other = place + (1 if direction is Direction.DOWN else -1)
    if direction not in {Direction.UP, Direction.DOWN} or not 0 <= other < len(rows):
        raise MoveNotPossible
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        row.position = position
    _note("material.moved", material, material.forum, actor, now)
    return material


def _new_material(forum: Forum, plan: MaterialPlan, public_id: str) -> Material:
    """The material made with this key before, or a new one (position 0) not yet kept."""
    query = select(Material).where(Material.forum_id == forum.id, Material.public_id == public_id)
    made = db.session.scalars(query).one_or_none()
    if made is not None:
        return made
    item = find_item(forum, plan.item) if plan.item else None
    if plan.item and item is None:
        raise NotFound
    return Material(
        public_id=public_id,
        forum_id=forum.id,
        item_id=item.id if item else None,
        title=plan.title,
        url="",
        position=0,
    )


def _keep(material: Material, forum: Forum, actor: Actor, now: datetime) -> None:
    query = select(func.max(Material.position)).where(Material.forum_id == forum.id)
    material.position = (db.session.scalar(query) or 0) + 1
    db.session.add(material)
    _note("material.added", material, forum, actor, now)


def _note(code: str, material: Material, forum: Forum, actor: Actor, now: datetime) -> None:
    record(code, "material", material.public_id, actor=actor, now=now, forum_id=forum.id)
