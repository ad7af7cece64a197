"""Approval: every option a voter can live with; the one most voters approve of wins.

Brams and Fishburn, "Approval Voting" (1978); of several seats ("multiwinner approval voting") each
goes to the next. Several options may have to be named, or at most so many.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from forum.polls.logic.tally.choice import leaders
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
from forum.polls.logic.tally.shares import permille_of


def read(given: Given, question: Question) -> Choice | Flaw:
    """The options approved of, in the poll's order, if they are neither too few nor too many.

    None at all is a ballot only where none need be named.
    """
    chosen = named(given, "option", question)
    if isinstance(chosen, Flaw):
        return chosen
    fewest, most = question.settings.fewest, question.settings.most
    if not chosen and fewest:
        return Flaw.EMPTY
    if len(chosen) < fewest:
        return Flaw.TOO_FEW
    if most and len(chosen) > most:
        return Flaw.TOO_MANY
    return {"options": chosen}


def marks(choice: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """One for each option approved of."""
    return dict.fromkeys(choice["options"], 1)


def count(ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()) -> Result:
    """How many voters approve of each option, and which part of the voters they are.

    The most approvals win; ties go to the lot. Shares are of the voters (with their weights) and
    do not add to one.
    """
    votes = approvals_of(ballots, question, told)
    voters = sum(ballot.weight for ballot in ballots) + sum(sheet.ballots for sheet in told)
    winners, ties = seated(votes, 1, question.lot)
    return Result(
        ballots=len(ballots) + sum(sheet.ballots for sheet in told),
        options=tuple(_line(key, number, voters) for key, number in votes.items()),
        leading=leaders(votes),
        winners=winners,
        ties=ties,
    )


def seated(
    votes: Mapping[str, int], seats: int, lot: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """Who has a seat, the most approvals first, and the lots drawn for the last of the seats.

    Nobody without approval has one.
    """
    ranked = sorted(filter(votes.get, votes), key=lambda key: (-votes[key], lot.index(key)))
    winners = tuple(ranked[:seats])
    fewest = votes[winners[-1]] if winners else 0
    level = tuple(key for key in votes if winners and votes[key] == fewest)
    drawn = [key for key in winners if key in level]
    if len(drawn) == len(level):
        return winners, ()
    return winners, tuple(Tie("winner", level, key) for key in drawn)


def approvals_of(
    ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()
) -> dict[str, int]:
    """How often each option was approved of, by ballots and by sheets."""
    votes = dict.fromkeys(question.keys, 0)
    for ballot in ballots:
        for key in ballot.choice["options"]:
            votes[key] += ballot.weight
    for sheet in told:
        for key in votes:
            votes[key] += sheet.counts.get(key, 0)
    return votes


def _line(key: str, number: int, voters: int) -> OptionCount:
    share = Fraction(number, voters) if voters else Fraction(0)
    return OptionCount(key, number, share, permille_of(share))
