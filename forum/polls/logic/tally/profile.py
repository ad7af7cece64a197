"""Rankings, added up once: every count of orders works on the same profile."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from operator import itemgetter
from typing import Any

from forum.polls.logic.tally.shapes import Cast, OptionCount
from forum.polls.logic.tally.shares import permilles_of

Group = tuple[str, ...]  # options of equal rank
Strict = tuple[str, ...]  # an order without equals
Groups = tuple[Group, ...]  # best first; who is in none is ranked below all who are
Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Profile:
    """How many votes each order has; options in the poll's order.

    Orders without equal ranks are held as the bare options: most are, and counts are quicker so.
    """

    keys: tuple[str, ...]
    strict: Mapping[Strict, int]
    tied: Mapping[Groups, int]

    @property
    def votes(self) -> int:
        """All votes, those that rank nothing included."""
        return sum(self.strict.values()) + sum(self.tied.values())


def profile_of(ballots: Sequence[Cast], keys: Sequence[str]) -> Profile:
    """The orders of kept ballots (`{"ranks": [[key, …], …]}`) with the weight of each."""
    strict, tied = defaultdict[Strict, int](int), defaultdict[Groups, int](int)
    for ballot in ballots:
        ranks = ballot.choice["ranks"]
        options = tuple(chain.from_iterable(ranks))
        if len(options) == len(ranks):
            strict[options] += ballot.weight
        else:
            tied[tuple(map(tuple, ranks))] += ballot.weight
    return Profile(tuple(keys), strict, tied)


def votes_of(papers: Iterable[tuple[Any, int]]) -> int:
    """The votes of (order, votes) together."""
    return sum(map(itemgetter(1), papers))


def firsts(profile: Profile) -> dict[str, int]:
    """First preferences by option: votes that put one option alone on top. Shared tops are nobody's."""
    counts = dict.fromkeys(profile.keys, 0)
    for order, votes in profile.strict.items():
        if order:
            counts[order[0]] += votes
    for groups, votes in profile.tied.items():
        if len(groups[0]) == 1:
            counts[groups[0][0]] += votes
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


def in_groups(values: Mapping[str, Fraction]) -> Groups:
    """The options from the highest value to the lowest, equals together, in the poll's order."""
    levels = sorted(set(values.values()), reverse=True)
    return tuple(tuple(key for key, value in values.items() if value == level) for level in levels)
