"""`flask minutes …`: the record of a forum as a file."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from forum.cli.forums import forum_named
from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.transaction import transaction
from forum.documents.serial import from_json
from forum.documents.tree import Document
from forum.documents.typeset import FontsMissing
from forum.events.models import Forum
from forum.minutes.logic.formats import FORMATS
from forum.minutes.logic.phrases import LANGUAGES, say
from forum.minutes.queries import find_minutes, list_versions
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import document_in

minutes = AppGroup("minutes", help="The record of a forum.")


@minutes.command("export")
@click.argument("forum", metavar="FORUM")
@click.option("--format", "name", type=click.Choice(sorted(FORMATS)), required=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    metavar="FILE",
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--draft", is_flag=True, help="The minutes as they stand, even if certified before.")
@with_appcontext
def export(forum: str, name: str, output: Path, language: str, *, draft: bool) -> None:
    """Write the minutes of FORUM (its public id, or as much of it as is needed) to a file.

    The newest certified version if there is one, else the draft; without minutes they are composed.
    """
    shown = forum_named(forum)
    try:
        document, stamp = _document(shown, language, draft=draft)
        content = FORMATS[name].render(document, stamp)
        output.write_bytes(content)
    except ForumError as error:
        raise click.ClickException(error.message % error.facts) from error
    except FontsMissing as missing:
        raise click.ClickException(str(missing)) from missing
    except OSError as failure:
        raise click.ClickException(f"{output} cannot be written: {failure.strerror}.") from failure
    click.echo(f"{output}: {len(content):,} bytes. {stamp}", err=True)


def _document(forum: Forum, language: str, *, draft: bool) -> tuple[Document, str]:
    versions = [] if draft else list_versions(forum.id)
    if versions:
        newest = versions[0]
        hash_ = newest.current_hashes[language]
        name = "stamp.redacted" if newest.redactions else "stamp.version"
        stamp = say(language, name, number=str(newest.number), hash=hash_)
        return from_json(newest.trees[language]), stamp
    forum_id, public_id = forum.id, forum.public_id
    if find_minutes(forum_id) is None:
        with transaction():
            compose_minutes(public_id, actor=SYSTEM, now=now())
    kept = find_minutes(forum_id)
    if kept is None:
        raise click.ClickException("There are no minutes.")
    return document_in(kept, language), say(language, "stamp.draft")
