"""`flask doctor`: looks at everything that must work and says what to mend."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from forum.core.db import db
from forum.core.schema import is_migrated
from forum.documents.pdf import FONTS
from forum.mail.ports import BuiltLetter
from forum.mail.post import MailmanPost
from forum.web.assets import load_manifest


@dataclass(frozen=True)
class Finding:
    """What one look found."""

    is_well: bool
    sentence: str


@click.command("doctor")
@click.option("--mail-to", help="Send a test letter to this address.")
@with_appcontext
def doctor(mail_to: str | None) -> None:
    """Check database, jobs, mail, fonts and assets; exit with 1 when something must be mended."""
    looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
        ("Configuration", _configuration),
        ("Database", _database),
        ("Jobs", _jobs),
        ("Mail", lambda: _mail(mail_to)),
        ("Fonts", _fonts),
        ("Assets", _assets),
        ("Storage", _storage),
    )
    is_all_well = True
    for name, look in looks:
        finding = _found(look)
        is_all_well &= finding.is_well
        click.echo(f"{'✓' if finding.is_well else '✗'} {name}: {finding.sentence}")
    sys.exit(0 if is_all_well else 1)


def _found(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - whatever it is, the doctor goes on
        return Finding(is_well=False, sentence=f"{type(error).__name__}: {error}")


def _configuration() -> Finding:
    config = current_app.config
    url = config["PUBLIC_URL"]
    if config["ENVIRONMENT"] == "production" and not str(url).startswith("https://"):
        return Finding(is_well=False, sentence=f"links in letters begin with {url}; set FORUM_PUBLIC_URL to https://…")
    return Finding(is_well=True, sentence=f"{config['ENVIRONMENT']}, links begin with {url}")


def _database() -> Finding:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    if not is_migrated():
        return Finding(is_well=False, sentence="reachable, but not migrated. Run: flask db upgrade")
    return Finding(is_well=True, sentence=f"{db.engine.dialect.name}, migrated")


def _jobs() -> Finding:
    waiting = current_app.extensions["jobs"].pending_count()
    if waiting > 1000:
        return Finding(is_well=False, sentence=f"{waiting} jobs wait: is a process working them off?")
    return Finding(is_well=True, sentence=f"the queue answers, {waiting} waiting")


def _mail(to: str | None) -> Finding:
    mail = current_app.config["MAIL"]
    if to is None:
        where = f"{mail['SERVER']}:{mail['PORT']}" if mail["BACKEND"] == "smtp" else mail["BACKEND"]
        return Finding(is_well=True, sentence=f"goes to {where}; try it with --mail-to ADDRESS")
    MailmanPost().send(
        BuiltLetter(to, "en", "Wethi: a test letter", "This letter shows that mail leaves the house.\n")
    )
    return Finding(is_well=True, sentence=f"a test letter was handed over for {to}")


def _fonts() -> Finding:
    if not any(FONTS.glob("*.ttf")):
        return Finding(is_well=False, sentence="none for PDF files. Install again with the front end built.")
    return Finding(is_well=True, sentence="documents can be set")


def _assets() -> Finding:
    load_manifest(Path(current_app.static_folder or "") / "build")
    return Finding(is_well=True, sentence="the front end is built")


def _storage() -> Finding:
    folder = Path(current_app.config["INSTANCE"])
    probe = folder / ".doctor"
    probe.write_text("x", encoding="ascii")
    probe.unlink()
    return Finding(is_well=True, sentence="the instance folder can be written")
