"""How Alembic finds the database and the tables."""

from logging.config import fileConfig
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import JSON, Connection

from forum.core.db import UtcDateTime, db

_CHECK = "PRAGMA foreign_key_check"

config = context.config
if config.config_file_name and current_app.config["ENVIRONMENT"] != "test":
    fileConfig(config.config_file_name, disable_existing_loggers=False)


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types with their imports."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen_context.imports.add("from forum.core.db import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, JSON):
        autogen_context.imports.add("from forum.core.db import Json")
        return "Json"
    return False


def include_object(
    _item: object, name: str | None, kind: str, _reflected: bool, _other: object
) -> bool:
    """Leave out what the search index and the queue of jobs make for themselves."""
    return not (kind == "table" and name and name.startswith(("search_index", "jobs_")))


def run() -> None:
    """Migrate the configured database, each step in a transaction."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # SQLite alters a table by building it anew and dropping the old one; with foreign keys
            # watched that would delete the rows of every table that refers to it. This connection
            # never goes back to the pool.
            connection.detach()
            _driver(connection).execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            include_object=include_object,
            render_as_batch=is_sqlite,
            compare_type=True,
            # Tables are made in transactions by SQLite, too: an interrupted step leaves nothing.
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite and (broken := _driver(connection).execute(_CHECK).fetchall()):
                raise RuntimeError(f"references to rows that are not there: {broken[:5]}")


def _driver(connection: Connection) -> Any:
    """The driver's own connection: a pragma counts only outside of a transaction."""
    return connection.connection.dbapi_connection


run()
