"""Recording what was decided, with or without a poll."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.queries import find_item
from forum.floor.access import resolution_for
from forum.floor.errors import ResolutionEmpty
from forum.floor.models import Resolution
from forum.floor.service.conducting import note
from forum.language.normal import normalise_lines
from forum.polls.access import poll_for


def record_resolution(
    forum_id: str,
    text: str,
    language: str,
    *,
    item_id: str | None,
    poll_id: str | None = None,
    actor: Actor,
    now: datetime,
) -> Resolution:
    """Keep what was decided at an item, after a poll or without one.

    Raises ResolutionEmpty, and NotFound for an item or a poll that is not of this forum.
    """
    forum = forum_for(actor, forum_id, Permission.FLOOR_RUN)
    item = find_item(forum, item_id) if item_id else None
    if item_id and item is None:
        raise NotFound
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN) if poll_id else None
    resolution = Resolution(
        forum_id=forum.id,
        item=item,
        poll=poll,
        text=_checked(text),
        language=language,
        recorded_by_id=actor.account_id,
        recorded_at=now,
    )
    db.session.add(resolution)
    db.session.flush()  # the journal names its public id
    _note("resolution.recorded", forum_id, resolution, actor, now)
    return resolution


def edit_resolution(
    forum_id: str, resolution_id: str, text: str, *, actor: Actor, now: datetime
) -> Resolution:
    """Word a resolution anew. Raises ResolutionEmpty, NotFound."""
    resolution = resolution_for(actor, forum_id, resolution_id, Permission.FLOOR_RUN)
    resolution.text = _checked(text)
    _note("resolution.edited", forum_id, resolution, actor, now)
    return resolution


def remove_resolution(forum_id: str, resolution_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a resolution out again. Raises NotFound."""
    resolution = resolution_for(actor, forum_id, resolution_id, Permission.FLOOR_RUN)
    _note("resolution.removed", forum_id, resolution, actor, now)
    db.session.delete(resolution)


def _checked(text: str) -> str:
    clean = normalise_lines(text)
    if not clean:
        raise ResolutionEmpty
    return clean


def _note(code: str, forum_id: str, resolution: Resolution, actor: Actor, now: datetime) -> None:
    public_id = resolution.public_id
    note(code, forum_id, resolution.forum_id, actor=actor, now=now, resolution=public_id)
