"""Opening the live room, going through the agenda, choosing what the hall sees, closing."""

import secrets
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import AgendaItem
from forum.events.queries import agenda_of, find_item
from forum.events.service.stages import end_forum, start_forum
from forum.floor.access import floor_for
from forum.floor.errors import EndOfAgenda, NothingToShow, PollsStillOpen
from forum.floor.logic import Screen, Step, digits_for, item_after
from forum.floor.models import Floor, ItemRun
from forum.floor.queries import (
    count_open_floors,
    find_current_run,
    find_floor,
    find_floor_by_code,
    scene_of,
)
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.logic.kinds import PollState
from forum.polls.queries.polls import is_asking_the_hall


def open_floor(forum_id: str, *, actor: Actor, now: datetime) -> Floor:
    """Open the live room with a code to join by; the forum is running from now on.

    Repeatable; a room that was closed by mistake opens again, with a new code. Raises what
    `events.service.stages.start_forum` raises.
    """
    forum = start_forum(forum_id, actor=actor, now=now)
    floor = find_floor(forum.id, lock=True)
    if floor is not None and floor.closed_at is None:
        return floor
    if floor is None:
        floor = Floor(forum_id=forum.id, screen=Screen.WELCOME, opened_at=now)
        db.session.add(floor)
    floor.closed_at = None
    floor.join_code = _new_code()
    note("floor.opened", forum.public_id, forum.id, actor=actor, now=now)
    return floor


def move_to_item(forum_id: str, item_id: str, *, actor: Actor, now: datetime) -> Floor:
    """Take up an agenda item; when each was dealt with is kept. Raises NotFound, FloorNotOpen."""
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    item = find_item(floor.forum, item_id)
    if item is None:
        raise NotFound
    _take_up(floor, item, actor=actor, now=now)
    return floor


def step_through(forum_id: str, step: Step, *, actor: Actor, now: datetime) -> Floor:
    """Take up the next or the previous item. Raises EndOfAgenda at the ends."""
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    agenda = agenda_of(floor.forum)
    wanted = item_after([slot.id for slot in agenda.slots], floor.item_id, step)
    if wanted is None:
        raise EndOfAgenda
    _take_up(floor, agenda.items[wanted], actor=actor, now=now)
    return floor


def show_screen(forum_id: str, screen: Screen, *, actor: Actor, now: datetime) -> Floor:
    """Choose what the hall sees. Raises NothingToShow where there is no item, poll or result."""
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    before, floor.screen = floor.screen, screen
    if scene_of(floor.forum).screen is not screen:
        raise NothingToShow
    if before is not screen:
        note(
            "floor.screen_set", forum_id, floor.forum_id, actor=actor, now=now, screen=screen.value
        )
    return floor


def close_floor(forum_id: str, *, actor: Actor, now: datetime) -> Floor:
    """Close the live room; from now on the minutes are being written.

    The code leads nowhere any more. Raises PollsStillOpen, FloorNotOpen, FloorOver.
    """
    forum = forum_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    floor = floor_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    if is_asking_the_hall(forum.id):
        raise PollsStillOpen
    _end_run(forum.id, now)
    floor.closed_at, floor.join_code, floor.screen = now, None, Screen.WELCOME
    end_forum(forum_id, actor=actor, now=now)
    note("floor.closed", forum_id, forum.id, actor=actor, now=now)
    return floor


def note(
    code: str, forum_id: str, forum_key: int, *, actor: Actor, now: datetime, **facts: object
) -> None:
    """Journal an act of the live room and tell its screens. `forum_key` is the internal id."""
    record(code, "floor", forum_id, actor=actor, now=now, forum_id=forum_key, **facts)
    changed(forum_id)


def _take_up(floor: Floor, item: AgendaItem, *, actor: Actor, now: datetime) -> None:
    """A poll that is still open stays open, and on the phones; the screen shows the item."""
    if floor.item_id != item.id or find_current_run(floor.forum_id) is None:
        _end_run(floor.forum_id, now)
        db.session.add(ItemRun(forum_id=floor.forum_id, item_id=item.id, started_at=now))
    if floor.poll is not None and floor.poll.state is not PollState.OPEN:
        floor.poll = None
    floor.item, floor.screen = item, Screen.ITEM
    note(
        "floor.item_taken_up",
        floor.forum.public_id,
        floor.forum_id,
        actor=actor,
        now=now,
        item=item.public_id,
    )


def _end_run(forum_id: int, now: datetime) -> None:
    run = find_current_run(forum_id)
    if run is not None:
        run.ended_at = max(now, run.started_at)


def _new_code() -> str:
    """A code nobody uses now. The unique constraint is the net below."""
    digits = digits_for(count_open_floors() + 1)
    while True:
        code = f"{secrets.randbelow(10**digits):0{digits}}"
        if find_floor_by_code(code) is None:
            return code
