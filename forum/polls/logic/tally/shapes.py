"""What goes into a count and what comes out, for every method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from forum.polls.logic.kinds import RankingRule
from forum.polls.logic.settings import Settings

Given = Mapping[str, list[str]]  # what a form sent: every value of every field
Choice = dict[str, Any]  # what is kept in a ballot; its shape belongs to the method


@dataclass(frozen=True)
class Option:
    """An option as the count knows it; `price` in whole units of the budget's currency."""

    key: str
    meaning: str = ""
    price: int = 0


@dataclass(frozen=True)
class Question:
    """What is asked, as the count knows it.

    `lot` names every option in the order in which ties are decided: the earlier wins.
    """

    options: tuple[Option, ...]
    settings: Settings = field(default_factory=Settings)
    lot: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The options' keys in their order."""
        return tuple(option.key for option in self.options)


class Flaw(StrEnum):
    """Why something is no ballot."""

    EMPTY = "empty"
    FOREIGN = "foreign"  # an option this poll does not have
    TWICE = "twice"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NO_NUMBER = "no_number"
    OUT_OF_RANGE = "out_of_range"
    TOO_MANY_POINTS = "too_many_points"
    SAME_RANK = "same_rank"
    UNRANKED = "unranked"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Cast:
    """A ballot as the count knows it: nobody's. It counts `weight` times."""

    choice: Mapping[str, Any]
    reason: str = ""
    weight: int = 1


@dataclass(frozen=True)
class Told:
    """Votes counted by people (hands, paper): how many voted, and how often each option was named."""

    ballots: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class OptionCount:
    """How often an option was chosen; `share` is exact, `permille` adds to 1000 over a poll.

    What is counted belongs to the method: votes, approvals, points, first preferences. Where a
    ballot names several options, `share` is of the ballots and does not add to one.
    """

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
class Tie:
    """A tie and how it was decided, by lot or by earlier rounds: `chosen` won or came first.

    `goes_out`: it was about who has the fewest votes, and `chosen` was put out.
    """

    place: str  # "winner", or the round's number
    among: tuple[str, ...]
    chosen: str
    by_lot: bool = True
    goes_out: bool = False


@dataclass(frozen=True)
class Round:
    """One round of a count that goes in rounds; `counts` of those still in it.

    `counts`, `exhausted` (votes with no option left to go to) and `lost` (what rounding drops)
    add to all votes. After it the `eliminated` are out, or the `surplus` of an option goes on.
    """

    number: int
    counts: Mapping[str, Fraction]
    elected: tuple[str, ...] = ()
    eliminated: tuple[str, ...] = ()
    exhausted: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)
    surplus: str = ""


@dataclass(frozen=True)
class ScoreDetail:
    """By option in their order: exact mean and median of those who scored it; how many gave 0, 1, 2."""

    means: tuple[Fraction | None, ...]
    medians: tuple[Fraction | None, ...]
    distributions: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class ScaleDetail:
    """Exact mean and median of the values 1, 2, …; None without votes."""

    mean: Fraction | None
    median: Fraction | None


@dataclass(frozen=True)
class RankingDetail:
    """Every count of the rankings; matrices and points in the options' order.

    `pairs[i][j]` voters prefer i to j. `condorcet` beats every other. `orders` gives by rule the
    final order in groups of equals; `winners` by rule the winner after ties are broken.
    """

    decided_by: RankingRule
    condorcet: str | None
    pairs: tuple[tuple[int, ...], ...]
    borda: tuple[Fraction, ...]
    strengths: tuple[tuple[int, ...], ...]  # Schulze: the strongest paths
    orders: Mapping[str, tuple[tuple[str, ...], ...]]
    winners: Mapping[str, str]
    ties: Mapping[str, tuple[Tie, ...]]  # by rule; those of the deciding one are the result's


@dataclass(frozen=True)
class StvDetail:
    """The quota (Droop, whole votes) and the seats to fill."""

    quota: int
    seats: int


@dataclass(frozen=True)
class Spending:
    """What one rule buys, in the order of buying; `effective` is the share per voter that led to it."""

    selected: tuple[str, ...]
    cost: int
    completed: tuple[str, ...] = ()  # those added by the completion


@dataclass(frozen=True)
class BudgetDetail:
    """Both selections, and what only one of them has."""

    greedy: Spending
    equal_shares: Spending
    only_greedy: tuple[str, ...]
    only_equal_shares: tuple[str, ...]


@dataclass(frozen=True)
class WordCount:
    """A word (as first written) and how many gave it."""

    text: str
    count: int


@dataclass(frozen=True)
class WordsDetail:
    """Words by how many gave them, then by text."""

    words: tuple[WordCount, ...]


@dataclass(frozen=True)
class TextDetail:
    """Texts in their own order, so that nothing tells when they came."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class TimeDetail:
    """By slot in the options' order: who can, who could if need be, who cannot."""

    yes: tuple[int, ...]
    maybe: tuple[int, ...]
    no: tuple[int, ...]


Detail = (
    ScoreDetail
    | ScaleDetail
    | RankingDetail
    | StvDetail
    | BudgetDetail
    | WordsDetail
    | TextDetail
    | TimeDetail
)


@dataclass(frozen=True)
class Result:
    """The outcome of a count.

    `leading` are the options ahead: several in a tie, none without votes. `winners` are those
    chosen once ties are broken, in the order of their choice; empty where the method chooses none.
    """

    ballots: int
    options: tuple[OptionCount, ...]
    leading: tuple[str, ...]
    winners: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    rounds: tuple[Round, ...] = ()
    consensus: Consensus | None = None
    objections: tuple[Objection, ...] = ()
    detail: Detail | None = None
