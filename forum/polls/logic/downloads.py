"""The ballots of a closed poll as files, from which anybody can count again (`downloads/recount.py`).

What a file must not tell: in a confidential poll no ballot carries a person, a sector or a channel,
and the order says nothing. Where hands or paper were counted only sums are told. Words and texts
that were not let through stand as none: no digest either, since short words can be guessed from it.
The fingerprint is that of the ballots as they stand in the file; words and texts need no lot.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forum.core.i18n import LocalText
from forum.polls.logic.kinds import Method
from forum.polls.logic.tally.lots import fingerprint
from forum.polls.logic.tally.methods import as_published
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast, Question, Result, Told

FORMAT = "wethi-ballots-1"

Cell = str | int | None
IsShown = Callable[[str], bool]


@dataclass(frozen=True)
class Paper:
    """A ballot with what may be told of who cast it: in named polls, as the forum attributes."""

    cast: Cast
    name: str = ""
    sector: LocalText = field(default_factory=dict)


@dataclass(frozen=True)
class Votes:
    """All that is published of the votes: papers, or the sums where people counted."""

    papers: tuple[Paper, ...]
    counted: Told | None = None

    @property
    def casts(self) -> list[Cast]:
        """The bare ballots."""
        return [paper.cast for paper in self.papers]


def publishable(
    papers: Sequence[Paper],
    method: Method,
    question: Question,
    told: Sequence[Told] = (),
    is_shown: IsShown | None = None,
) -> Votes:
    """What of the votes may be published, sorted by what they say; texts only if `is_shown`."""
    _, sums = as_published(method, [paper.cast for paper in papers], question, told)
    if sums:
        return Votes((), sums[0])
    kept = papers if is_shown is None else [_let_through(paper, is_shown) for paper in papers]
    return Votes(tuple(sorted(kept, key=_said)))


def ballots_file(head: Mapping[str, Any], votes: Votes, result: Result) -> dict[str, Any]:
    """The file: the head (plain data), the votes, their fingerprint, the result, the file's hash."""
    counted = [votes.counted] if votes.counted else []
    file = {
        "format": FORMAT,
        **head,
        "fingerprint": fingerprint(votes.casts, counted),
        "withheld": sum(_withheld(cast.choice) for cast in votes.casts),
        "counted": as_plain(votes.counted),
        "result": as_plain(result),
        "ballots": [_paper(paper) for paper in votes.papers],
    }
    return {**file, "hash": hashlib.sha256(_canonical(file).encode()).hexdigest()}


def cells_of(choice: Mapping[str, Any], keys: Sequence[str]) -> list[Cell]:
    """A ballot as cells of a table: one for each option; its words or text where it has none."""
    if "words" in choice or "text" in choice:
        return list(choice["words"]) if "words" in choice else [choice["text"]]
    if "ranks" in choice:
        groups = enumerate(choice["ranks"], start=1)
        places = {key: place for place, group in groups for key in group}
        return [places.get(key) for key in keys]
    if "option" in choice or "options" in choice:
        named = choice.get("options", [choice.get("option")])
        return [int(key in named) for key in keys]
    (given,) = choice.values()
    return [given.get(key) for key in keys]


def _let_through(paper: Paper, is_shown: IsShown) -> Paper:
    choice = dict(paper.cast.choice)
    if "words" in choice:
        choice["words"] = [word if is_shown(word) else None for word in choice["words"]]
    if "text" in choice:
        text = choice["text"]  # empty: erased by whoever wrote it
        choice["text"] = text if not text or is_shown(text) else None
    return replace(paper, cast=replace(paper.cast, choice=choice))


def _withheld(choice: Mapping[str, Any]) -> int:
    said = choice.get("words", [choice["text"]] if "text" in choice else [])
    return sum(text is None for text in said)


def _paper(paper: Paper) -> dict[str, Any]:
    told = {"choice": as_plain(paper.cast.choice), "weight": paper.cast.weight}
    if paper.name:
        told["name"] = paper.name
    return {**told, "sector": paper.sector} if paper.sector else told


def _said(paper: Paper) -> tuple[str, int, str]:
    return _canonical(paper.cast.choice), paper.cast.weight, paper.name


def _canonical(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict
    )
