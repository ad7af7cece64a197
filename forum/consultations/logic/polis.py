"""Reading a Polis export: every row is checked, and what is wrong is said with file and line.

An export holds `comments.csv` (statements), `votes.csv` (every vote, in order: a later vote of the
same voter on the same statement replaces the earlier) and often `summary.csv`. 1 is agree, -1
disagree, 0 pass, as in the open data of the Computational Democracy Project.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NoReturn

from forum.consultations.logic.states import StatementState
from forum.core.i18n import N_

COMMENTS, VOTES, SUMMARY = "comments.csv", "votes.csv", "summary.csv"
COMMENT_COLUMNS = ("timestamp", "comment-id", "moderated", "comment-body")
VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
# Polis: -1 taken out by a moderator, 0 not looked at, 1 accepted.
STATES: Mapping[str, StatementState] = MappingProxyType(
    {
        "-1": StatementState.HIDDEN,
        "0": StatementState.SHOWN,
        "1": StatementState.SHOWN,
    }
)
VALUES: Mapping[str, int] = MappingProxyType({"1": 1, "0": 0, "-1": -1})
LONGEST_TEXT = 2000  # Polis itself takes 140 to 400 characters
LARGEST_ID = 2**31 - 1  # what an integer column holds everywhere
EARLIEST, LATEST = datetime(2012, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: `line` is the physical line on which the row starts, from 1."""

    file: str
    line: int | None
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The problem in English, with its place in front."""
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return f"{place}: {self.message % self.facts}"


@dataclass(frozen=True)
class PolisStatement:
    """A row of comments.csv."""

    id: int
    text: str
    state: StatementState
    created_at: datetime


@dataclass(frozen=True)
class PolisVote:
    """The latest vote of a voter on a statement."""

    voter: int
    statement: int
    value: int
    voted_at: datetime


@dataclass(frozen=True)
class Export:
    """A whole export that was found to be sound; votes hold each voter's latest only."""

    topic: str
    description: str
    url: str
    statements: tuple[PolisStatement, ...]
    votes: tuple[PolisVote, ...]

    @property
    def voters(self) -> list[int]:
        """Everybody who voted, by number."""
        return sorted({vote.voter for vote in self.votes})


@dataclass(frozen=True)
class Reading:
    """What came of reading: an export, or the problems that forbid it."""

    export: Export | None
    problems: tuple[Problem, ...]


class _BrokenRow(Exception):
    def __init__(self, message: str, **facts: str) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


@dataclass(frozen=True)
class _Row:
    """A row's cells by column, and the line it starts on."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def number(self, column: str) -> int:
        text = self.text(column)
        # int() alone would take 1_000, +1 and the digits of other scripts
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
        if not is_number or int(text) > LARGEST_ID:
            _refuse(N_("%(column)s is not a whole number: %(value)s"), column, text)
        return int(text)

    def moment(self) -> datetime:
        text = self.text("timestamp")
        # fifteen digits of milliseconds would be beyond the year 5138
        is_number = text.isascii() and text.isdigit() and len(text) < 15
        moment = datetime.fromtimestamp(int(text) / 1000, UTC) if is_number else LATEST
        if not EARLIEST <= moment < LATEST:
            _refuse(N_("%(column)s is not a time in milliseconds: %(value)s"), "timestamp", text)
        return moment


def _refuse(message: str, column: str, value: str) -> NoReturn:
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    raise _BrokenRow(message, column=column, value=shown)


def read_export(comments: bytes, votes: bytes, summary: bytes | None = None) -> Reading:
    """Read the files of an export. With any problem, however small, there is no export."""
    said, cast, about = (
        _File(COMMENTS, comments),
        _File(VOTES, votes),
        _File(SUMMARY, summary or b""),
    )
    said.name_columns(COMMENT_COLUMNS)
    cast.name_columns(VOTE_COLUMNS)
    statements = _read_statements(said)
    voted = _read_votes(cast, _known_ids(said.rows))
    cast.problems += _reversed_signs(said.rows, voted)
    problems = [problem for file in (said, cast, about) for problem in file.sorted_problems]
    if problems:
        return Reading(None, tuple(problems))
    facts = {cells[0]: cells[1].strip() for _, cells in about.lines if len(cells) == 2}
    export = Export(
        topic=facts.get("topic", ""),
        description=facts.get("conversation-description", ""),
        url=facts.get("url", ""),
        statements=tuple(sorted(statements, key=lambda statement: statement.id)),
        votes=latest_votes(voted),
    )
    return Reading(export, ())


def latest_votes(votes: Iterable[PolisVote]) -> tuple[PolisVote, ...]:
    """The last vote of each voter on each statement, in the order in which they were cast."""
    latest: dict[tuple[int, int], PolisVote] = {}
    for vote in votes:
        latest[vote.voter, vote.statement] = vote
    return tuple(latest.values())


def language_of(text: str) -> str:
    """The language a text is most likely in, by its letters: th, zh, or en for all others."""
    scripts = Counter(_script(letter) for letter in text if letter.isalpha())
    return scripts.most_common(1)[0][0] if scripts else "en"


def _script(letter: str) -> str:
    if "\u0e00" <= letter <= "\u0e7f":
        return "th"
    return "zh" if "\u4e00" <= letter <= "\u9fff" else "en"


class _File:
    """One file of an export: its rows, each with the line it starts on, and what is wrong with it."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines = list(self._lines(content))
        self.rows: list[_Row] = []

    def name_columns(self, columns: Sequence[str]) -> None:
        """Take the first row as the heading; note it when a column we need is not in it."""
        _, heading = self.lines[0] if self.lines else (1, list[str]())
        missing = [column for column in columns if column not in heading]
        if not missing:
            self.rows = list(self._rows(heading))
        elif not self.problems:
            self.note(1, N_("these columns are missing: %(columns)s"), columns=", ".join(missing))

    @property
    def sorted_problems(self) -> list[Problem]:
        return sorted(self.problems, key=lambda problem: problem.line or 0)

    def note(self, line: int | None, message: str, **facts: str) -> None:
        self.problems.append(Problem(self.name, line, message, facts))

    def _rows(self, heading: list[str]) -> Iterator[_Row]:
        for line, cells in self.lines[1:]:
            if len(cells) == len(heading):
                yield _Row(line, dict(zip(heading, cells, strict=True)))
            elif cells:  # an empty line is no row
                counts = {"found": str(len(cells)), "expected": str(len(heading))}
                self.note(line, N_("the row has %(found)s cells, not %(expected)s"), **counts)

    def _lines(self, content: bytes) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line they start on; a quoted cell may run over several lines."""
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.note(line, N_("the file is not in UTF-8"))
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        start = 1
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + 1
        except csv.Error as error:
            self.note(start, N_("the row cannot be read: %(error)s"), error=str(error))


def _read_statements(file: _File) -> list[PolisStatement]:
    statements: dict[int, PolisStatement] = {}
    for row in file.rows:
        try:
            statement = _statement(row)
            if statement.id in statements:
                _refuse(N_("%(column)s stands twice: %(value)s"), "comment-id", str(statement.id))
            statements[statement.id] = statement
        except _BrokenRow as broken:
            file.note(row.line, broken.message, **broken.facts)
    if not statements and not file.problems:
        file.note(None, N_("there are no statements"))
    return list(statements.values())


def _statement(row: _Row) -> PolisStatement:
    text = row.text("comment-body")
    if not text:
        _refuse(N_("%(column)s is empty"), "comment-body", "")
    if len(text) > LONGEST_TEXT:
        _refuse(N_("%(column)s is too long: %(value)s"), "comment-body", text)
    if "\x00" in text:  # PostgreSQL cannot keep it
        _refuse(N_("%(column)s holds a character that no text has"), "comment-body", "")
    if row.text("moderated") not in STATES:
        _refuse(N_("%(column)s is not -1, 0 or 1: %(value)s"), "moderated", row.text("moderated"))
    state = STATES[row.text("moderated")]
    return PolisStatement(row.number("comment-id"), text, state, row.moment())


def _known_ids(rows: Sequence[_Row]) -> set[int] | None:
    """The ids in comments.csv, of broken rows too; None when no row of it can be read.

    So a broken statement is one problem, not one for each vote on it.
    """
    ids = set()
    for row in rows:
        with suppress(_BrokenRow):
            ids.add(row.number("comment-id"))
    return ids or None


def _read_votes(file: _File, known: set[int] | None) -> list[PolisVote]:
    """All votes in the order of the file, those on statements that are not `known` refused."""
    votes = []
    for row in file.rows:
        try:
            votes.append(_vote(row, known))
        except _BrokenRow as broken:
            file.note(row.line, broken.message, **broken.facts)
    return votes


def _vote(row: _Row, known: set[int] | None) -> PolisVote:
    statement, voter = row.number("comment-id"), row.number("voter-id")
    if row.text("vote") not in VALUES:
        _refuse(N_("%(column)s is not -1, 0 or 1: %(value)s"), "vote", row.text("vote"))
    if known is not None and statement not in known:
        _refuse(
            N_("%(column)s is in no row of comments.csv: %(value)s"), "comment-id", str(statement)
        )
    return PolisVote(voter, statement, VALUES[row.text("vote")], row.moment())


def _reversed_signs(rows: Sequence[_Row], votes: Sequence[PolisVote]) -> list[Problem]:
    """A problem when comments.csv counts as agreeing what votes.csv has as -1.

    Polis keeps agreement as -1 inside and some exports leave it so. The sums of `agrees` and
    `disagrees`, which count every row of votes.csv, tell; without these columns nothing is said.
    """
    values = Counter(vote.value for vote in votes)
    try:
        sums = [sum(row.number(name) for row in rows) for name in ("agrees", "disagrees")]
    except (KeyError, _BrokenRow):
        return []
    is_reversed = sums == [values[-1], values[1]] and values[1] != values[-1]
    message = N_("the signs are reversed: comments.csv counts -1 as agreeing; 1 must be agree")
    return [Problem(VOTES, None, message)] if is_reversed else []
