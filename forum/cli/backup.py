"""`flask backup FILE` and `flask restore FILE`: one archive with everything that cannot be remade."""

import contextlib
import json
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO

import click
from flask import current_app
from flask.cli import with_appcontext

from forum.cli.dumps import check_dump, dump_database, load_database
from forum.core.clock import now
from forum.core.db import db
from forum.core.schema import is_migrated

FORMAT = 1
FACTS, DATABASE, KEY = "backup.json", "database", "secret_key"
# Files lie under the hash of their content; nothing else is taken in or out.
_STORED = re.compile(r"files/([0-9a-f]{2})/\1[0-9a-f]{62}")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(target: Path) -> None:
    """Write a consistent copy to FILE while the program runs: database, files, secret key.

    The archive opens tickets and holds personal data: keep it as safe as the installation.
    """
    if not target.parent.is_dir():
        raise click.ClickException(f"There is no folder {target.parent}.")
    # Beside the target, so that it takes its place at once and whole.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        draft = Path(folder) / "archive"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            _write(file, Path(folder) / DATABASE)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    click.echo(f"Written to {target}: {target.stat().st_size / 1e6:.1f} MB.")


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask before replacing what is there.")
@with_appcontext
def restore(source: Path, *, yes: bool) -> None:
    """Bring a backup back, replacing database and files. Stop the program first."""
    instance = Path(current_app.config["INSTANCE"])
    with tempfile.TemporaryDirectory(dir=instance, prefix=".restore-") as name:
        folder = Path(name)
        facts = _unpack(source, folder)
        if not yes:
            click.confirm("Replace the database and all files of this installation?", abort=True)
        _bring_back(folder, instance)
    click.echo(f"Restored the state of {facts['made_at']}.")
    if not is_migrated():
        click.echo("It was made by another version of the program. Run: flask db upgrade")
    if os.environ.get("FORUM_SECRET_KEY"):
        click.echo("FORUM_SECRET_KEY stands before the restored key: passwords want the old one.")


def _write(file: IO[bytes], dump: Path) -> None:
    """The database first: what it names lies in the store by then, and stays for days."""
    store = Path(current_app.config["INSTANCE"]) / "files"
    dump_database(db.engine.url, dump)
    facts = {"format": FORMAT, "kind": _kind(), "made_at": now().isoformat()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FACTS, json.dumps(facts))
        archive.write(dump, DATABASE)
        archive.writestr(KEY, current_app.config["SECRET_KEY"])
        for path in sorted(store.glob("??/*")):
            name = f"files/{path.relative_to(store).as_posix()}"
            if _STORED.fullmatch(name):
                with contextlib.suppress(FileNotFoundError):  # swept away just now
                    archive.write(path, name)


def _unpack(source: Path, folder: Path) -> dict[str, str]:
    """Everything out of the archive, checked, before anything is replaced.

    Raises ClickException for whatever is not a whole backup of this kind of installation.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            facts = _facts(archive)
            for name in archive.namelist():
                if name not in {FACTS, DATABASE, KEY} and not _STORED.fullmatch(name):
                    raise click.ClickException(f"This backup holds a stranger: {name!r}.")
                archive.extract(name, folder)
            archive.read(KEY).decode("ascii")
    except _DAMAGED as error:
        raise click.ClickException(f"This is not a whole backup: {error}.") from error
    check_dump(facts["kind"], folder / DATABASE)
    return facts


def _facts(archive: zipfile.ZipFile) -> dict[str, str]:
    facts = json.loads(archive.read(FACTS))
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise click.ClickException("This is not a backup of this version of the program.")
    if facts.get("kind") != _kind():
        raise click.ClickException(
            f"This is a backup of {facts.get('kind')}, but {_kind()} is configured."
        )
    return facts


def _bring_back(folder: Path, instance: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    load_database(db.engine.url, folder / DATABASE)
    (folder / "files").mkdir(exist_ok=True)
    if (instance / "files").exists():
        (instance / "files").rename(folder / "replaced")
    shutil.move(folder / "files", instance / "files")
    (folder / KEY).chmod(0o600)
    (folder / KEY).replace(instance / KEY)
    # What waited belonged to the state before; letters wait in the database.
    current_app.extensions["jobs"].clear()


def _kind() -> str:
    return db.engine.dialect.name
