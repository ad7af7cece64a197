"""Rankings, added up once: every count of orders works on the same profile."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from forum.polls.logic.tally.shapes import Cast, OptionCount
from forum.polls.logic.tally.shares import permilles_of

# Groups of equals, best first; who is in no group is ranked below all who are.
Order = tuple[tuple[str, ...], ...]
Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Profile:
    """How many votes each order has; options in the poll's order."""

    keys: tuple[str, ...]
    orders: Mapping[Order, int]

    @property
    def votes(self) -> int:
        """All votes, those that rank nothing included."""
        return sum(self.orders.values())


def profile_of(ballots: Sequence[Cast], keys: Sequence[str]) -> Profile:
    """The orders of kept ballots (`{"ranks": [[key, …], …]}`) with the weight of each."""
    orders: Counter[Order] = Counter()
    for ballot in ballots:
        orders[tuple(map(tuple, ballot.choice["ranks"]))] += ballot.weight
    return Profile(tuple(keys), orders)


def firsts(profile: Profile) -> dict[str, int]:
    """First preferences by option: votes that put one option alone on top. Shared tops are nobody's."""
    counts = dict.fromkeys(profile.keys, 0)
    for order, votes in profile.orders.items():
        if order and len(order[0]) == 1:
            counts[order[0][0]] += votes
    return counts


def lines_of(profile: Profile) -> tuple[OptionCount, ...]:
    """First preferences as the lines of a result.

    Shares are of all votes: they add to one unless some put several options on top.
    """
    counts, votes = firsts(profile), profile.votes
    nobodys = votes - sum(counts.values())
    permilles = permilles_of([*counts.values(), nobodys])
    return tuple(
        OptionCount(key, count, Fraction(count, votes) if votes else Fraction(0), permille)
        for (key, count), permille in zip(counts.items(), permilles, strict=False)
    )


def in_groups(values: Mapping[str, Fraction]) -> Order:
    """The options from the highest value to the lowest, equals together, in the poll's order."""
    levels = sorted(set(values.values()), reverse=True)
    return tuple(tuple(key for key, value in values.items() if value == level) for level in levels)
