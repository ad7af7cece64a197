"""Participatory budgets as Pabulib files: .pb (pabulib.org/format).

Three sections, each a line of its own with its name, then a table with ";" between cells: META (keys
and values), PROJECTS and VOTES. `pabulib_writing` writes them.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from forum.core.i18n import N_
from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.tally.shapes import Cast, Option

SECTIONS = ("META", "PROJECTS", "VOTES")

_UNITS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
_NUMBER = re.compile(r"(\d{1,15})(?:[.,](\d{1,6}))?", re.ASCII)
_POINTS = re.compile(r"\d{1,9}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class VoteType(StrEnum):
    """What a vote is: projects approved of, projects with points, projects in order."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"

    @property
    def has_points(self) -> bool:
        """Whether there are points beside each project."""
        return self in {VoteType.CUMULATIVE, VoteType.SCORING}


@dataclass(frozen=True)
class Project:
    """A project with its price; `is_selected` as the file says, None where it does not."""

    key: str
    price: Fraction
    name: str = ""
    is_selected: bool | None = None


@dataclass(frozen=True)
class Election:
    """A vote on a budget: each vote names projects in its order, each with its points (else 1)."""

    vote_type: VoteType
    budget: Fraction
    projects: tuple[Project, ...]
    votes: tuple[Mapping[str, int], ...]
    meta: Mapping[str, str] = field(default_factory=dict)

    @property
    def unit(self) -> int:
        """Into how many parts the currency is divided, so that all money is in whole numbers."""
        sums = [self.budget, *(project.price for project in self.projects)]
        return min(unit for unit in _UNITS if all((each * unit).denominator == 1 for each in sums))

    @property
    def options(self) -> tuple[Option, ...]:
        """For a count; prices in parts of the currency (see `unit`)."""
        return tuple(Option(each.key, price=int(each.price * self.unit)) for each in self.projects)

    @property
    def has_orders(self) -> bool:
        """The votes are orders."""
        return self.vote_type is VoteType.ORDINAL

    @property
    def approves(self) -> bool:
        """Something is named and something is not; points may be given to what is hardly wanted."""
        if self.has_orders:
            return any(len(vote) < len(self.projects) for vote in self.votes)
        return not self.vote_type.has_points

    def approvals(self) -> list[Cast]:
        """For a count of approvals: whatever a vote names."""
        return [Cast({"options": list(vote)}) for vote in self.votes]

    def ballots(self) -> list[Cast]:
        """For a count: approvals, points or orders, as the type of vote is."""
        if self.vote_type.has_points:
            return [Cast({"points": {k: n for k, n in vote.items() if n}}) for vote in self.votes]
        if self.has_orders:
            return [Cast({"ranks": [[key] for key in vote]}) for vote in self.votes]
        return self.approvals()


def read(text: str) -> Election:
    """What a file holds; options are called by their project_id.

    Columns that no count needs are passed over. Raises Unreadable with the line where money or votes
    would be lost or mistaken.
    """
    parts = _parts(text)
    meta = _Meta(parts["META"])
    projects = _projects(parts["PROJECTS"])
    votes = _votes(parts["VOTES"], meta.vote_type, {project.key for project in projects})
    meta.agrees("num_projects", len(projects))
    meta.agrees("num_votes", len(votes))
    return Election(meta.vote_type, meta.budget, projects, votes, meta.values)


@dataclass
class _Row:
    """A row of a table: its line in the file, its cells by column."""

    line: int
    cells: Mapping[str, str]

    def needed(self, column: str) -> str:
        """A cell that must not be empty."""
        value = self.cells.get(column, "")
        if not value:
            raise Unreadable(self.line, N_("“%(column)s” is empty."), column=column)
        return value

    def amount(self, column: str) -> Fraction:
        """A cell with a sum of money, 0 or more, with at most six decimal places."""
        value = self.needed(column)
        found = _NUMBER.fullmatch(value)
        if not found:
            message = N_("“%(value)s” is no sum of money (%(column)s).")
            raise Unreadable(self.line, message, value=_short(value), column=column)
        return Fraction(f"{found[1]}.{found[2] or 0}")

    def listed(self, column: str) -> list[str]:
        """The parts of a cell with commas between them; none in an empty one."""
        value = self.cells.get(column, "")
        return [part.strip() for part in value.split(",")] if value else []


def _parts(text: str) -> dict[str, list[_Row]]:
    """The rows of each section, the header left out."""
    parts: dict[str, list[_Row]] = {}
    header: list[str] | None = None
    section = ""
    for line, cells in _rows(text):
        if cells[0].upper() in SECTIONS and not any(cells[1:]):
            section, header = cells[0].upper(), None
            if section in parts:
                raise Unreadable(line, N_("The section %(name)s is there twice."), name=section)
            parts[section] = []
        elif not section:
            raise Unreadable(line, N_("A file of this kind begins with a line “META”."))
        elif header is None:
            header = _header(line, section, cells)
        else:
            parts[section].append(_Row(line, dict(zip(header, cells, strict=False))))
    for name in SECTIONS:
        if name not in parts:
            raise Unreadable(0, N_("There is no section %(name)s."), name=name)
    return parts


_COLUMNS = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}


def _header(line: int, section: str, cells: Sequence[str]) -> list[str]:
    header = [cell.lower() for cell in cells]
    for column in _COLUMNS[section]:
        if column not in header:
            message = N_("In the section %(name)s there is no column “%(column)s”.")
            raise Unreadable(line, message, name=section, column=column)
    if len(set(header)) < len(header):
        raise Unreadable(line, N_("A column is there twice."))
    return header


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty with the line they end in; cells trimmed."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield rows.line_num, cells
    except csv.Error as error:
        raise Unreadable(rows.line_num, N_("This line cannot be read as a table.")) from error


class _Meta:
    """The first section: what a count needs of it, and the rest as it stands."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        self.values: dict[str, str] = {}
        self._rows: dict[str, _Row] = {}
        for row in rows:
            key = row.needed("key")
            if key in self.values:
                raise Unreadable(row.line, N_("“%(key)s” is there twice."), key=_short(key))
            self.values[key] = row.cells.get("value", "")
            self._rows[key] = _Row(row.line, {key: self.values[key]})
        self.budget = self._row("budget").amount("budget")
        self.vote_type = self._vote_type()
        self._check_currency()

    def agrees(self, key: str, found: int) -> None:
        """The file holds as many as it says."""
        said = self.values.get(key, "")
        if said and said != str(found):
            message = N_("The file says %(key)s = %(said)s, but there are %(found)s.")
            raise Unreadable(self._rows[key].line, message, key=key, said=_short(said), found=found)

    def _row(self, key: str) -> _Row:
        if key not in self._rows:
            raise Unreadable(0, N_("The section META says nothing of “%(key)s”."), key=key)
        return self._rows[key]

    def _vote_type(self) -> VoteType:
        row = self._row("vote_type")
        value = row.needed("vote_type")
        if value not in list(VoteType):
            message = N_("“%(value)s” is no kind of vote.")
            raise Unreadable(row.line, message, value=_short(value))
        return VoteType(value)

    def _check_currency(self) -> None:
        value = self.values.get("currency", "")
        if value and not _CURRENCY.fullmatch(value):
            message = N_("“%(value)s” is no currency; it takes three capital letters, as in THB.")
            raise Unreadable(self._rows["currency"].line, message, value=_short(value))


def _projects(rows: Sequence[_Row]) -> tuple[Project, ...]:
    projects: dict[str, Project] = {}
    for row in rows:
        key = row.needed("project_id")
        if key in projects:
            message = N_("Project %(project)s is there twice.")
            raise Unreadable(row.line, message, project=_short(key))
        selected = row.cells.get("selected", "")
        projects[key] = Project(
            key,
            row.amount("cost"),
            row.cells.get("name", ""),
            selected == "1" if selected else None,
        )
    if not projects:
        raise Unreadable(0, N_("There are no projects."))
    return tuple(projects.values())


def _votes(
    rows: Sequence[_Row], vote_type: VoteType, projects: set[str]
) -> tuple[Mapping[str, int], ...]:
    votes: dict[str, Mapping[str, int]] = {}
    for row in rows:
        voter = row.needed("voter_id")
        if voter in votes:
            message = N_("Voter %(voter)s is there twice.")
            raise Unreadable(row.line, message, voter=_short(voter))
        votes[voter] = _vote(row, vote_type, projects)
    return tuple(votes.values())


def _vote(row: _Row, vote_type: VoteType, projects: set[str]) -> dict[str, int]:
    """The projects of one vote with their points; 1 each where the vote has none."""
    named = row.listed("vote")
    for key in named:
        if key not in projects:
            message = N_("Project %(project)s is not among the projects.")
            raise Unreadable(row.line, message, project=_short(key))
    if len(set(named)) < len(named):
        raise Unreadable(row.line, N_("A project is named twice in one vote."))
    if vote_type is VoteType.CHOOSE_ONE and len(named) > 1:
        raise Unreadable(row.line, N_("A vote names one project only."))
    points = _points(row) if vote_type.has_points else [1] * len(named)
    if len(points) != len(named):
        message = N_("The vote names %(named)s projects, but has points for %(found)s.")
        raise Unreadable(row.line, message, named=len(named), found=len(points))
    return dict(zip(named, points, strict=True))


def _points(row: _Row) -> list[int]:
    points = row.listed("points")
    for each in points:
        if not _POINTS.fullmatch(each):
            message = N_("“%(value)s” is no number of points, 0 or more.")
            raise Unreadable(row.line, message, value=_short(each))
    return [int(each) for each in points]


def _short(value: str) -> str:
    """As much of what was found as fits into a sentence."""
    return value if len(value) <= 40 else f"{value[:40]}…"
