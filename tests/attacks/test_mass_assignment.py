"""A6: a form takes its own fields, whatever else is sent along."""

import datetime as dt
import re
import shutil
from pathlib import Path

from sqlalchemy import text

from forum.core.db import db
from forum.core.permissions import INSTALLATION, Role
from tests.attacks.bodies import body_for
from tests.attacks.conftest import opened
from tests.attacks.routes import routes

_DRAWN = {"public_id", "request_key", "request_keys", "serial", "token_hash", "fs_uniquifier"}
_DRAWN |= {"key", "secret", "join_code", "door_code", "occasion", "object_id", "password"}
_ID = re.compile(r"\b[2-9a-z]{27}\b|\b\d{4}-\d\d-\d\dT[\d:.+]+")
# The same page twice is the same sending, and says nothing.
_QUIET = {"security.logout", "security.verify", "security.login", "security.change_password"}


class Kept:
    """The database as it was, to be laid back after each sending."""

    def __init__(self):
        db.session.commit()
        self.rows = rows_now()
        self.is_file = db.engine.dialect.name == "sqlite"
        with db.engine.connect() as connection:
            if self.is_file:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            else:
                counters = "SELECT sequencename, last_value FROM pg_sequences"
                self.counters = connection.execute(text(counters)).all()
        db.session.remove()
        db.engine.dispose()
        if self.is_file:
            self.path = Path(db.engine.url.database)
            self.copy = self.path.with_name("kept.sqlite3")
            shutil.copy(self.path, self.copy)

    def lay_back(self):
        db.session.remove()
        if not self.is_file:
            self._write_back()
            return
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copy(self.copy, self.path)

    def _write_back(self):
        """PostgreSQL: the same rows, and the counters of keys where they stood."""
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in db.metadata.sorted_tables:
                connection.execute(table.delete())
                rows = [row for key, row in self.rows.items() if key[0] == table.name]
                if rows:
                    connection.execute(table.insert(), rows)
            for name, last in self.counters:
                values = {"name": name, "last": last or 1, "is_used": last is not None}
                connection.execute(text("SELECT setval(:name, :last, :is_used)"), values)


def rows_now():
    """Every row by table and key."""
    found = {}
    for table in db.metadata.sorted_tables:
        keys = [column.name for column in table.primary_key]
        for row in db.session.execute(db.select(table)).mappings():
            found[table.name, *(str(row[key]) for key in keys)] = dict(row)
    db.session.rollback()
    return found


def changed_since(before):
    """What is different: table, column, and the value where it is not drawn or a moment."""
    after, found = rows_now(), set()
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}), after.get(key, {})
        found |= {
            (key[0], name, _said(name, new.get(name)))
            for name in old.keys() | new.keys()
            if old.get(name) != new.get(name) or not old or not new
        }
    return found


def _said(name, value):
    if name in _DRAWN or isinstance(value, dt.datetime | bytes):
        return value is None
    return _ID.sub("id", repr(value))


def sneaked(ids):
    """Every column of every table as if it were a field, with values of its kind."""
    values = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            values[column.name] = _value(column)
    return values | {"forum_id": ids["forum_id"], "scope_kind": "installation", "scope_id": "0"}


def _value(column):
    if isinstance(column.type, db.Enum):
        return column.type.enums[-1]
    if isinstance(column.type, db.Boolean):
        return "1"
    if isinstance(column.type, db.Integer):
        return "31337"
    if isinstance(column.type, db.Date) or column.name.endswith("_at"):
        return "2031-03-07T00:00:00+00:00"
    return "sneaked31337"


def test_columns_sent_along_change_nothing_more_than_the_form(app, public, world):
    browser = world.staff(Role.ADMINISTRATOR, INSTALLATION)
    ids = {**public.ids, "option_id": public.polls["open"].options[0].public_id}
    extra = sneaked(ids)
    kept = Kept()

    sneaky, effective, faults = [], set(), []
    for route in routes(app, "POST"):
        if route.endpoint in _QUIET:
            continue
        seen = []
        for more in ({}, extra):
            path = route.path(app, ids)
            body = more | body_for(route, ids, browser, path)
            answer, _text = opened(browser, path, "POST", data=body)
            faults += [(route.rule, bool(more))] if answer.status_code >= 500 else []
            seen.append(changed_since(kept.rows))
            kept.lay_back()
        if seen[0]:
            effective.add(route.endpoint)
        if more_of := seen[1] - seen[0]:
            sneaky.append((route.rule, sorted(more_of, key=str)[:6]))

    assert faults == []
    assert sneaky == []
    assert len(effective) > 45, sorted(effective)
