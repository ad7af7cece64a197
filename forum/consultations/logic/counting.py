"""Counting answers, and which statements the room agreed on, contested or left open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Generic, TypeVar

from forum.core.i18n import N_

# The rule by which a statement is listed; printed with the lists (see RULES).
# Agreed: at least 60 % of those who answered agree, and enough people answered.
AGREED_SHARE = Fraction(60, 100)
# Contested: at least 35 % agree and at least 35 % disagree.
CONTESTED_SHARE = Fraction(35, 100)
# Unresolved: at least 40 % pass, or too few answered to say.
PASS_SHARE = Fraction(40, 100)
# Enough people: at least three, and at least 10 % of all respondents.
FEWEST_ANSWERS = 3
FEWEST_SHARE = Fraction(10, 100)

Key = TypeVar("Key")


@dataclass(frozen=True)
class Tally:
    """How many respondents agreed, disagreed and passed; each counts once, by their latest answer."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    @property
    def answered(self) -> int:
        """How many answered at all, passing included."""
        return self.agree + self.disagree + self.passed

    @property
    def division(self) -> Fraction:
        """How divided those who answered are, 0 to 1: twice the smaller of both camps' shares."""
        return 2 * min(self.share(self.agree), self.share(self.disagree))

    def share(self, count: int) -> Fraction:
        """A count as a share of those who answered; 0 when nobody did."""
        return Fraction(count, self.answered) if self.answered else Fraction(0)


class Finding(StrEnum):
    """What the counts say about a statement."""

    AGREED = "agreed"
    CONTESTED = "contested"
    UNRESOLVED = "unresolved"


# What each list means, in a sentence to print above it; facts from `rule_facts`.
RULES: Mapping[Finding, str] = MappingProxyType(
    {
        Finding.AGREED: N_(
            "Agreed: at least %(agreed)s %% of those who answered agree, and at least %(fewest)s people "
            "and %(fewest_share)s %% of all respondents answered."
        ),
        Finding.CONTESTED: N_(
            "Contested: at least %(contested)s %% agree and at least %(contested)s %% disagree, and "
            "at least %(fewest)s people and %(fewest_share)s %% of all respondents answered."
        ),
        Finding.UNRESOLVED: N_(
            "Unresolved: at least %(passed)s %% passed, or fewer than %(fewest)s people or "
            "%(fewest_share)s %% of all respondents answered."
        ),
    }
)


def rule_facts() -> dict[str, int]:
    """The thresholds in percent (and people), to fill in the sentences of RULES."""
    return {
        "agreed": int(AGREED_SHARE * 100),
        "contested": int(CONTESTED_SHARE * 100),
        "passed": int(PASS_SHARE * 100),
        "fewest": FEWEST_ANSWERS,
        "fewest_share": int(FEWEST_SHARE * 100),
    }


def finding_of(tally: Tally, respondents: int) -> Finding | None:
    """Which list a statement belongs to; None for none of them.

    The rule is that of RULES: too few answers leave it unresolved whatever they were; then agreed,
    contested, and unresolved by passing, in this order.
    """
    if tally.answered < FEWEST_ANSWERS or tally.answered < FEWEST_SHARE * respondents:
        return Finding.UNRESOLVED
    if tally.share(tally.agree) >= AGREED_SHARE:
        return Finding.AGREED
    if min(tally.share(tally.agree), tally.share(tally.disagree)) >= CONTESTED_SHARE:
        return Finding.CONTESTED
    return Finding.UNRESOLVED if tally.share(tally.passed) >= PASS_SHARE else None


class Order(StrEnum):
    """How a list of counted statements can be ordered."""

    NUMBER = "number"
    AGREED = "agreed"
    DIVIDED = "divided"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Counted(Generic[Key]):
    """A statement (or its key) with its number and tally."""

    key: Key
    number: int
    tally: Tally


def ordered(rows: Sequence[Counted[Key]], order: Order) -> list[Counted[Key]]:
    """The rows in the wanted order; equal ones by the number of answers, then by their number."""

    def rank(row: Counted[Key]) -> tuple[Fraction, int, int]:
        tally = row.tally
        first = {
            Order.NUMBER: Fraction(row.number),
            Order.AGREED: -tally.share(tally.agree),
            Order.DIVIDED: -tally.division,
            Order.ANSWERED: Fraction(-tally.answered),
        }[order]
        return first, -tally.answered, row.number

    return sorted(rows, key=rank)


def listed(rows: Sequence[Counted[Key]], respondents: int) -> dict[Finding, list[Counted[Key]]]:
    """The three lists: agreed (most agreed first), contested (most divided first), unresolved."""
    orders = {
        Finding.AGREED: Order.AGREED,
        Finding.CONTESTED: Order.DIVIDED,
        Finding.UNRESOLVED: Order.ANSWERED,
    }
    return {
        finding: ordered(
            [row for row in rows if finding_of(row.tally, respondents) is finding], order
        )
        for finding, order in orders.items()
    }
