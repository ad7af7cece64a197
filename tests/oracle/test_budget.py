"""Our ways to spend a budget against those of pabutools.

    uv run --no-default-groups --group oracle pytest -n 0 -s tests/oracle

Ties are broken by the same rule there and here. One difference: with money left, pabutools's greedy
rule buys what nobody voted for, ours never does.
"""

import random

import pytest

from forum.polls.logic.kinds import BudgetBallot, BudgetRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally import budget
from forum.polls.logic.tally.shapes import Cast, Option, Question
from tests.oracle.rankings import PROFILES, told

pytest.importorskip("pabutools")

from pabutools.election import (
    AdditiveSatisfaction,
    ApprovalBallot,
    ApprovalProfile,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    Project,
)
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule

pytestmark = pytest.mark.filterwarnings("ignore")


class PointsByCost(AdditiveSatisfaction):
    """As with approvals: a point for what costs twice as much counts twice."""

    def __init__(self, instance, profile, ballot):
        super().__init__(
            instance, profile, ballot, lambda *about: about[2].get(about[3], 0) * about[3].cost
        )


def polls(*, points=False):
    """So many random polls; prices and votes from few numbers, so that ties are frequent."""
    rng = random.Random(2026)
    for _ in range(PROFILES):
        keys = [str(n) for n in range(rng.randint(2, 7))]
        money = rng.randint(4, 60)
        options = tuple(Option(key, price=rng.randint(1, min(money, 20))) for key in keys)
        ballot = _points if points else _approvals
        ballots = [ballot(rng, keys) for _ in range(rng.randint(1, 12))]
        settings = Settings(
            budget=money, budget_ballot=BudgetBallot.POINTS if points else BudgetBallot.APPROVALS
        )
        yield ballots, Question(options, settings, tuple(rng.sample(keys, len(keys))))


def _approvals(rng, keys):
    return Cast({"options": [key for key in keys if rng.random() < 0.4]})


def _points(rng, keys):
    return Cast({"points": {key: rng.randint(1, 5) for key in keys if rng.random() < 0.4}})


def _theirs(ballots, question):
    """The same poll for pabutools, and the rule by which it is to break ties."""
    projects = {o.key: Project(o.key, o.price) for o in question.options}
    instance = Instance(projects.values(), budget_limit=question.settings.budget)
    votes = votes_of(ballots, question)
    by_lot = TieBreakingRule(
        lambda _i, _p, project: (
            project.cost,
            -votes[project.name],
            question.lot.index(project.name),
        )
    )
    if question.settings.budget_ballot is BudgetBallot.APPROVALS:
        named = [ApprovalBallot(projects[k] for k in b.choice["options"]) for b in ballots]
        return instance, ApprovalProfile(named, instance=instance), Cost_Sat, by_lot
    given = [
        CumulativeBallot({projects[k]: n for k, n in b.choice["points"].items()}) for b in ballots
    ]
    return instance, CumulativeProfile(given, instance=instance), PointsByCost, by_lot


def votes_of(ballots, question):
    votes = dict.fromkeys(question.keys, 0)
    for ballot in ballots:
        for key, points in budget.marks(ballot.choice).items():
            votes[key] += points
    return votes


@pytest.mark.parametrize("points", [False, True])
def test_greedy_agrees_with_pabutools(points):
    found = []
    for ballots, question in polls(points=points):
        instance, profile, satisfaction, by_lot = _theirs(ballots, question)

        theirs = greedy_utilitarian_welfare(
            instance, profile, sat_class=satisfaction, is_sat_additive=True, tie_breaking=by_lot
        )
        ours = budget.count(ballots, question).detail.greedy.selected

        votes = votes_of(ballots, question)
        assert list(ours) == [project.name for project in theirs if votes[project.name]]
        found.append(len(set(votes.values())) < len(votes))
    told(f"Greedy, pabutools, points: {points}; equal votes", found)


@pytest.mark.parametrize("points", [False, True])
def test_equal_shares_with_the_add_one_completion_agree_with_pabutools(points):
    found = []
    for ballots, question in polls(points=points):
        instance, profile, satisfaction, by_lot = _theirs(ballots, question)

        theirs = method_of_equal_shares(
            instance,
            profile,
            sat_class=satisfaction,
            tie_breaking=by_lot,
            voter_budget_increment=1,
        )
        result = budget.count(ballots, question)

        assert result.detail.equal_shares.selected == tuple(project.name for project in theirs)
        found.append("lot" if result.ties else "no lot")
    assert question.settings.budget_rule is BudgetRule.EQUAL_SHARES
    told(f"Equal shares, pabutools, points: {points}", found)
