"""`flask consultations …`: bringing in what was gathered elsewhere."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from forum.consultations.errors import BrokenExport
from forum.consultations.service.imports import PolisImport, import_polis
from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.transaction import transaction

SHOWN_PROBLEMS = 20

consultations = AppGroup(
    "consultations", help="Consultations: statements people agree with or not."
)


@consultations.command("import-polis")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--forum", "forum_id", required=True, help="The forum's public id (flask forums).")
@click.option("--source", "source_note", help="Where the data came from, if not the open data.")
@click.option("--again", is_flag=True, help="Import the same files into the same forum once more.")
def import_polis_command(
    directory: Path, forum_id: str, source_note: str | None, *, again: bool
) -> None:
    """Bring a Polis export (comments.csv, votes.csv, summary.csv) into a forum.

    Its voters become anonymous participants. With any broken row nothing is imported; each is
    named with its file and line.
    """
    try:
        with transaction():
            done = import_polis(
                directory,
                forum_id,
                source_note=source_note,
                again=again,
                actor=SYSTEM,
                now=now(),
            )
            lines = _report(done)
    except BrokenExport as error:
        _refuse(error, [problem.sentence for problem in error.problems])
    except ForumError as error:
        _refuse(error, [])
    else:
        click.echo(lines)


def _report(done: PolisImport) -> str:
    return (
        f"consultation {done.consultation.public_id}\n"
        f"{done.statements} statements ({done.hidden} of them hidden), "
        f"{done.voters} respondents, {done.votes} answers"
    )


def _refuse(error: ForumError, problems: list[str]) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(problem, err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(problems) - SHOWN_PROBLEMS} more", err=True)
    click.echo(error.message % error.facts, err=True)
    sys.exit(1)
