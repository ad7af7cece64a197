import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.polls.logic.kinds import BudgetBallot, BudgetRule, Method
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally import budget, equal_shares
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Flaw, Option, Question
from tests.polls.budgets import SHARED, SMALL, asked, cast, election, polls

GREEDY, EQUAL_SHARES = BudgetRule.GREEDY, BudgetRule.EQUAL_SHARES


def counted(question, ballots):
    return tally(Method.BUDGET, ballots, question)


def votes_of(result):
    return {line.option: line.count for line in result.options}


def prices_of(question):
    return {option.key: option.price for option in question.options}


def fitting(question, spending, result):
    """What has votes, is not bought, and would fit into what is left."""
    left = question.settings.budget - spending.cost
    return {
        key
        for key, price in prices_of(question).items()
        if price <= left and key not in spending.selected and votes_of(result)[key]
    }


def of_file(path, rule):
    found = election(path)
    ballot = BudgetBallot.POINTS if found.vote_type.has_points else BudgetBallot.APPROVALS
    settings = Settings(budget=int(found.budget), budget_rule=rule, budget_ballot=ballot)
    selected = {project.key for project in found.projects if project.is_selected}
    return counted(Question(found.options, settings), found.ballots()), selected


# Known answers


@pytest.mark.shared_data
def test_equal_shares_select_what_assen_selected_in_2024():
    result, selected = of_file(SHARED / "Netherlands_Assen_2024.pb", EQUAL_SHARES)

    assert set(result.winners) == selected
    assert len(selected) == 9
    assert result.detail.equal_shares.completed == ("5", "6")


@pytest.mark.shared_data
def test_greedy_selects_what_mirow_selected_in_2024():
    result, selected = of_file(SHARED / "Poland_Czestochowa_2024_Mirow.pb", GREEDY)

    assert set(result.winners) == selected
    assert result.winners == ("795", "687", "146", "717")


def test_with_equal_shares_a_minority_gets_its_part_of_the_money():
    result, selected = of_file(SMALL, EQUAL_SHARES)

    assert set(result.winners) == selected == {"pier", "swings"}
    assert result.detail.greedy.selected == ("pier", "boats")
    assert result.detail.only_greedy == ("boats",)
    assert result.detail.only_equal_shares == ("swings",)


def test_whoever_cannot_pay_a_full_part_pays_what_is_left_and_votes_count_for_less():
    # Ten each. a takes 6 of each of four, of whom two have 4 left for b; the fifth has all.
    ballots = cast("a", "a", "ab", "ab", "b")

    easy = counted(asked({"a": 24, "b": 12}, 50), ballots)
    hard = counted(asked({"a": 24, "b": 16}, 50), ballots)

    assert easy.winners == hard.winners == ("a", "b")
    assert easy.rounds[0].counts == {"a": 4, "b": 3}
    assert easy.rounds[1].counts == {"b": 3}
    # 4 + 4 + 8: a full part is 8, and 16 / 8 are two votes.
    assert hard.rounds[1].counts == {"b": 2}


# Reading


def test_a_budget_ballot_is_approvals_or_points():
    prices = {"a": 1, "b": 2}

    approvals, points = asked(prices, 5, fewest=2), asked(prices, 5, points=True)
    assert budget.read({"option": ["b", "a"]}, approvals) == {"options": ["a", "b"]}
    assert budget.read({"option": ["b"]}, approvals) is Flaw.TOO_FEW
    assert budget.read({"points-a": ["3"]}, points) == {"points": {"a": 3}}
    assert budget.read({"points-a": ["11"]}, points) is Flaw.TOO_MANY_POINTS


# Ties


def test_of_equal_votes_the_cheaper_is_bought_first():
    for rule in BudgetRule:
        question = asked({"a": 6, "b": 5}, 10, lot="ab", rule=rule)

        result = counted(question, cast("ab", "ab"))

        assert result.winners == ("b",)
        assert result.ties == ()


def test_of_equal_votes_and_prices_the_lot_decides_and_the_tie_is_told():
    for rule in BudgetRule:
        question = asked({"a": 6, "b": 6}, 10, lot="ba", rule=rule)

        result = counted(question, cast("ab", "ab"))

        assert result.winners == ("b",)
        assert [(tie.among, tie.chosen) for tie in result.ties] == [(("a", "b"), "b")]


def test_equals_that_are_all_bought_are_no_tie_for_the_greedy_rule():
    result = counted(asked({"a": 5, "b": 5}, 10, rule=GREEDY), cast("ab"))

    assert result.winners == ("a", "b")
    assert result.ties == ()


# Edges


def test_without_ballots_or_votes_nothing_is_bought():
    for ballots in ([], cast("", "")):
        result = counted(asked({"a": 5}, 10), ballots)

        assert result.winners == ()
        assert result.detail.greedy.selected == ()


def test_what_costs_nothing_is_bought_if_anybody_wants_it():
    result = counted(asked({"a": 0, "b": 0, "c": 4}, 4), cast("ac", "c"))

    assert set(result.winners) == set(result.detail.greedy.selected) == {"a", "c"}


def test_what_costs_more_than_there_is_is_never_bought():
    for rule in BudgetRule:
        result = counted(asked({"a": 11, "b": 2}, 10, rule=rule), cast("a", "a", "ab"))

        assert result.winners == ("b",)


def test_large_shares_are_raised_in_large_steps_so_that_a_count_ends_soon():
    prices = {"a": 9_000_000, "b": 7_777_777, "c": 4_000_001, "d": 900_000}
    steps = []
    original = equal_shares._selected

    def noted(market, raise_):
        steps.append(raise_)
        return original(market, raise_)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equal_shares, "_selected", noted)
        result = counted(asked(prices, 18_000_000), cast("abd", "ac", "bc", "d", "b"))

    assert result.detail.equal_shares.cost <= 18_000_000
    assert len(steps) < 10_000
    assert {later - earlier for earlier, later in pairwise(steps)} <= {1_000, 10_000}


# What always holds


@given(polls())
def test_the_budget_is_never_exceeded_and_nothing_is_bought_without_a_vote(poll):
    question, ballots = poll
    result = counted(question, ballots)

    for spending in (result.detail.greedy, result.detail.equal_shares):
        prices = [prices_of(question)[key] for key in spending.selected]
        assert sum(prices) == spending.cost <= question.settings.budget
        assert len(set(spending.selected)) == len(spending.selected)
        assert all(votes_of(result)[key] for key in spending.selected)


@given(polls())
def test_greedy_leaves_nothing_that_would_still_fit(poll):
    question, ballots = poll
    result = counted(question, ballots)

    assert not fitting(question, result.detail.greedy, result)


@given(polls(rule=EQUAL_SHARES))
def test_equal_shares_stop_only_when_nothing_fits_or_a_unit_more_would_be_too_much(poll):
    question, ballots = poll
    result = counted(question, ballots)
    market = equal_shares._market(budget.together(ballots), question)
    raise_ = 0
    while ballots and set(equal_shares._selected(market, raise_)) != set(result.winners):
        raise_ += 1

    if fitting(question, result.detail.equal_shares, result):
        while set(equal_shares._selected(market, raise_)) == set(result.winners):
            raise_ += 1
        assert market.cost(equal_shares._selected(market, raise_)) > question.settings.budget


@given(polls(), st.integers(0, 5))
def test_nobody_pays_more_than_their_share_or_more_a_point_than_others(poll, raise_):
    question, ballots = poll
    market = equal_shares._market(budget.together(ballots), question)
    assume(market.people)
    purses = equal_shares.purses_of(market, raise_)

    before = [Fraction(each, purses.unit) for each in purses.money]
    assert set(before) == {Fraction(question.settings.budget, market.people) + raise_}
    for purchase in equal_shares.purchases(market, purses, in_full=True):
        after = [Fraction(each, purses.unit) for each in purses.money]
        paid = [was - now for was, now in zip(before, after, strict=True)]
        backers = {
            purse: (people, points) for purse, people, points in market.backers[purchase.key]
        }
        full = max((paid[purse] / points for purse, (_, points) in backers.items()), default=0)
        assert min(after) >= 0
        assert (
            sum(paid[purse] * people for purse, (people, _) in backers.items())
            == (market.prices[purchase.key])
        )
        assert all(not amount for purse, amount in enumerate(paid) if purse not in backers)
        assert all(
            paid[purse] == full * points or after[purse] == 0
            for purse, (_, points) in backers.items()
        )
        assert purchase.effective[purchase.key] == max(purchase.effective.values())
        before = after


@given(polls(), st.integers(0, 5))
def test_looking_only_at_what_can_come_first_buys_the_same(poll, raise_):
    question, ballots = poll
    market = equal_shares._market(budget.together(ballots), question)
    assume(market.people)

    bought = [
        [
            (each.key, each.tied)
            for each in equal_shares.purchases(
                market, equal_shares.purses_of(market, raise_), in_full=in_full
            )
        ]
        for in_full in (False, True)
    ]
    assert bought[0] == bought[1]


@given(polls(), st.randoms())
def test_the_order_of_ballots_does_not_matter(poll, chance):
    question, ballots = poll
    by_ballots, shuffled = replace(question, lot=()), chance.sample(ballots, len(ballots))

    assert counted(by_ballots, ballots) == counted(by_ballots, shuffled)


@given(polls(), st.data())
def test_renaming_options_renames_the_result(poll, data):
    question, ballots = poll
    new = dict(zip(question.keys, data.draw(st.permutations("vwxyz")), strict=False))
    renamed = replace(
        question,
        options=tuple(Option(new[o.key], price=o.price) for o in question.options),
        lot=tuple(new[key] for key in question.lot),
    )
    choices = [_renamed(ballot.choice, new) for ballot in ballots]

    before = counted(question, ballots)
    after = counted(renamed, [replace(b, choice=c) for b, c in zip(ballots, choices, strict=True)])

    assert tuple(new[key] for key in before.winners) == after.winners
    assert tuple(new[key] for key in before.detail.greedy.selected) == after.detail.greedy.selected
    assert [line.count for line in before.options] == [line.count for line in after.options]


def _renamed(choice, new):
    if "options" in choice:
        return {"options": [new[key] for key in choice["options"]]}
    return {"points": {new[key]: number for key, number in choice["points"].items()}}


@given(polls())
def test_a_ballot_of_weight_two_counts_like_two(poll):
    question, ballots = poll
    heavy = [replace(ballot, weight=2) for ballot in ballots]

    once, twice = counted(question, heavy), counted(question, ballots * 2)

    assert once.detail == twice.detail
    assert once.rounds == twice.rounds


@given(polls(rule=GREEDY, points=False), st.data())
def test_one_more_approval_of_what_greedy_buys_keeps_it_bought(poll, data):
    question, ballots = poll
    bought = counted(question, ballots).winners
    assume(bought)
    key = data.draw(st.sampled_from(bought))

    assert key in counted(question, [*ballots, *cast(key)]).winners


@given(polls())
def test_a_result_can_be_written_as_plain_data(poll):
    plain = as_plain(counted(*poll))

    assert json.loads(json.dumps(plain)) == plain
