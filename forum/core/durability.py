"""Whether what the database says is stored survives a power cut."""

from sqlalchemy import text

from forum.core.db import db

_PROMISES = ("fsync", "synchronous_commit", "full_page_writes")


def durability_problem() -> str | None:
    """What PostgreSQL does not promise, as a sentence that says what to do; None when all is well.

    SQLite is told by us at each connection to write before it answers.
    """
    if db.engine.dialect.name != "postgresql":
        return None
    with db.engine.connect() as connection:
        off = [name for name in _PROMISES if connection.scalar(text(f"SHOW {name}")) == "off"]
    if not off:
        return None
    return (
        f"PostgreSQL runs with {' and '.join(off)} off: an acknowledged ballot could be lost. "
        "Turn it on in postgresql.conf."
    )
