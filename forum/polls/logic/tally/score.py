"""Score: a number for every option; the best mean of those who gave one wins.

Range voting (Smith 2000). Whoever leaves an option out has no opinion of it and does not count for
it; 0 is an opinion. Means are exact fractions, so that no rounding decides.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from forum.polls.logic.tally.choice import decided
from forum.polls.logic.tally.reading import numbers_beside
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    OptionCount,
    Question,
    Result,
    ScoreDetail,
    Told,
)
from forum.polls.logic.tally.shares import permille_of

Distribution = tuple[int, ...]  # how many gave 0, 1, … (their weights)


def read(given: Given, question: Question) -> Choice | Flaw:
    """The scores typed, from 0 to the top; at least one."""
    scores = numbers_beside(given, "score", question)
    if isinstance(scores, Flaw):
        return scores
    if any(score > question.settings.top for score in scores.values()):
        return Flaw.OUT_OF_RANGE
    return {"scores": scores} if scores else Flaw.EMPTY


def marks(choice: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The scores given."""
    return dict(choice["scores"])


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """Mean, median and distribution of each option's scores. The best mean wins, then the lot.

    An option's `count` is the sum of its scores, its `share` the mean as a part of the top score.
    """
    spread = _distributions(ballots, question)
    means = {key: mean_of(numbers) for key, numbers in spread.items()}
    best = max((mean for mean in means.values() if mean is not None), default=None)
    leading = tuple(key for key, mean in means.items() if mean is not None and mean == best)
    winners, ties = decided(leading, question)
    return Result(
        ballots=len(ballots),
        options=tuple(_line(key, spread[key], question.settings.top) for key in spread),
        leading=leading,
        winners=winners,
        ties=ties,
        detail=ScoreDetail(
            tuple(means.values()),
            tuple(median_of(numbers) for numbers in spread.values()),
            tuple(spread.values()),
        ),
    )


def mean_of(numbers: Distribution) -> Fraction | None:
    """The mean of a distribution; None where nobody gave a number."""
    given = sum(numbers)
    return Fraction(_sum_of(numbers), given) if given else None


def median_of(numbers: Distribution) -> Fraction | None:
    """The middle number, or half-way between the middle two; None where nobody gave one."""
    given = sum(numbers)
    if not given:
        return None
    return Fraction(_nth(numbers, (given - 1) // 2) + _nth(numbers, given // 2), 2)


def _nth(numbers: Distribution, place: int) -> int:
    """The number at a place (from 0) when all that were given stand in order."""
    for number, times in enumerate(numbers):
        place -= times
        if place < 0:
            return number
    raise IndexError("There are not so many numbers.")


def _sum_of(numbers: Distribution) -> int:
    return sum(number * times for number, times in enumerate(numbers))


def _distributions(ballots: Sequence[Cast], question: Question) -> dict[str, Distribution]:
    spread = {key: [0] * (question.settings.top + 1) for key in question.keys}
    for ballot in ballots:
        for key, score in ballot.choice["scores"].items():
            spread[key][score] += ballot.weight
    return {key: tuple(numbers) for key, numbers in spread.items()}


def _line(key: str, numbers: Distribution, top: int) -> OptionCount:
    mean = mean_of(numbers)
    share = mean / top if mean is not None and top else Fraction(0)
    return OptionCount(key, _sum_of(numbers), share, permille_of(share))
