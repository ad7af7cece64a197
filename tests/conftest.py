"""The real application on the real, migrated database; every test starts with it empty."""

import functools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine, make_url

from config import load_config
from forum.app import create_app
from forum.core.db import Model, db
from forum.directory.service import create_sectors
from forum.settings import MIGRATIONS
from tests.factories import Make

# A slow machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # ten in the morning in Bangkok
MEMORY = Path("/dev/shm")
ENOUGH = 500_000_000  # bytes free, for all workers together
TESTS = Path(__file__).parent
LONGEST = ("journeys", "cli", "demo", "attacks", "live")
SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


def pytest_configure(config):
    """Processes that tests start find each other's compiled code, also where none may be kept."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        os.environ["PYTHONPYCACHEPREFIX"] = str(config.cache.mkdir("compiled"))


def pytest_collection_modifyitems(items):
    """Mark what touches a database; say so where recorded cases or a browser are missing."""
    without_data = pytest.mark.skip(reason="the recorded cases are not beside the project")
    without_browser = pytest.mark.skip(
        reason="no Chromium on this machine: browser journeys skipped"
    )
    for item in items:
        if "app" in item.fixturenames:
            item.add_marker("database")
        if "shared_data" in item.keywords and not SHARED_DATA.exists():
            item.add_marker(without_data)
        if "journey" in item.keywords and not shutil.which("chromium"):
            item.add_marker(without_browser)
    items.sort(key=_turn)


def _turn(item):
    """What takes long in one file goes first, so that no worker is left alone with it at the end."""
    room = item.path.relative_to(TESTS).parts[0]
    return LONGEST.index(room) if room in LONGEST else len(LONGEST)


@pytest.fixture(scope="session")
def database_url(worker_id):
    """The server given by FORUM_TEST_DATABASE_URL, one database a worker; else None for SQLite."""
    given = os.environ.get("FORUM_TEST_DATABASE_URL")
    return create_database(given, worker_id) if given else None


@pytest.fixture(scope="session")
def memory(tmp_path_factory) -> Iterator[Path]:
    """A folder for installations: in memory if there is room, since nothing must last.

    Databases still ask for each commit to be written down; they only need not wait for a disk.
    """
    if not (MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH):
        yield tmp_path_factory.mktemp("memory")
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="tests-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def app(memory, database_url) -> Iterator[Flask]:
    """One application for the run; its database is migrated, not created from the models."""
    instance = memory / "instance"
    environ = {"FORUM_ENVIRONMENT": "test", "FORUM_MAIL__BACKEND": "locmem"}
    if database_url:
        environ["DATABASE_URL"] = database_url
    app = create_app(
        {
            **load_config(environ, instance=instance),
            "TESTING": True,
            "JOBS_URL": "memory://",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "EVEN_SECONDS": 0,
            # As in real life, with as little work as the method takes.
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
                "argon2__rounds": 1,
                "argon2__memory_cost": 64,
            },
            "SECURITY_HASHING_SCHEMES": ["hex_md5"],
            "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
            "SERVER_NAME": None,
        }
    )
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        create_sectors()
        db.session.commit()
        db.engine.dispose()
        if not database_url:
            shutil.copy(instance / "forum.sqlite3", instance / "template.sqlite3")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def empty_database(request) -> Iterator[None]:
    """An empty database and an application context for each test that asks for the application.

    By itself or through what it asks for: `make`, `client`, … All others find no application and so
    no database: that is how the run on PostgreSQL knows that it may leave them out. Pages ask for the
    time themselves: the clock goes on from the tests' moment, whatever day it is.
    """
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with time_machine.travel(NOW), app.app_context():
        _start_empty(app)
        yield
        db.session.remove()
        db.engine.dispose()
        app.extensions["jobs"].clear()
        app.extensions["shared_pages"].clear()
        app.extensions["mailman"].outbox = []


class Browser(FlaskClient):
    """Each request in an application context of its own, as in real life.

    Flask would otherwise share the test's context, and with it `g`: yesterday's actor.
    """

    def open(self, *args, **kwargs):
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()  # what the test has read is read anew
        return answer


@pytest.fixture
def client(app) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture
def make(app) -> Make:
    """Makes whatever a test needs to be there."""
    return Make(NOW)


@pytest.fixture(scope="session")
def kept() -> dict[str, tuple[object, int]]:
    """What `made_once` has made in this worker."""
    return {}


@pytest.fixture
def made_once(app, make, kept):
    """`made_once("held", build)`: something elaborate in an empty database, built once a worker.

    Later tests find the database as it was then, and its rows loaded anew. Jobs that building it
    would have left in the background are forgotten. PostgreSQL builds each time.
    """

    def made(name, build):
        if db.engine.dialect.name != "sqlite":
            return build()
        if _written:
            raise RuntimeError("made_once comes before anything else is written")
        path = Path(db.engine.url.database)
        copy = path.with_name(f"{name}.template")
        if name not in kept:
            kept[name] = (_without_rows(build()), make.used)
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            db.session.remove()
            app.extensions["jobs"].clear()
            shutil.copy(path, copy)
        else:
            _written.add("by whoever made it")
            db.session.remove()
            db.engine.dispose()
            _lay_anew(path, copy)
        found, make.used = kept[name]
        return _with_rows(found, make)

    return made


def _without_rows(value):
    """The same without what belongs to a test: rows by their class and key."""
    if isinstance(value, Model):
        return _Row(type(value), inspect(value).identity)
    if isinstance(value, list):
        return [_without_rows(each) for each in value]
    if hasattr(value, "__dict__") and type(value).__module__.startswith("tests."):
        return _Object(type(value), {k: _without_rows(v) for k, v in vars(value).items()})
    return value


def _with_rows(value, make):
    match value:
        case _Row(kind, key):
            return db.session.get_one(kind, key)
        case _Object(kind, _) if kind is Make:
            return make
        case _Object(kind, parts):
            made = kind.__new__(kind)
            vars(made).update({name: _with_rows(part, make) for name, part in parts.items()})
            return made
        case list():
            return [_with_rows(each, make) for each in value]
    return value


class _Row(NamedTuple):
    kind: type
    key: tuple[object, ...]


class _Object(NamedTuple):
    kind: type
    parts: dict[str, object]


@pytest.fixture
def run_jobs(app):
    """Work off what waits in the background, now."""
    return app.extensions["jobs"].run_all_now


@pytest.fixture
def letters(app, run_jobs):
    """All letters that have left, after the waiting ones were sent."""

    def sent():
        run_jobs()
        return getattr(app.extensions["mailman"], "outbox", [])  # none before the first

    return sent


@pytest.fixture
def sign_in(app):
    """A browser in which an account is signed in (or tickets are opened)."""

    def browser(account=None, tickets=()):
        client = app.test_client()
        with client.session_transaction() as session:
            if account is not None:
                session["_user_id"] = account.fs_uniquifier
                session["_fresh"] = True
                session["fs_paa"] = time.time()
            if tickets:
                session["tickets"] = [ticket.id for ticket in tickets]
        return client

    return browser


@pytest.fixture
def count_queries(app):
    """Counts the statements run inside `with count_queries() as counter`."""
    from contextlib import contextmanager

    from sqlalchemy import event

    @contextmanager
    def counting():
        statements = []

        def note(_conn, _cursor, statement, *_rest):
            statements.append(statement)

        db.session.rollback()  # what the test itself reads, it reads anew each time
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


def create_database(given: str, name: str) -> str:
    """A new, empty database on the given PostgreSQL server, beside the named one; its address."""
    from sqlalchemy import create_engine

    target = make_url(given)
    target = target.set(database=f"{target.database}_{name}")
    server = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{target.database}"'))
        connection.execute(text(f'CREATE DATABASE "{target.database}"'))
    server.dispose()
    return target.render_as_string(hide_password=False)


def _start_empty(app: Flask) -> None:
    """Make the database as new, where something was written since it was."""
    if not _written:
        return
    _written.clear()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        path = Path(db.engine.url.database)
        _lay_anew(path, path.with_name("template.sqlite3"))
    else:
        _delete_all()


def _lay_anew(path: Path, template: Path) -> None:
    """SQLite: another file takes the place of the used one.

    A new one, not new contents: a connection that a failed test left open keeps the old one.
    """
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    Path(shutil.copy(template, path.with_name("next.sqlite3"))).replace(path)


def _delete_all() -> None:
    """PostgreSQL: delete every row but the sectors'; ten times faster than emptying the tables.

    Rows may refer to each other in circles, so the constraints look away meanwhile.
    """
    names = [t.name for t in db.metadata.sorted_tables if t.name != "sectors"]
    deletes = "; ".join(f'DELETE FROM "{name}"' for name in names)
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")
        migrated = {"it": _newest_migration()}
        connection.execute(text("UPDATE alembic_version SET version_num = :it"), migrated)


@functools.cache
def _newest_migration() -> str | None:
    return ScriptDirectory(MIGRATIONS).get_current_head()


_written: set[str] = {"at the start of a run nobody knows"}


@event.listens_for(Engine, "before_cursor_execute")
def _note_writing(_connection, _cursor, statement, *_rest) -> None:
    if not statement.lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA", "SHOW")):
        _written.add("something")


@pytest.fixture(scope="session")
def worker_id(request):
    """The name of this xdist worker; `main` without xdist."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")
