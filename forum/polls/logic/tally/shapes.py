"""What goes into a count and what comes out, for every method."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

Given = Mapping[str, list[str]]  # what a form sent: every value of every field
Choice = dict[str, Any]  # what is kept in a ballot; its shape belongs to the method


@dataclass(frozen=True)
class Option:
    """An option as the count knows it."""

    key: str
    meaning: str = ""


@dataclass(frozen=True)
class Cast:
    """A ballot as the count knows it: nobody's."""

    choice: Mapping[str, Any]
    reason: str = ""


@dataclass(frozen=True)
class OptionCount:
    """How often an option was chosen; `share` is exact, `permille` adds to 1000 over a poll."""

    option: str
    count: int
    share: Fraction
    permille: int


class Consensus(StrEnum):
    """What the test of consent says."""

    NONE_CAST = "none_cast"
    REACHED = "reached"
    WITH_RESERVATIONS = "with_reservations"
    OBJECTIONS = "objections"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Objection:
    """A reason given with a reservation, an objection or a block."""

    meaning: str
    reason: str


@dataclass(frozen=True)
class Result:
    """The outcome of a count. `leading` are the options chosen most: several in a tie, none without votes."""

    ballots: int
    options: tuple[OptionCount, ...]
    leading: tuple[str, ...]
    consensus: Consensus | None = None
    objections: tuple[Objection, ...] = ()
