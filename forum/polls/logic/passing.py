"""Whether enough took part, and whether the leading answer is carried."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from forum.polls.logic.kinds import Meaning, Method, PassRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Question, Result

# A majority is more than half; qualified majorities are reached at their fraction.
_NEEDED: Mapping[PassRule, Fraction] = MappingProxyType(
    {PassRule.TWO_THIRDS: Fraction(2, 3), PassRule.THREE_QUARTERS: Fraction(3, 4)}
)


@dataclass(frozen=True)
class Verdict:
    """What quorum and pass rule say; None where the poll has no such rule.

    `short_sectors` are those that missed the quorum by sector. `carried` is the answer that passed
    with enough taking part; none where it did not.
    """

    has_quorum: bool | None
    short_sectors: tuple[str, ...]
    has_passed: bool | None
    carried: str | None


def judge(
    method: Method,
    result: Result,
    question: Question,
    *,
    voted: Mapping[str, int],
    eligible: Mapping[str, int],
    apart: int = 0,
) -> Verdict:
    """Apply the poll's rules; a pass rule only where a part of the voters can stand behind an answer.

    `voted` and `eligible` are people by sector, `apart` those counted by hand or on paper, who
    belong to no sector.
    """
    settings = question.settings
    short = _short(settings, voted, eligible)
    has_quorum = _has_quorum(settings, sum(voted.values()) + apart, sum(eligible.values()), short)
    has_passed = _has_passed(method, result, question)
    if has_passed is not None and has_quorum is False:
        has_passed = False
    return Verdict(has_quorum, short, has_passed, _ahead(result, question) if has_passed else None)


def _short(
    settings: Settings, voted: Mapping[str, int], eligible: Mapping[str, int]
) -> tuple[str, ...]:
    if not settings.sector_quorum:
        return ()
    return tuple(
        sector
        for sector, people in eligible.items()
        if 1000 * voted.get(sector, 0) < settings.sector_quorum * people
    )


def _has_quorum(
    settings: Settings, voted: int, eligible: int, short: tuple[str, ...]
) -> bool | None:
    if not settings.quorum and not settings.sector_quorum:
        return None
    return 1000 * voted >= settings.quorum * eligible and not short


def _has_passed(method: Method, result: Result, question: Question) -> bool | None:
    """Of those who did not abstain; a tie never passes."""
    rule = question.settings.pass_rule
    if rule is PassRule.NONE or not RULES[method].has_majorities:
        return None
    ahead = _ahead(result, question)
    if ahead is None:
        return False
    part = _part_behind(ahead, method, result, question)
    return part > Fraction(1, 2) if rule is PassRule.MAJORITY else part >= _NEEDED[rule]


def _part_behind(ahead: str, method: Method, result: Result, question: Question) -> Fraction:
    """The part of the voters for an answer. Where they name several, nobody abstains by an answer."""
    if not RULES[method].is_single:
        return next(line.share for line in result.options if line.option == ahead)
    counts = _without_abstentions(result, question)
    return Fraction(counts[ahead], sum(counts.values()))


def _ahead(result: Result, question: Question) -> str | None:
    """The one answer with the most votes; None in a tie and without votes."""
    counts = _without_abstentions(result, question)
    most = max(counts.values(), default=0)
    leading = [option for option, number in counts.items() if number == most]
    return leading[0] if most and len(leading) == 1 else None


def _without_abstentions(result: Result, question: Question) -> dict[str, int]:
    abstaining = {option.key for option in question.options if option.meaning == Meaning.ABSTAIN}
    return {line.option: line.count for line in result.options if line.option not in abstaining}
