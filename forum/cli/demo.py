"""`flask demo`: the whole program with the programme's own story in it, by one command."""

import json
import os
import shutil
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from forum.accounts.models import Account
from forum.accounts.queries import find_account
from forum.accounts.service.links import make_invitation_link
from forum.cli.serve import start_gunicorn
from forum.cli.users import sign_in_address
from forum.core.clock import now
from forum.core.db import db
from forum.core.transaction import transaction
from forum.demo.directory import RESPONSIBLE
from forum.demo.seed import SEEDED, seed_demonstration
from forum.journal.models import JournalEntry

ROLES = ("administrator", "organiser", "facilitator", "rapporteur", "coordinator", "participant")


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Throw the demonstration away and start over.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--serve/--no-serve", default=True, help="Serve the pages afterwards.")
@with_appcontext
def demo(*, fresh: bool, host: str, port: int, serve: bool) -> None:
    """Make a demonstration, print sign-in links for each role, and serve it."""
    if fresh:
        _start_over()
    upgrade()
    if not _is_seeded():
        if _has_accounts():
            raise click.ClickException(
                "This installation is in use. Run the demonstration elsewhere: FORUM_INSTANCE=/some/folder"
            )
        click.echo("Seeding the demonstration …")
        seed_demonstration(now=now(), secret=str(current_app.config["SECRET_KEY"]))
    current_app.config["PUBLIC_URL"] = f"http://{host}:{port}"
    _print_links()
    if serve:
        click.echo("Stop with Ctrl+C.")
        os.environ.setdefault("FORUM_PUBLIC_URL", f"http://{host}:{port}")
        os.environ.setdefault("FORUM_INSTALLATION__RESPONSIBLE", json.dumps(RESPONSIBLE))
        start_gunicorn(host, port, environment="development")


def _start_over() -> None:
    """Only what a demonstration made may be thrown away."""
    if not inspect(db.engine).has_table("journal"):
        return
    if _has_accounts() and not _is_half_made():
        raise click.ClickException(
            "This installation is in use; --fresh only throws away a demonstration."
        )
    db.session.remove()
    downgrade(revision="base")
    current_app.extensions["jobs"].clear()
    instance = Path(current_app.config["INSTANCE"])
    for folder in ("files", "cache"):
        shutil.rmtree(instance / folder, ignore_errors=True)


def _is_half_made() -> bool:
    """Whether all that is here was made for a demonstration, finished or not."""
    others = select(func.count(Account.id)).where(Account.email.not_like("%@demo.example.org"))
    return _is_seeded() or not db.session.scalar(others)


def _is_seeded() -> bool:
    query = select(func.count(JournalEntry.id)).where(JournalEntry.code == SEEDED)
    return bool(db.session.scalar(query))


def _has_accounts() -> bool:
    return bool(db.session.scalar(select(func.count(Account.id))))


def _print_links() -> None:
    click.echo(f"\nWethi (เวที) is at {current_app.config['PUBLIC_URL']}\n")
    click.echo("Each of these links signs in once; run the command again for new ones:")
    for role in ROLES:
        account = find_account(f"{role}@demo.example.org")
        if account is None:
            continue
        with transaction():
            token = make_invitation_link(account, now=now())
        click.echo(f"  {role:<14} {sign_in_address(token)}")
    click.echo("")
