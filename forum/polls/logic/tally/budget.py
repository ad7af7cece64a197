"""Budget: what to buy with a sum of money. Two rules choose; one of them decides, both are shown.

Voters name what they want (approvals) or spread points; the options have prices.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from forum.polls.logic.kinds import BudgetBallot, BudgetRule
from forum.polls.logic.tally import approval, dots
from forum.polls.logic.tally.equal_shares import Ballots, buy_by_equal_shares
from forum.polls.logic.tally.greedy import buy_greedily
from forum.polls.logic.tally.shapes import (
    BudgetDetail,
    Cast,
    Choice,
    Flaw,
    Given,
    Question,
    Result,
    Spending,
    Told,
)


def read(given: Given, question: Question) -> Choice | Flaw:
    """Approvals or points, as the poll is set."""
    reading = dots.read if _is_by_points(question) else approval.read
    return reading(given, question)


def marks(choice: Mapping[str, Any]) -> dict[str, int]:
    """One for each option approved of, or the points given."""
    return approval.marks(choice) if "options" in choice else dots.marks(choice)


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """Add approvals or points and buy by both rules; what the deciding one buys has won.

    `winners` are in the order of buying, `leading` are the same in the poll's; ties and rounds are
    the deciding rule's.
    """
    counted = (dots.count if _is_by_points(question) else approval.count)(ballots, question)
    votes = {line.option: line.count for line in counted.options}
    bought = {
        BudgetRule.GREEDY: buy_greedily(votes, question),
        BudgetRule.EQUAL_SHARES: buy_by_equal_shares(together(ballots), question),
    }
    deciding = bought[question.settings.budget_rule]
    selected = deciding.spending.selected
    return Result(
        ballots=counted.ballots,
        options=counted.options,
        leading=_in_order(selected, question),
        winners=selected,
        ties=deciding.ties,
        rounds=deciding.rounds,
        detail=_compared(
            bought[BudgetRule.GREEDY].spending, bought[BudgetRule.EQUAL_SHARES].spending, question
        ),
    )


def together(ballots: Sequence[Cast]) -> Ballots:
    """How many voted the same way: a large poll has far fewer ways to vote than voters."""
    ways: Counter[tuple[tuple[str, int], ...]] = Counter()
    for ballot in ballots:
        ways[tuple(sorted(marks(ballot.choice).items()))] += ballot.weight
    return ways


def _is_by_points(question: Question) -> bool:
    return question.settings.budget_ballot is BudgetBallot.POINTS


def _compared(greedy: Spending, equal_shares: Spending, question: Question) -> BudgetDetail:
    """Both selections, and what only one of them has."""
    by_votes, by_shares = set(greedy.selected), set(equal_shares.selected)
    return BudgetDetail(
        greedy,
        equal_shares,
        only_greedy=_in_order(by_votes - by_shares, question),
        only_equal_shares=_in_order(by_shares - by_votes, question),
    )


def _in_order(keys: set[str] | Sequence[str], question: Question) -> tuple[str, ...]:
    return tuple(key for key in question.keys if key in keys)
