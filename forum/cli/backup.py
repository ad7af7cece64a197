"""`flask backup FILE` and `flask restore FILE`: one archive with everything that cannot be remade."""

import json
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.engine import URL

from forum.core.clock import now
from forum.core.db import db

FORMAT = 1
DATABASE = "database"
KEY = "secret_key"


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(target: Path) -> None:
    """Write a consistent copy to FILE while the program runs: database, files, secret key.

    The archive opens tickets and holds personal data: keep it as safe as the installation.
    """
    instance = Path(current_app.config["INSTANCE"])
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DATABASE
        _dump(db.engine.url, dump)
        draft = Path(folder) / "archive.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            facts = {"format": FORMAT, "kind": _kind(), "made_at": now().isoformat()}
            archive.writestr("backup.json", json.dumps(facts))
            archive.write(dump, DATABASE)
            archive.writestr(KEY, current_app.config["SECRET_KEY"])
            for path in sorted((instance / "files").rglob("*")):
                if path.is_file():
                    archive.write(path, f"files/{path.relative_to(instance / 'files')}")
        shutil.copyfile(draft, target)
    target.chmod(0o600)
    click.echo(f"Written to {target}: {target.stat().st_size / 1e6:.1f} MB.")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask before replacing what is there.")
@with_appcontext
def restore(source: Path, *, yes: bool) -> None:
    """Bring a backup back, replacing database and files. Stop the program first."""
    with zipfile.ZipFile(source) as archive:
        facts = _facts(archive)
        if facts["kind"] != _kind():
            raise click.ClickException(
                f"This is a backup of {facts['kind']}, but {_kind()} is configured."
            )
        if not yes:
            click.confirm("Replace the database and all files of this installation?", abort=True)
        _bring_back(archive)
    click.echo(f"Restored the state of {facts['made_at']}.")


def _facts(archive: zipfile.ZipFile) -> dict[str, str]:
    try:
        facts: dict[str, str] = json.loads(archive.read("backup.json"))
    except (KeyError, ValueError) as error:
        raise click.ClickException("This is not a backup of this program.") from error
    broken = archive.testzip()
    if broken or facts.get("format") != FORMAT:
        raise click.ClickException("The backup is damaged or from another version.")
    return facts


def _bring_back(archive: zipfile.ZipFile) -> None:
    instance = Path(current_app.config["INSTANCE"])
    db.engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        archive.extract(DATABASE, folder)
        _load(db.engine.url, Path(folder) / DATABASE)
    shutil.rmtree(instance / "files", ignore_errors=True)
    for name in archive.namelist():
        # ZipFile.extract strips drives, roots and dots: nothing lands outside the folder.
        if name.startswith("files/"):
            archive.extract(name, instance)
    (instance / KEY).write_bytes(archive.read(KEY))
    (instance / KEY).chmod(0o600)


def _kind() -> str:
    return db.engine.dialect.name


def _dump(url: URL, target: Path) -> None:
    if url.drivername.startswith("sqlite"):
        with (
            closing(sqlite3.connect(str(url.database))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    _postgres("pg_dump", url, "--format=custom", f"--file={target}")


def _load(url: URL, dump: Path) -> None:
    if url.drivername.startswith("sqlite"):
        # Through the database itself, so that open readers see either the old state or the new.
        with (
            closing(sqlite3.connect(dump)) as source,
            closing(sqlite3.connect(str(url.database))) as target,
        ):
            source.backup(target)
        return
    _postgres("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--dbname", _plain(url), str(dump))


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _postgres(command: str, url: URL, *arguments: str) -> None:
    program = shutil.which(command)
    if program is None:
        raise click.ClickException(f"{command} is missing. Install PostgreSQL's client programs.")
    words = [program, *arguments] if "--dbname" in arguments else [program, *arguments, _plain(url)]
    result = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if result.returncode != 0:
        raise click.ClickException(f"{command} failed: {result.stderr.strip()[-400:]}")
