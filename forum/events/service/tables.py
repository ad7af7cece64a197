"""Tables and blocks of a forum: where people sit together."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.errors import TableInUse, TableNameMissing, TooManyTables
from forum.events.logic.plans import keyed_id
from forum.events.models import Block, Forum
from forum.events.ports import blocks_in_use
from forum.events.queries import find_table, list_tables
from forum.journal.service import record

MOST_TABLES = 200


def add_tables(
    forum_id: str,
    number: int,
    name: LocalText,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> list[Block]:
    """Add so many tables, named and numbered on: "Table 1", "Table 2". For who runs the room.

    The same request key again adds nothing. Raises TooManyTables, TableNameMissing, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    if not any(name.values()):
        raise TableNameMissing
    first_id = keyed_id(f"table-{forum.id}", actor.id, request_key)
    there = list_tables(forum.id)
    if any(table.public_id == first_id for table in there):
        return []
    if not 1 <= number <= MOST_TABLES - len(there):
        raise TooManyTables(most=MOST_TABLES)
    last = there[-1].position if there else 0
    taken = {text for table in there for text in table.name.values()}
    begin = next(n for n in range(1, MOST_TABLES + 2) if not taken & set(_named(name, n).values()))
    made = [
        Block(forum_id=forum.id, position=last + n + 1, name=_named(name, begin + n))
        for n in range(number)
    ]
    made[0].public_id = first_id
    db.session.add_all(made)
    _note("tables.added", forum, forum.public_id, actor, now, tables=number)
    return made


def rename_table(
    forum_id: str, table_id: str, name: LocalText, *, actor: Actor, now: datetime
) -> Block:
    """Give a table another name. Raises TableNameMissing, NotFound."""
    forum, table = _table(actor, forum_id, table_id)
    if not any(name.values()):
        raise TableNameMissing
    table.name = dict(name)
    _note("table.renamed", forum, table.public_id, actor, now)
    return table


def remove_table(forum_id: str, table_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a table away. Raises TableInUse while somebody sits there or votes were counted there."""
    forum, table = _table(actor, forum_id, table_id)
    if any(table.id in supplier([table.id]) for supplier in blocks_in_use.suppliers):
        raise TableInUse
    _note("table.removed", forum, table.public_id, actor, now)
    db.session.delete(table)


def copy_tables(source: Forum, forum: Forum) -> None:
    """The same tables for a forum made in the likeness of another; nobody sits there yet."""
    for table in list_tables(source.id):
        db.session.add(Block(forum=forum, position=table.position, name=dict(table.name)))


def _table(actor: Actor, forum_id: str, table_id: str) -> tuple[Forum, Block]:
    forum = forum_for(actor, forum_id, Permission.FLOOR_RUN, lock=True)
    table = find_table(forum.id, table_id)
    if table is None:
        raise NotFound
    return forum, table


def _named(name: LocalText, number: int) -> LocalText:
    return {language: f"{text} {number}" for language, text in name.items() if text}


def _note(
    code: str, forum: Forum, object_id: str, actor: Actor, now: datetime, **facts: object
) -> None:
    record(code, "table", object_id, actor=actor, now=now, forum_id=forum.id, **facts)
