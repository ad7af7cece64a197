"""Whether the database has the shape that this version of the program expects."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from forum.core.db import db


def is_migrated() -> bool:
    """Whether the database stands at the newest migration."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return bool(current == scripts.get_current_head())
