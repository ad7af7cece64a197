"""One option each: counts and shares."""

from collections.abc import Mapping, Sequence

from forum.polls.logic.tally.reading import named
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    OptionCount,
    Question,
    Result,
    Tie,
    Told,
)
from forum.polls.logic.tally.shares import permilles_of, shares_of


def read(given: Given, question: Question) -> Choice | Flaw:
    """The choice in what a form sent: exactly one of the options."""
    chosen = named(given, "option", question)
    if isinstance(chosen, Flaw):
        return chosen
    if len(chosen) != 1:
        return Flaw.TOO_MANY if chosen else Flaw.EMPTY
    return {"option": chosen[0]}


def marks(choice: Mapping[str, object]) -> dict[str, int]:
    """The option a kept choice stands for."""
    return {str(choice["option"]): 1}


def count(ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()) -> Result:
    """Count the ballots, in any order; options come out in theirs. The most votes win."""
    votes = dict.fromkeys(question.keys, 0)
    for ballot in ballots:
        votes[str(ballot.choice["option"])] += ballot.weight
    for sheet in told:
        for key in votes:
            votes[key] += sheet.counts.get(key, 0)
    counts = list(votes.values())
    leading = leaders(votes)
    lines = zip(votes, counts, shares_of(counts), permilles_of(counts), strict=True)
    return Result(
        ballots=len(ballots) + sum(sheet.ballots for sheet in told),
        options=tuple(OptionCount(key, n, share, permille) for key, n, share, permille in lines),
        leading=leading,
    )


def leaders(votes: Mapping[str, int]) -> tuple[str, ...]:
    """The options with the most, in their order; none where nobody voted."""
    most = max(votes.values(), default=0)
    return tuple(key for key, number in votes.items() if number and number == most)


def decided(leading: Sequence[str], question: Question) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """The winner among those ahead, and the tie that the lot had to decide."""
    if len(leading) < 2:
        return tuple(leading), ()
    winner = min(leading, key=question.lot.index)
    return (winner,), (Tie("winner", tuple(leading), winner),)
