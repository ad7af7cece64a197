"""Options in order: every count of the same rankings, one of which decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from forum.polls.logic.kinds import RankingRule
from forum.polls.logic.tally import borda, condorcet, irv, schulze
from forum.polls.logic.tally.choice import decided
from forum.polls.logic.tally.profile import Groups, Matrix, Profile, in_groups, lines_of, profile_of
from forum.polls.logic.tally.reading import numbers_beside
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    Question,
    RankingDetail,
    Result,
    Round,
    Tie,
    Told,
)


def read(given: Given, question: Question) -> Choice | Flaw:
    """The order in the numbers of a form: the lowest number is best, gaps are closed up.

    Options without a number are not ranked; equal numbers only where the settings let them be.
    """
    return read_ranks(given, question, may_tie=question.settings.may_tie)


def read_ranks(given: Given, question: Question, *, may_tie: bool) -> Choice | Flaw:
    """As `read`, for any method of orders. Who must rank all is not held to a maximum."""
    numbers = numbers_beside(given, "rank", question)
    if isinstance(numbers, Flaw):
        return numbers
    flaw = _flaw_of(numbers, question, may_tie=may_tie)
    if flaw:
        return flaw
    levels = sorted(set(numbers.values()))
    return {"ranks": [[key for key in numbers if numbers[key] == level] for level in levels]}


def marks(choice: Mapping[str, Any]) -> dict[str, int]:
    """The first preference of a kept order; none where several options share the top."""
    top = choice["ranks"][0] if choice["ranks"] else []
    return {str(top[0]): 1} if len(top) == 1 else {}


def count(ballots: Sequence[Cast], question: Question, _told: Sequence[Told] = ()) -> Result:
    """All counts of the orders; the winner is that of the settings' rule.

    An option's count is its first preferences; a ballot with several options on top is nobody's.
    `rounds` are those of the instant run-off, whichever rule decides. People's counts tell no
    orders and are left out.
    """
    profile = profile_of(ballots, question.keys)
    counts = _Counts.of(profile, question)
    rule = question.settings.ranking_rule
    outcome = counts.outcomes[rule]
    return Result(
        ballots=len(ballots),
        options=lines_of(profile),
        leading=outcome.leading,
        winners=outcome.winners,
        ties=outcome.ties,
        rounds=counts.rounds,
        detail=counts.detail(rule),
    )


@dataclass(frozen=True)
class _Outcome:
    """What one rule says."""

    order: Groups
    leading: tuple[str, ...]
    winners: tuple[str, ...]
    ties: tuple[Tie, ...]

    @classmethod
    def ordered(cls, order: Groups, question: Question) -> "_Outcome":
        """The first group leads; where it is of several, the lot decides."""
        leading = order[0] if order else ()
        return cls(order, leading, *decided(leading, question))


@dataclass(frozen=True)
class _Counts:
    """Everything counted on one profile."""

    condorcet: str | None
    pairs: Matrix
    points: tuple[Fraction, ...]
    strengths: Matrix
    rounds: tuple[Round, ...]
    outcomes: Mapping[RankingRule, _Outcome]

    @classmethod
    def of(cls, profile: Profile, question: Question) -> "_Counts":
        """Count. Nobody wins where nobody ranked anything."""
        keys, pairs = profile.keys, condorcet.pairs_of(profile)
        points, strengths = borda.points_of(pairs, profile.votes), schulze.strengths_of(pairs)
        best, runoff = condorcet.winner_of(pairs), irv.run_off(profile, question.lot)
        by_points = in_groups(dict(zip(keys, points, strict=True)))
        by_paths = tuple(tuple(keys[i] for i in group) for group in schulze.order_of(strengths))
        won = (runoff.winner,) if runoff.winner else ()
        return cls(
            condorcet=None if best is None else keys[best],
            pairs=pairs,
            points=points,
            strengths=strengths,
            rounds=runoff.rounds,
            outcomes={
                RankingRule.IRV: _Outcome(runoff.order, runoff.level, won, runoff.ties),
                RankingRule.SCHULZE: _Outcome.ordered(by_paths if won else (), question),
                RankingRule.BORDA: _Outcome.ordered(by_points if won else (), question),
            },
        )

    def detail(self, rule: RankingRule) -> RankingDetail:
        """For the result; rules that no vote decided have no winner."""
        outcomes = {each.value: outcome for each, outcome in self.outcomes.items()}
        return RankingDetail(
            decided_by=rule,
            condorcet=self.condorcet,
            pairs=self.pairs,
            borda=self.points,
            strengths=self.strengths,
            orders={name: outcome.order for name, outcome in outcomes.items()},
            winners={name: each.winners[0] for name, each in outcomes.items() if each.winners},
            ties={name: outcome.ties for name, outcome in outcomes.items()},
        )


def _flaw_of(numbers: Mapping[str, int], question: Question, *, may_tie: bool) -> Flaw | None:
    settings, size = question.settings, len(question.options)
    checks = {
        Flaw.EMPTY: not numbers,
        Flaw.OUT_OF_RANGE: 0 in numbers.values(),
        Flaw.SAME_RANK: not may_tie and len(set(numbers.values())) < len(numbers),
        Flaw.UNRANKED: settings.must_rank_all and len(numbers) < size,
        Flaw.TOO_MANY: not settings.must_rank_all and 0 < settings.most < len(numbers),
    }
    return next((flaw for flaw, holds in checks.items() if holds), None)
