"""Seating people at tables, one by one or everybody at once."""

import secrets
from datetime import datetime

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.queries import find_table, list_tables
from forum.journal.service import record
from forum.live.notices import changed
from forum.signups.access import signup_for
from forum.signups.errors import NoTables
from forum.signups.logic.seating import Sitter, mixed
from forum.signups.models.places import Signup
from forum.signups.queries.tables import list_seated


def seat_at(
    forum_id: str, signup_id: str, table_id: str | None, *, actor: Actor, now: datetime
) -> Signup:
    """Seat somebody at a table of this forum, or (None) at none. For who keeps the door.

    An open poll keeps the tables of its opening. Raises NotFound.
    """
    signup = signup_for(actor, forum_id, signup_id, Permission.CHECK_IN_RECORD, lock=True)
    table = find_table(signup.forum_id, table_id) if table_id else None
    if table_id and table is None:
        raise NotFound
    if signup.block_id == (table.id if table else None):
        return signup
    signup.block = table
    record(
        "signup.table_set", "signup", signup.public_id,
        actor=actor, now=now, forum_id=signup.forum_id, table=table.public_id if table else None,
    )  # fmt: skip
    return signup


def mix_tables(forum_id: str, *, actor: Actor, now: datetime) -> int:
    """Seat everybody who has a seat, evenly and with the sectors spread; how many that is.

    Where they sat before is forgotten; who of a sector comes to which table is left to chance. For
    who runs the room. Raises NoTables, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    tables = list_tables(forum.id)
    if not tables:
        raise NoTables
    signups = list_seated(forum.id)
    secrets.SystemRandom().shuffle(signups)
    people = [Sitter(s.id, s.sector.code, s.organisation_name.casefold()) for s in signups]
    seats = mixed(people, [table.id for table in tables])
    for signup in signups:
        signup.block_id = seats[signup.id]
    record(
        "tables.mixed", "forum", forum.public_id,
        actor=actor, now=now, forum_id=forum.id, people=len(signups), tables=len(tables),
    )  # fmt: skip
    changed(forum_id)
    return len(signups)
