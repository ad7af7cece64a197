"""What happened in the live room, as plain data for minutes and reports."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.core.db import db
from forum.events.models import AgendaItem, Forum
from forum.floor.queries import find_floor, list_resolutions, list_runs


@dataclass(frozen=True)
class RunFacts:
    """An item was dealt with from one moment to another; `ended_at` is None while it is."""

    item_id: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class ResolutionFacts:
    """What was decided; item and poll by public id, where there are."""

    public_id: str
    item_id: str | None
    poll_id: str | None
    text: str
    language: str
    recorded_at: datetime


@dataclass(frozen=True)
class FloorFacts:
    """The live room of a forum from opening to closing; without one, both times are None."""

    opened_at: datetime | None
    closed_at: datetime | None
    runs: tuple[RunFacts, ...]
    resolutions: tuple[ResolutionFacts, ...]


def floor_facts(forum: Forum) -> FloorFacts:
    """What happened on the floor, runs and resolutions in the order of time."""
    floor = find_floor(forum.id)
    query = select(AgendaItem.id, AgendaItem.public_id).where(AgendaItem.forum_id == forum.id)
    items: dict[int, str] = {row[0]: row[1] for row in db.session.execute(query)}
    return FloorFacts(
        opened_at=floor.opened_at if floor else None,
        closed_at=floor.closed_at if floor else None,
        runs=tuple(
            RunFacts(items[run.item_id], run.started_at, run.ended_at)
            for run in list_runs(forum.id)
        ),
        resolutions=tuple(
            ResolutionFacts(
                public_id=each.public_id,
                item_id=items.get(each.item_id) if each.item_id else None,
                poll_id=each.poll.public_id if each.poll else None,
                text=each.text,
                language=each.language,
                recorded_at=each.recorded_at,
            )
            for each in list_resolutions(forum.id)
        ),
    )
