"""Instant run-off: the option with the fewest votes goes out, its votes go on, until one has a majority.

Thomas Hare's transfer for a single seat (W. R. Ware, 1871). A vote that puts several options on top
stands for each in equal parts. Options level at the bottom: the one that had fewer in the latest
earlier round in which they differ goes out, else the one that comes last in the lot.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from forum.polls.logic.tally.profile import Order, Profile, in_groups
from forum.polls.logic.tally.shapes import Round, Tie

# A vote stands on a pile by the place of its group in its order.
_Paper = tuple[Order, int, int]  # order, place, votes
_Piles = dict[tuple[str, ...], list[_Paper]]  # by the options the votes stand for


@dataclass(frozen=True)
class Runoff:
    """Who won, whom the lot made equal to the winner, all rounds and the ties in them."""

    winner: str | None
    level: tuple[str, ...]
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]

    @property
    def order(self) -> Order:
        """The winner, who was still in by votes of the last round, and the others as they went out."""
        if self.winner is None:
            return ()
        counts = dict(self.rounds[-1].counts)
        del counts[self.winner]
        gone = [each.eliminated for each in reversed(self.rounds) if each.eliminated]
        return ((self.winner,), *in_groups(counts), *gone)


def run_off(profile: Profile, lot: Sequence[str]) -> Runoff:
    """Count until an option has more than half of the votes not exhausted; nobody without votes."""
    piles = _sorted([(order, -1, votes) for order, votes in profile.orders.items()], profile.keys)
    standing, rounds, ties = list(profile.keys), list[Round](), list[Tie]()
    while True:
        now = _counted(piles, standing, len(rounds) + 1, profile.votes)
        if not any(now.counts.values()):
            return Runoff(None, (), (), ())
        winner = _majority(now)
        if winner is not None:
            rounds.append(replace(now, elected=(winner,)))
            return Runoff(winner, _level(winner, ties, rounds), tuple(rounds), tuple(ties))
        out, tie = lowest(now.counts, rounds, lot)
        ties += [tie] if tie else []
        rounds.append(replace(now, eliminated=(out,)))
        standing.remove(out)
        piles = _without(piles, out, standing)


def lowest(
    counts: Mapping[str, Fraction], earlier: Sequence[Round], lot: Sequence[str]
) -> tuple[str, Tie | None]:
    """Who goes out of those with the fewest votes, and the tie where there are several."""
    fewest = min(counts.values())
    among = [key for key, count in counts.items() if count == fewest]
    return decided(among, earlier, lot, goes_out=True)


def decided(
    among: Sequence[str], earlier: Sequence[Round], lot: Sequence[str], *, goes_out: bool
) -> tuple[str, Tie | None]:
    """One of those level in a round: by the latest earlier round in which they differ, else by lot.

    Who goes out had the fewest there, or comes last in the lot; who goes first had the most, or
    comes first. The tie is told where there is more than one.
    """
    left, best = list(among), min if goes_out else max
    for past in reversed(earlier):
        mark = best(past.counts[key] for key in left)
        left = [key for key in left if past.counts[key] == mark]
    chosen = (max if goes_out else min)(left, key=lot.index)
    if len(among) < 2:
        return chosen, None
    place = str(len(earlier) + 1)
    return chosen, Tie(place, tuple(among), chosen, by_lot=len(left) > 1, goes_out=goes_out)


def _sorted(papers: Sequence[_Paper], standing: Sequence[str]) -> _Piles:
    """Papers put on the pile of the next options in their order that are still standing."""
    piles: _Piles = defaultdict(list)
    still = frozenset(standing)
    for order, place, votes in papers:
        for further in range(place + 1, len(order)):
            group = order[further]
            if len(group) > 1:
                group = tuple(key for key in group if key in still)
            if group and group[0] in still:
                piles[group].append((order, further, votes))
                break
    return piles


def _without(piles: _Piles, out: str, standing: Sequence[str]) -> _Piles:
    """The piles when an option is out: shared piles lose it, its own is sorted anew."""
    left: _Piles = defaultdict(list)
    for options, papers in piles.items():
        still = tuple(key for key in options if key != out)
        if still:
            left[still] += papers
    for options, papers in _sorted(piles.get((out,), []), standing).items():
        left[options] += papers
    return left


def _counted(piles: _Piles, standing: Sequence[str], number: int, votes: int) -> Round:
    counts = dict.fromkeys(standing, Fraction(0))
    for options, papers in piles.items():
        part = Fraction(sum(paper[2] for paper in papers), len(options))
        for key in options:
            counts[key] += part
    return Round(number, counts, exhausted=votes - sum(counts.values(), Fraction(0)))


def _majority(now: Round) -> str | None:
    total = sum(now.counts.values())
    return next((key for key, count in now.counts.items() if 2 * count > total), None)


def _level(winner: str, ties: Sequence[Tie], rounds: Sequence[Round]) -> tuple[str, ...]:
    """The winner; with whom only the lot put out when two were left."""
    last: Mapping[str, Fraction] = rounds[-1].counts
    if len(last) == 1 and ties and ties[-1].by_lot and ties[-1].place == str(len(rounds) - 1):
        return ties[-1].among
    return (winner,)
