"""Budgets for tests: made up by hypothesis, or elections with known results."""

from pathlib import Path

from hypothesis import strategies as st

from forum.polls.logic.formats import pabulib
from forum.polls.logic.kinds import BudgetBallot, BudgetRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.shapes import Cast, Option, Question

KEYS = "abcde"
SMALL = Path(__file__).parents[1] / "data" / "pabulib" / "market_day.pb"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "pabulib"


def asked(prices, budget, *, lot=None, rule=BudgetRule.EQUAL_SHARES, points=False, **settings):
    """A question by key and price; its lot is the order of its options, unless told."""
    ballot = BudgetBallot.POINTS if points else BudgetBallot.APPROVALS
    kept = Settings(budget=budget, budget_rule=rule, budget_ballot=ballot, **settings)
    options = tuple(Option(key, price=price) for key, price in prices.items())
    return Question(options, kept, tuple(lot or prices))


def cast(*ballots):
    """Approvals from texts ("ab"), points from mappings."""
    return [
        Cast({"options": list(each)} if isinstance(each, str) else {"points": dict(each)})
        for each in ballots
    ]


def election(path):
    return pabulib.read(path.read_text(encoding="utf-8"))


@st.composite
def polls(draw, *, rule=None, points=None):
    """A question and ballots, from small numbers, so that ties are frequent."""
    is_by_points = draw(st.booleans()) if points is None else points
    money = draw(st.integers(1, 60))
    question = asked(
        {key: draw(st.integers(1, 30)) for key in KEYS[: draw(st.integers(1, 5))]},
        money,
        rule=rule or draw(st.sampled_from(BudgetRule)),
        points=is_by_points,
    )
    keys = st.sampled_from(question.keys)
    one = st.dictionaries(keys, st.integers(1, 5)) if is_by_points else st.sets(keys).map(sorted)
    ballots = draw(st.lists(one, max_size=10))
    field = "points" if is_by_points else "options"
    lot = draw(st.permutations(question.keys))
    question = asked(
        {option.key: option.price for option in question.options},
        money,
        lot=lot,
        rule=question.settings.budget_rule,
        points=is_by_points,
    )
    return question, [Cast({field: each}) for each in ballots]
