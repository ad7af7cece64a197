"""Equal shares: everybody has the same part of the money and pays for what they voted for.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities"
(2021), with the add-one completion as in equalshares.net and in Pabulib's files marked
"equalshares/add1". Those who voted for an option share its price equally (with points: by points);
who cannot pay that much pays all they have left. Bought first is what has the most effective votes:
its price divided by what a full payer pays for one vote, so a vote counts by the money (cost
utilities). All in whole numbers of a unit that is made smaller when it must be: nothing is rounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from forum.polls.logic.tally.greedy import Bought, prices_of
from forum.polls.logic.tally.shapes import Question, Round, Spending, Tie

Ballots = Mapping[tuple[tuple[str, int], ...], int]  # (option, points), …: how many voted like that
Backer = tuple[int, int, int]  # a purse, how many people have one like it, points of each


@dataclass
class Purses:
    """The money each has left, in units of which `unit` make one of the currency.

    Equal ballots pay the same, so they have one purse between them, with the money of one.
    """

    unit: int
    money: list[int]

    def pay(self, backers: Sequence[Backer], price: Fraction) -> None:
        """Take the price of a point (in units) for each, or all there is where that is less."""
        self._divide(price.denominator)
        money, units = self.money, price.numerator
        for purse, _, points in backers:
            money[purse] = max(0, money[purse] - points * units)

    def _divide(self, times: int) -> None:
        if times > 1:
            self.unit *= times
            self.money = [each * times for each in self.money]


@dataclass(frozen=True)
class Market:
    """What somebody voted for, its price and backers: the same whatever the shares are."""

    question: Question
    prices: Mapping[str, int]
    votes: Mapping[str, int]
    backers: Mapping[str, Sequence[Backer]]
    purses: int
    people: int

    @property
    def budget(self) -> int:
        """What may be spent, in whole units of the currency."""
        return self.question.settings.budget

    def cost(self, keys: Sequence[str]) -> int:
        """What these cost together."""
        return sum(self.prices[key] for key in keys)


@dataclass(frozen=True)
class Purchase:
    """One option bought: effective votes of all looked at, equals among which it was chosen."""

    key: str
    tied: tuple[str, ...]
    effective: Mapping[str, Fraction]
    too_expensive: tuple[str, ...]


def buy_by_equal_shares(ballots: Ballots, question: Question) -> Bought:
    """Buy with equal shares of the budget; raise them one by one until it is spent (add-one).

    While something somebody voted for would still fit into what is left, everybody gets one unit of
    the currency more, as if the budget were larger, and everything is bought anew; what was bought
    last without exceeding the budget stands. A share of more than four digits is raised by one in
    its fourth digit. `completed` is what was bought with raised shares only. Of equals the cheaper
    is bought first, then the one with more votes (as equalshares.net has it), then as the lot says.
    """
    market = _market(ballots, question)
    raise_, selected, at_first = 0, list[str](), list[str]()
    if market.people:
        selected = at_first = _selected(market, 0)
        raise_, selected = _completed(market, selected)
    rounds, ties = _log(market, raise_)
    completed = tuple(key for key in selected if key not in at_first)
    return Bought(Spending(tuple(selected), market.cost(selected), completed), rounds, ties)


def _completed(market: Market, selected: list[str]) -> tuple[int, list[str]]:
    """By how much shares are raised in the end, and what is bought then."""
    raise_ = 0
    while not _is_spent(market, selected):
        next_ = raise_ + _step(market.budget // market.people + raise_)
        bought = _selected(market, next_)
        if market.cost(bought) > market.budget:
            break
        raise_, selected = next_, bought
    return raise_, selected


def _step(share: int) -> int:
    """One in the fourth digit: of large shares single units would take for ever."""
    return int(10 ** max(0, len(str(share)) - 4))


def _is_spent(market: Market, selected: Sequence[str]) -> bool:
    left = market.budget - market.cost(selected)
    return all(price > left for key, price in market.prices.items() if key not in selected)


def _selected(market: Market, raise_: int) -> list[str]:
    return [each.key for each in purchases(market, purses_of(market, raise_))]


def purses_of(market: Market, raise_: int) -> Purses:
    """Everybody's share: the budget divided by the people, and so much more."""
    share = market.budget + raise_ * market.people
    return Purses(market.people, [share] * market.purses)


def purchases(market: Market, purses: Purses, *, in_full: bool = False) -> Iterator[Purchase]:
    """Buy what can be paid from the purses, one by one, until nothing can.

    Money only gets less, and so do effective votes: those last known are a bound, and what cannot
    come first by it need not be looked at (`in_full`: it is, for the log).
    """
    bounds = {key: Fraction(votes) for key, votes in market.votes.items()}
    while True:
        effective, lost = _looked_at(market, purses, bounds, in_full=in_full)
        for key in lost:
            del bounds[key]
        if not effective:
            return
        bounds |= effective
        best = max(effective.values())
        tied = _preferred([key for key in bounds if effective.get(key) == best], market)
        chosen = min(tied, key=market.question.lot.index)
        purses.pay(market.backers[chosen], market.prices[chosen] * purses.unit / best)
        del bounds[chosen]
        yield Purchase(chosen, tuple(tied), effective, tuple(lost))


def _looked_at(
    market: Market, purses: Purses, bounds: Mapping[str, Fraction], *, in_full: bool
) -> tuple[dict[str, Fraction], list[str]]:
    """Effective votes of all that may come first, and what nobody can pay any more."""
    effective, lost, best = dict[str, Fraction](), list[str](), Fraction(0)
    for key in sorted(bounds, key=bounds.__getitem__, reverse=True):
        if bounds[key] < best and not in_full:
            break
        votes = _effective_votes(market, purses, key)
        if votes is None:
            lost.append(key)
        else:
            effective[key] = votes
            best = max(best, votes)
    return effective, lost


def _effective_votes(market: Market, purses: Purses, key: str) -> Fraction | None:
    """The price divided by what one point pays when all share it; None where they cannot."""
    missing, money = market.prices[key] * purses.unit, purses.money
    price, parts, rich = missing, market.votes[key], market.backers[key]
    if not price:
        return Fraction(parts)
    while rich:
        poor = [each for each in rich if money[each[0]] * parts < missing * each[2]]
        if not poor:
            return Fraction(price * parts, missing)
        rich = [each for each in rich if money[each[0]] * parts >= missing * each[2]]
        missing -= sum(money[purse] * people for purse, people, _ in poor)
        parts -= _votes(poor)
    return None


def _votes(backers: Sequence[Backer]) -> int:
    return sum(people * points for _, people, points in backers)


def _preferred(keys: Sequence[str], market: Market) -> list[str]:
    """Of equals the cheapest, of these those with the most votes; in the poll's order."""
    ranks = {key: (market.prices[key], -market.votes[key]) for key in keys}
    best = min(ranks.values())
    return [key for key in market.question.keys if ranks.get(key) == best]


def _market(ballots: Ballots, question: Question) -> Market:
    backers: dict[str, list[Backer]] = {key: [] for key in question.keys}
    for purse, (ballot, people) in enumerate(ballots.items()):
        for key, points in ballot:
            backers[key].append((purse, people, points))
    backed = {key: each for key, each in backers.items() if each}
    prices = {key: price for key, price in prices_of(question).items() if key in backed}
    votes = {key: _votes(each) for key, each in backed.items()}
    return Market(question, prices, votes, backed, len(ballots), sum(ballots.values()))


def _log(market: Market, raise_: int) -> tuple[tuple[Round, ...], tuple[Tie, ...]]:
    """Each purchase with the effective votes of all that could be paid then, and the lots drawn."""
    rounds, ties = list[Round](), list[Tie]()
    bought = purchases(market, purses_of(market, raise_), in_full=True) if market.people else ()
    for number, each in enumerate(bought, start=1):
        rounds.append(Round(number, each.effective, (each.key,), each.too_expensive))
        if len(each.tied) > 1:
            ties.append(Tie(str(number), each.tied, each.key))
    return tuple(rounds), tuple(ties)
