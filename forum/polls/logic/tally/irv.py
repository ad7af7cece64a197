"""Instant run-off: the option with the fewest votes goes out, its votes go on, until one has a majority.

Thomas Hare's transfer for a single seat (W. R. Ware, 1871). A vote that puts several options on top
stands for each in equal parts. Options level at the bottom: the one that had fewer in the latest
earlier round in which they differ goes out, else the one that comes last in the lot.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from forum.polls.logic.tally.profile import Group, Groups, Profile, Strict, in_groups, votes_of
from forum.polls.logic.tally.shapes import Round, Tie


@dataclass(frozen=True)
class Runoff:
    """Who won, whom the lot made equal to the winner, all rounds and the ties in them."""

    winner: str | None
    level: tuple[str, ...]
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]

    @property
    def order(self) -> Groups:
        """The winner, who was still in by votes of the last round, and the others as they went out."""
        if self.winner is None:
            return ()
        counts = dict(self.rounds[-1].counts)
        del counts[self.winner]
        gone = [each.eliminated for each in reversed(self.rounds) if each.eliminated]
        return ((self.winner,), *in_groups(counts), *gone)


def run_off(profile: Profile, lot: Sequence[str]) -> Runoff:
    """Count until an option has more than half of the votes not exhausted; nobody without votes."""
    piles = _Piles(profile)
    rounds, ties = list[Round](), list[Tie]()
    while any(counts := piles.counts()):
        held = dict(zip(piles.standing, counts, strict=True))
        now = Round(len(rounds) + 1, held, exhausted=profile.votes - sum(counts, Fraction(0)))
        winner = _majority(now)
        if winner is not None:
            rounds.append(replace(now, elected=(winner,)))
            return Runoff(winner, _level(winner, ties, rounds), tuple(rounds), tuple(ties))
        out, tie = lowest(now.counts, rounds, lot)
        ties += [tie] if tie else []
        rounds.append(replace(now, eliminated=(out,)))
        piles.put_out(out)
    return Runoff(None, (), (), ())


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


class _Piles:
    """Votes by the options they stand for; those with equal ranks may stand for several at once."""

    def __init__(self, profile: Profile) -> None:
        self.standing = list(profile.keys)
        self.single = {key: list[tuple[Strict, int]]() for key in profile.keys}
        self.shared = defaultdict[Group, list[tuple[Groups, int]]](list)
        self.votes = dict.fromkeys(profile.keys, 0)  # on the single piles
        self._sort_strict(profile.strict.items())
        self._sort_tied(profile.tied.items())

    def counts(self) -> list[Fraction]:
        """The votes of each standing option, in order."""
        held = {key: Fraction(self.votes[key]) for key in self.standing}
        for options, papers in self.shared.items():
            part = Fraction(votes_of(papers), len(options))
            for key in options:
                held[key] += part
        return list(held.values())

    def put_out(self, out: str) -> None:
        """Its votes go on; votes it shared are the others' now."""
        self.standing.remove(out)
        self._sort_strict(self.single.pop(out))
        for options in [options for options in self.shared if out in options]:
            self._sort_tied(self.shared.pop(options))

    def _sort_strict(self, papers: Iterable[tuple[Strict, int]]) -> None:
        """To the first in each order that is still standing."""
        stands, moved = frozenset(self.standing).__contains__, defaultdict[str, Any](list)
        for paper in papers:
            key = next(filter(stands, paper[0]), None)
            if key is not None:
                moved[key].append(paper)
        for key, pile in moved.items():
            self.single[key] += pile
            self.votes[key] += votes_of(pile)

    def _sort_tied(self, papers: Iterable[tuple[Groups, int]]) -> None:
        """To all of the first group in each order that are still standing."""
        still = frozenset(self.standing)
        for paper in papers:
            tops = (tuple(key for key in group if key in still) for group in paper[0])
            top = next(filter(None, tops), None)
            if top:
                self.shared[top].append(paper)


def _majority(now: Round) -> str | None:
    total = sum(now.counts.values())
    return next((key for key, count in now.counts.items() if 2 * count > total), None)


def _level(winner: str, ties: Sequence[Tie], rounds: Sequence[Round]) -> tuple[str, ...]:
    """The winner; with whom only the lot put out when two were left."""
    last: Mapping[str, Fraction] = rounds[-1].counts
    if len(last) == 1 and ties and ties[-1].by_lot and ties[-1].place == str(len(rounds) - 1):
        return ties[-1].among
    return (winner,)
