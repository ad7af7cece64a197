"""`flask draw …`: drawing again from a published report."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from forum.signups.service.lottery import LotteryFailed, ask_lottery

draw = AppGroup("draw", help="Draws of people for seats.")

FAILURES = {
    "missing": "The library for draws is not installed. Add it with: uv sync --extra draw",
    "impossible": "With this report no panel can be drawn.",
}

PARTS = {"material", "commitment", "seed", "result", "replacements"}


@draw.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def replay(file: Path) -> None:
    """Draw again from FILE, a draw's published report, and say whether it comes out the same.

    Ends with 0 when it is the same, 1 when it differs, 2 when it could not be drawn.
    """
    try:
        report = _read(file)
        told = ask_lottery({"do": "replay", "report": report}, lambda _done: True)
    except (UnicodeDecodeError, ValueError):
        _end("This file is not a report of a draw.", 2)
    except LotteryFailed as failure:
        _end(FAILURES.get(failure.code, "This file is not a report of a draw."), 2)
    for name, version in sorted(told["versions"].items()):
        used = report["result"]["versions"].get(name)
        if used != version:
            click.echo(f"Note: drawn with {name} {used}, here is {version}.", err=True)
    if told["differences"]:
        _end("Different:\n" + "\n".join(told["differences"]), 1)
    click.echo(f"The same: {' '.join(report['result']['chosen'])}")


def _read(file: Path) -> dict[str, Any]:
    report = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(report, dict) or not report.keys() >= PARTS:
        raise ValueError("parts of a report are missing")
    return report


def _end(sentence: str, status: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(status)
