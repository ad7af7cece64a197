"""Several seats: the single transferable vote as Scotland's councils are elected.

The Scottish Local Government Elections Order 2007 (SSI 2007/42), Schedule 1, rules 45-52: Droop
quota; a surplus goes on in all the option's votes, each at a part of its value, cut off after five
decimals. A stage here is what the Order calls one; where it draws lots, the question's lot is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from forum.polls.logic.tally.irv import decided, lowest
from forum.polls.logic.tally.profile import Profile, Strict, lines_of, profile_of, votes_of
from forum.polls.logic.tally.ranking import read_ranks
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    Question,
    Result,
    Round,
    StvDetail,
    Tie,
    Told,
)

_UNIT = 100_000  # five decimals, rule 48 (3)

_Paper = tuple[Strict, int]  # order, votes
_Pile = dict[Fraction, list[_Paper]]  # by the value of each vote


def read(given: Given, question: Question) -> Choice | Flaw:
    """The order in the numbers of a form, as for a ranking; no two alike."""
    return read_ranks(given, question, may_tie=False)


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """Fill the seats, stage by stage; winners in the order of their election.

    An option's count is its first preferences. Nobody is elected without votes. Raises ValueError
    for orders with equal ranks: this method has none.
    """
    profile = profile_of(ballots, question.keys)
    if profile.tied:
        raise ValueError("The single transferable vote knows no equal ranks.")
    seats = question.settings.seats
    stages = _Stages(profile, seats, question.lot)
    stages.run()
    return Result(
        ballots=len(ballots),
        options=lines_of(profile),
        leading=tuple(stages.elected),
        winners=tuple(stages.elected),
        ties=tuple(stages.ties),
        rounds=tuple(stages.rounds),
        detail=StvDetail(quota_of(profile.votes, seats), seats),
    )


def quota_of(votes: int, seats: int) -> int:
    """Rule 46, after H. R. Droop: the fewest whole votes that no more than `seats` options can have."""
    return votes // (seats + 1) + 1


@dataclass
class _Stages:
    """A count on its way."""

    profile: Profile
    seats: int
    lot: Sequence[str]
    continuing: list[str] = field(init=False)
    votes: dict[str, Fraction] = field(init=False)
    piles: dict[str, _Pile] = field(default_factory=dict)
    elected: list[str] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    exhausted: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        """Rule 45: first preferences."""
        self.continuing = list(self.profile.keys)
        self.votes = dict.fromkeys(self.profile.keys, Fraction(0))
        self.quota = quota_of(self.profile.votes, self.seats)
        self._pass_on(self.profile.strict.items(), Fraction(1))

    def run(self) -> None:
        """Stage after stage until the seats are filled."""
        while any(self.votes.values()):
            now = Round(
                len(self.rounds) + 1, dict(self.votes), exhausted=self.exhausted, lost=self.lost
            )
            now = replace(now, elected=self._elect())
            surplus, out = self._next() if self._vacant() and self.continuing else ("", "")
            self.rounds.append(replace(now, surplus=surplus, eliminated=(out,) if out else ()))
            if surplus:
                self._transfer(surplus)
            elif out:
                self._exclude(out)
            else:
                return

    def _vacant(self) -> int:
        return self.seats - len(self.elected)

    def _elect(self) -> tuple[str, ...]:
        """Rule 47: who has the quota; rule 52: all who are left, if they are no more than the seats."""
        reached = self._best_first(
            [key for key in self.continuing if self.votes[key] >= self.quota]
        )
        left = [key for key in self.continuing if key not in reached]
        if len(left) <= self._vacant() - len(reached):
            reached += self._best_first(left)
        self.elected += reached
        self.continuing = [key for key in self.continuing if key not in reached]
        return tuple(reached)

    def _best_first(self, keys: Sequence[str]) -> list[str]:
        """By votes; those level by earlier stages, else by lot. No tie to tell: all are elected."""
        left, ordered = list(keys), list[str]()
        while left:
            most = max(self.votes[key] for key in left)
            level = [key for key in left if self.votes[key] == most]
            ordered.append(decided(level, self.rounds, self.lot, goes_out=False)[0])
            left.remove(ordered[-1])
        return ordered

    def _next(self) -> tuple[str, str]:
        """Whose surplus goes on (rule 49: the largest), else who goes out (rule 51: the lowest)."""
        over = {key: self.votes[key] for key in self.elected if self.votes[key] > self.quota}
        if not over:
            counts = {key: self.votes[key] for key in self.continuing}
            out, tie = lowest(counts, self.rounds, self.lot)
            self.ties += [tie] if tie else []
            return "", out
        most = max(over.values())
        level = [key for key in self.profile.keys if over.get(key) == most]
        surplus, tie = decided(level, self.rounds, self.lot, goes_out=False)
        self.ties += [tie] if tie else []
        return surplus, ""

    def _transfer(self, key: str) -> None:
        """Rule 48: all votes go on, each worth surplus * value / votes, cut off at five decimals."""
        share = (self.votes[key] - self.quota) / self.votes[key]
        for value, papers in self.piles.pop(key).items():
            part = _cut(share * value)
            self.lost += (share * value - part) * votes_of(papers)
            self._pass_on(papers, part)
        self.votes[key] = Fraction(self.quota)

    def _exclude(self, key: str) -> None:
        """Rule 50: all votes go on at the value they came with."""
        self.continuing.remove(key)
        for value, papers in self.piles.pop(key, {}).items():
            self._pass_on(papers, value)
        del self.votes[key]

    def _pass_on(self, papers: Iterable[_Paper], value: Fraction) -> None:
        """Each to the first in its order that is continuing, at this value."""
        continues = frozenset(self.continuing).__contains__
        moved = defaultdict[str | None, list[_Paper]](list)
        for paper in papers:
            moved[next(filter(continues, paper[0]), None)].append(paper)
        for key, pile in moved.items():
            worth = value * votes_of(pile)
            if key is None:
                self.exhausted += worth
            else:
                self.piles.setdefault(key, {}).setdefault(value, []).extend(pile)
                self.votes[key] += worth


def _cut(number: Fraction) -> Fraction:
    """What is beyond five decimals is dropped."""
    return Fraction(number.numerator * _UNIT // number.denominator, _UNIT)
