"""Time: who can come when; the slot that suits best, by the rule the search for a date follows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    OptionCount,
    Question,
    Result,
    Tie,
    TimeDetail,
    Told,
)
from forum.polls.logic.tally.shares import permille_of
from forum.scheduling.logic import suitability

YES, MAYBE, NO = "yes", "maybe", "no"


def read(given: Given, question: Question) -> Choice | Flaw:
    """The answers typed (`slot-<option>`): yes, maybe (if need be) or no; a slot left out is a no.

    All of them no is an answer; nothing at all is none.
    """
    fields = {name: values for name, values in given.items() if name.startswith("slot-")}
    if not fields:
        return Flaw.EMPTY
    if not {name.removeprefix("slot-") for name in fields} <= set(question.keys):
        return Flaw.FOREIGN
    if any(len(values) > 1 for values in fields.values()):
        return Flaw.TWICE
    answers = {key: "".join(fields.get(f"slot-{key}", [])) or NO for key in question.keys}
    return {"answers": answers} if set(answers.values()) <= {YES, MAYBE, NO} else Flaw.OUT_OF_RANGE


def marks(choice: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """One for each slot the voter can come to."""
    return {key: 1 for key, answer in choice["answers"].items() if answer == YES}


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """Who can come when. Slots that suit equally well lead; of them the earliest wins.

    An option's `count` is its yeses, its `share` their part of the voters.
    """
    votes = {key: dict.fromkeys((YES, MAYBE, NO), 0) for key in question.keys}
    for ballot in ballots:
        for key in question.keys:
            votes[key][ballot.choice["answers"].get(key, NO)] += ballot.weight
    voters = sum(ballot.weight for ballot in ballots)
    leading = _leading(votes)
    return Result(
        ballots=len(ballots),
        options=tuple(_line(key, numbers[YES], voters) for key, numbers in votes.items()),
        leading=leading,
        winners=leading[:1],
        ties=(Tie("winner", leading, leading[0], by_lot=False),) if len(leading) > 1 else (),
        detail=TimeDetail(
            *(tuple(numbers[answer] for numbers in votes.values()) for answer in (YES, MAYBE, NO))
        ),
    )


def _leading(votes: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    """The slots that suit best; none before anybody can come at all."""
    ranks = {key: suitability(n[YES], n[MAYBE], n[NO]) for key, n in votes.items()}
    able = [key for key, numbers in votes.items() if numbers[YES] or numbers[MAYBE]]
    best = min((ranks[key] for key in able), default=None)
    return tuple(key for key in able if ranks[key] == best)


def _line(key: str, number: int, voters: int) -> OptionCount:
    share = Fraction(number, voters) if voters else Fraction(0)
    return OptionCount(key, number, share, permille_of(share))
