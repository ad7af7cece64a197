"""`flask doctor`: looks at everything that must work and says what to mend."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from forum.core.clock import now
from forum.core.db import db
from forum.core.durability import durability_problem
from forum.core.ids import new_token
from forum.core.schema import is_migrated
from forum.documents import pdf
from forum.documents.tree import Document, Paragraph
from forum.mail.logic import Carrier
from forum.mail.messengers import TextPost, is_safe
from forum.mail.ports import BuiltLetter
from forum.mail.post import MailmanPost
from forum.mail.service import count_failed, count_overdue
from forum.safety import UnsafeConfiguration, refuse_unsafe
from forum.web.assets import load_manifest
from forum.web.limits import limiter

MOST_WAITING = 1000
LONGEST_WAIT = timedelta(minutes=30)
LEAST_SPACE = 500_000_000  # bytes


@dataclass(frozen=True)
class Finding:
    """What one look found."""

    is_well: bool
    sentence: str


@click.command("doctor")
@click.option("--mail-to", help="Send a test letter to this address.")
@click.option("--text-to", help="Send a test message to this telephone, as +66….")
@with_appcontext
def doctor(mail_to: str | None, text_to: str | None) -> None:
    """Check database, jobs, mail, fonts and assets; exit with 1 when something must be mended."""
    is_all_well = True
    for name, look in _looks(mail_to, text_to):
        finding = _found(look)
        is_all_well &= finding.is_well
        click.echo(f"{'✓' if finding.is_well else '✗'} {name}: {finding.sentence}")
    sys.exit(0 if is_all_well else 1)


def _looks(
    mail_to: str | None, text_to: str | None
) -> tuple[tuple[str, Callable[[], Finding]], ...]:
    return (
        ("Configuration", _configuration),
        ("Database", _database),
        ("Redis", _redis),
        ("Jobs", _jobs),
        ("Outbox", _outbox),
        ("Mail", lambda: _mail(mail_to)),
        ("Messages", lambda: _messages(text_to)),
        ("Documents", _documents),
        ("Assets", _assets),
        ("Languages", _languages),
        ("Storage", _storage),
    )


def _found(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - whatever it is, the doctor goes on
        return _ill(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _well(sentence: str) -> Finding:
    return Finding(is_well=True, sentence=sentence)


def _ill(sentence: str) -> Finding:
    return Finding(is_well=False, sentence=sentence)


def _configuration() -> Finding:
    config = current_app.config
    url = str(config["PUBLIC_URL"])
    if config["ENVIRONMENT"] != "production":
        return _well(f"{config['ENVIRONMENT']}, links begin with {url}")
    try:
        refuse_unsafe(config)
    except UnsafeConfiguration as error:
        return _ill(str(error))
    if not url.startswith("https://"):
        return _ill(f"links in letters begin with {url}. Set FORUM_PUBLIC_URL to https://…")
    if not config["INSTALLATION"]["CONTACT"]:
        return _ill("nobody can be reached about data. Set FORUM_INSTALLATION__CONTACT")
    return _well(f"production, links begin with {url}")


def _database() -> Finding:
    with db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        kind = connection.dialect.name
        if kind == "sqlite" and connection.scalar(text("PRAGMA quick_check")) != "ok":
            return _ill("the file is damaged. Bring a backup back: flask restore FILE")
    if not is_migrated():
        return _ill("reachable, but not migrated. Run: flask db upgrade")
    if problem := durability_problem():
        return _ill(problem)
    return _well(f"{kind}, migrated, keeps what it says it keeps")


def _redis() -> Finding:
    url = current_app.config["LIVE_URL"]
    if not url:
        return _well("not used: one process needs none")
    import redis  # noqa: PLC0415 - an extra, only there where it is used

    redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2).ping()
    if not limiter.storage.check():
        return _ill("answers, but not for counting tries: check FORUM_RATELIMIT_STORAGE_URI")
    return _well("answers")


def _jobs() -> Finding:
    waiting = current_app.extensions["jobs"].pending_count()
    if waiting > MOST_WAITING:
        return _ill(f"{waiting} wait: nobody works them off. Run: flask serve, or flask jobs run")
    return _well(f"the queue answers, {waiting} waiting")


def _outbox() -> Finding:
    late, given_up = count_overdue(now() - LONGEST_WAIT), count_failed()
    if late:
        return _ill(
            f"{late} letters have waited for more than half an hour: look at Mail below, "
            "and whether flask serve or flask jobs run is running"
        )
    if given_up:
        return _ill(f"{given_up} letters were given up; their rows in the outbox say why")
    return _well("no letter is late")


def _mail(to: str | None) -> Finding:
    mail = current_app.config["MAIL"]
    where = f"{mail['SERVER']}:{mail['PORT']}" if mail["BACKEND"] == "smtp" else mail["BACKEND"]
    if to is None and current_app.config["ENVIRONMENT"] == "production" and where == "console":
        return _ill("letters are printed, not sent. Set FORUM_MAIL__BACKEND=smtp")
    if to is None:
        return _well(f"goes to {where}; try it with --mail-to ADDRESS")
    words = "This letter shows that mail leaves the house.\n"
    MailmanPost().send(BuiltLetter(to, "en", "Wethi: a test letter", words))
    return _well(f"a test letter for {to} was handed to {where}")


def _messages(to: str | None) -> Finding:
    url = str(current_app.config["SMS"]["URL"])
    if not url:
        return _well("off: people with a telephone only are told by other means")
    host = urlsplit(url).hostname
    if not is_safe(url):
        return _ill("the gateway is not reached by https. Set FORUM_SMS__URL to https://…")
    if to is None:
        return _well(f"go to {host}; try it with --text-to NUMBER")
    TextPost().send(
        BuiltLetter(to, "en", "", "Wethi: a test message", mark=new_token(), carrier=Carrier.TEXT)
    )
    return _well(f"a test message for {to} was handed to {host}")


def _documents() -> Finding:
    page = Document(title="เวที", language="th", blocks=(Paragraph(key="words", text="ประชุมร่วมกัน"),))
    return _well(f"a page of Thai was set ({len(pdf.render(page)) // 1000} kB)")


def _assets() -> Finding:
    load_manifest(Path(current_app.static_folder or "") / "build")
    return _well("the front end is built")


def _languages() -> Finding:
    folder = Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    sources = list(folder.glob("*/LC_MESSAGES/*.po"))
    missing = [po.stem for po in sources if not po.with_suffix(".mo").exists()]
    if missing or not sources:
        return _ill("catalogues are not compiled. Run: uv sync --reinstall-package wethi")
    return _well("catalogues are compiled")


def _storage() -> Finding:
    folder = Path(current_app.config["INSTANCE"])
    probe = folder / ".doctor"
    probe.write_text("x", encoding="ascii")
    probe.unlink()
    free = shutil.disk_usage(folder).free
    if free < LEAST_SPACE:
        return _ill(f"only {free // 1_000_000} MB are free under {folder}")
    open_to_all = [p for p in folder.glob("secret_key") if p.stat().st_mode & 0o077]
    if open_to_all:
        return _ill(f"others may read the secret. Run: chmod 600 {open_to_all[0]}")
    return _well(f"{folder} can be written")
