"""Greedy: the most votes first, until the money is spent.

The rule most cities follow, and that of Pabulib's files marked "greedy" (Faliszewski et al.,
"Participatory Budgeting: Data, Tools, and Analysis", 2023): an option that costs more than what is
left is passed over, and a cheaper one further down may still be bought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from forum.polls.logic.tally.shapes import Question, Round, Spending, Tie


@dataclass(frozen=True)
class Bought:
    """What a rule buys, with its log and the ties that the lot decided."""

    spending: Spending
    rounds: tuple[Round, ...] = ()
    ties: tuple[Tie, ...] = ()


def buy_greedily(votes: Mapping[str, int], question: Question) -> Bought:
    """Buy by votes: of equals the cheaper one first, then as the lot says.

    What nobody voted for is never bought. A round is a look at one option: bought (elected) or
    too expensive by then (eliminated).
    """
    prices = prices_of(question)
    order = [key for key in queue(votes, question) if votes[key]]
    money, selected, rounds = question.settings.budget, list[str](), list[Round]()
    for number, key in enumerate(order, start=1):
        fits = prices[key] <= money
        if fits:
            selected.append(key)
            money -= prices[key]
        still = {other: Fraction(votes[other]) for other in order[number - 1 :]}
        rounds.append(Round(number, still, (key,) if fits else (), () if fits else (key,)))
    cost = question.settings.budget - money
    return Bought(
        Spending(tuple(selected), cost), tuple(rounds), _ties(order, selected, votes, question)
    )


def prices_of(question: Question) -> dict[str, int]:
    """What each option costs."""
    return {option.key: option.price for option in question.options}


def queue(votes: Mapping[str, int], question: Question) -> list[str]:
    """All options by votes, of equals the cheaper, then by lot."""
    prices = prices_of(question)
    return sorted(votes, key=lambda key: (-votes[key], prices[key], question.lot.index(key)))


def _ties(
    order: list[str], selected: list[str], votes: Mapping[str, int], question: Question
) -> tuple[Tie, ...]:
    """Equals in votes and price of which only some were bought: here the lot had a say."""
    prices = prices_of(question)
    ties = []
    for _, group in groupby(order, key=lambda key: (votes[key], prices[key])):
        among = sorted(group, key=question.keys.index)
        bought = [key for key in selected if key in among]
        if 0 < len(bought) < len(among):
            ties += [Tie(str(order.index(key) + 1), tuple(among), key) for key in bought]
    return tuple(ties)
