"""Dots: every voter spreads so many points over the options; the most points win.

Cumulative voting. Points may be left over, so that nobody has to give one to what they do not want.
"""

from collections.abc import Mapping, Sequence

from forum.polls.logic.tally.choice import decided, leaders
from forum.polls.logic.tally.reading import numbers_beside
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    OptionCount,
    Question,
    Result,
    Told,
)
from forum.polls.logic.tally.shares import permilles_of, shares_of


def read(given: Given, question: Question) -> Choice | Flaw:
    """The points given: at least one, together no more than there are; zeros are left out."""
    typed = numbers_beside(given, "points", question)
    if isinstance(typed, Flaw):
        return typed
    points = {key: number for key, number in typed.items() if number}
    if sum(points.values()) > question.settings.points:
        return Flaw.TOO_MANY_POINTS
    return {"points": points} if points else Flaw.EMPTY


def marks(choice: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The points given to each option."""
    return dict(choice["points"])


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """Add the points; shares are of all points given. The most points win, ties go to the lot."""
    points = points_of(ballots, question)
    sums = list(points.values())
    leading = leaders(points)
    winners, ties = decided(leading, question)
    lines = zip(points, sums, shares_of(sums), permilles_of(sums), strict=True)
    return Result(
        ballots=len(ballots),
        options=tuple(OptionCount(key, n, share, permille) for key, n, share, permille in lines),
        leading=leading,
        winners=winners,
        ties=ties,
    )


def points_of(ballots: Sequence[Cast], question: Question) -> dict[str, int]:
    """How many points each option was given."""
    points = dict.fromkeys(question.keys, 0)
    for ballot in ballots:
        for key, number in ballot.choice["points"].items():
            points[key] += number * ballot.weight
    return points
