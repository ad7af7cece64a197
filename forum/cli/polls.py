"""`flask polls …`: counting the ballots of a file."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from flask_babel import force_locale, gettext, ngettext

from forum.language.digits import format_number
from forum.polls.logic.formats.counting import Counted, FileMethod, Unfit, count_file, open_file
from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.formats.preflib import Preferences
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Round

LANGUAGES = ("th", "en")

polls = AppGroup("polls", help="Ballots and how they are counted.")


@polls.command("tally")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", type=click.Choice([each.value for each in FileMethod]), required=True)
@click.option(
    "--seats", type=click.IntRange(min=1), default=1, help="Seats to fill (stv, approval)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
def tally_command(file: Path, method: str, seats: int, language: str, *, as_json: bool) -> None:
    """Count the ballots of FILE: rankings (PrefLib) or a budget (Pabulib). Needs no database.

    With --json: {"method", "winners", "tie_broken", "rounds"}; options are called as in the file,
    PrefLib's by numbers, Pabulib's by strings. Ends with 2 where the file cannot be read, or its
    ballots cannot be counted by this method.
    """
    with force_locale(language):
        try:
            opened = open_file(file.read_text(encoding="utf-8"))
            counted = count_file(opened, FileMethod(method), seats)
        except Unreadable as error:
            _end(_place(error) + gettext(error.message, **error.facts))
        except Unfit as error:
            _end(gettext(error.message, **error.facts))
        except UnicodeDecodeError:
            _end(gettext("This file is not text in UTF-8."))
        except OSError as error:
            _end(gettext("%(file)s cannot be read.", file=str(error.filename)))
        if as_json:
            has_numbers = isinstance(opened, Preferences)
            click.echo(json.dumps(_plain(counted, method, has_numbers=has_numbers)))
        else:
            click.echo("\n".join(_told(counted, language)))


def _plain(counted: Counted, method: str, *, has_numbers: bool) -> dict[str, Any]:
    """The outcome with options called as in the file."""
    named = _numbers if has_numbers else list[str]
    rounds = [
        as_plain(each) | {"elected": named(each.elected), "eliminated": named(each.eliminated)}
        for each in counted.rounds
    ]
    return {
        "method": method,
        "winners": named(counted.winners),
        "tie_broken": counted.is_tie_broken,
        "rounds": rounds,
    }


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys]


def _told(counted: Counted, language: str) -> Iterator[str]:
    """The outcome for reading, round by round."""
    yield ngettext("%(num)s ballot", "%(num)s ballots", counted.ballots)
    for each in counted.rounds:
        yield gettext("Round %(number)s", number=each.number)
        yield from _round_lines(each, counted, language)
    if counted.is_tie_broken:
        yield gettext("There was a tie. It was broken by a rule that can be checked.")
    if counted.winners:
        yield gettext("Chosen:")
        yield from (f"  {_called(key, counted)}" for key in counted.winners)
    else:
        yield gettext("Nothing is chosen.")


def _round_lines(each: Round, counted: Counted, language: str) -> Iterator[str]:
    for key, number in each.counts.items():
        marks = [gettext("elected")] * (key in each.elected) + [gettext("goes no further")] * (
            key in each.eliminated
        )
        told = format_number(number, language)
        yield "  ".join(["", told.rjust(12), _called(key, counted), *marks])


def _called(key: str, counted: Counted) -> str:
    name = counted.names.get(key, "")
    return f"{key} {name}" if name else key


def _place(error: Unreadable) -> str:
    return gettext("Line %(line)s:", line=error.line) + " " if error.line else ""


def _end(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)
