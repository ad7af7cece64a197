"""`flask forums`: which forums there are."""

from collections.abc import Sequence

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from forum.core.db import db
from forum.core.i18n import localised
from forum.events.models import Forum
from forum.minutes.logic.phrases import LANGUAGES


@click.command("forums")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@with_appcontext
def forums(language: str) -> None:
    """List all forums, the latest first: public id, stage, title."""
    rows = db.session.scalars(select(Forum).order_by(Forum.starts_at.desc(), Forum.id)).all()
    width = max((len(row.stage.value) for row in rows), default=0)
    for row in rows:
        marks = "" if row.published_at else " (draft)"
        title = " ".join(localised(row.title, language).split())
        click.echo(f"{row.public_id}  {row.stage.value:<{width}}  {title}{marks}")
    if not rows:
        click.echo("There are no forums yet.", err=True)


def forum_named(beginning: str) -> Forum:
    """The one forum whose public id begins so.

    Raises ClickException when there is none, and when several begin alike.
    """
    query = select(Forum).where(Forum.public_id.startswith(beginning, autoescape=True)).limit(6)
    rows = db.session.scalars(query).all()
    if len(rows) == 1:
        return rows[0]
    raise click.ClickException(_why_not(beginning, rows))


def _why_not(beginning: str, rows: Sequence[Forum]) -> str:
    if not rows:
        return f"No forum's public id begins with {beginning!r}. `flask forums` lists all."
    several = "\n".join(f"  {row.public_id}" for row in rows)
    return f"Several public ids begin with {beginning!r}; give more of it:\n{several}"
