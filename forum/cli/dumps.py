"""The database as one file, and back: SQLite by its own copying, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy.engine import URL

# What the queue of jobs keeps in PostgreSQL: it belongs to the running program, not to its data.
_QUEUE = "jobs_*"


def dump_database(url: URL, target: Path) -> None:
    """Write what is committed at one moment, while others go on writing.

    Raises ClickException when PostgreSQL's programs are missing or refuse.
    """
    if not url.drivername.startswith("sqlite"):
        words = ("--format=custom", f"--exclude-table={_QUEUE}", f"--file={target}")
        _postgres("pg_dump", f"--dbname={_address(url)}", *words, password=url.password)
        return
    with (
        closing(sqlite3.connect(str(url.database))) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def check_dump(kind: str, dump: Path) -> None:
    """Raise ClickException unless the file is a whole database of ours."""
    if kind != "sqlite":
        with dump.open("rb") as file:
            if file.read(5) != b"PGDMP":
                raise click.ClickException("The backup's database is not one of PostgreSQL.")
        return
    try:
        with closing(sqlite3.connect(f"file:{dump}?mode=ro&immutable=1", uri=True)) as database:
            is_sound = database.execute("PRAGMA quick_check").fetchone() == ("ok",)
            database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise click.ClickException(f"The backup's database cannot be read: {error}.") from error
    if not is_sound:
        raise click.ClickException("The backup's database is damaged.")


def load_database(url: URL, dump: Path) -> None:
    """Put a dump in the place of all there is, in one piece: readers see the old or the new.

    Raises ClickException when PostgreSQL's programs are missing or refuse; then nothing changed.
    """
    if not url.drivername.startswith("sqlite"):
        _load_postgres(url, dump)
        return
    with (
        closing(sqlite3.connect(dump)) as source,
        closing(sqlite3.connect(str(url.database))) as target,
    ):
        source.backup(target)


def _load_postgres(url: URL, dump: Path) -> None:
    """One script in one transaction, instead of all there is: newer tables stand in nobody's way."""
    script = dump.with_suffix(".sql")
    _postgres("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    _postgres(
        "psql",
        f"--dbname={_address(url)}",
        "--no-psqlrc",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--command=DROP SCHEMA public CASCADE",
        "--command=CREATE SCHEMA public",
        f"--file={script}",
        password=url.password,
    )


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string()


def _postgres(command: str, *words: str, password: str | None = None) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, seen by nobody."""
    program = shutil.which(command)
    if program is None:
        raise click.ClickException(f"{command} is missing. Install PostgreSQL's client programs.")
    environ = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    result = subprocess.run(  # noqa: S603 - no shell
        [program, *words], capture_output=True, text=True, check=False, env=environ
    )
    if result.returncode != 0:
        raise click.ClickException(f"{command} failed: {result.stderr.strip()[-400:]}")
