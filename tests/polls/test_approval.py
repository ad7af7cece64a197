from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import approval
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Flaw, Told
from forum.polls.logic.tally.shares import permille_of
from tests.polls.rankings import KEYS, asked

approvals = st.lists(st.sets(st.sampled_from(KEYS)), max_size=20)


def cast(*ballots):
    return [Cast({"options": [key for key in KEYS if key in named]}) for named in ballots]


def read(*named, **settings):
    return approval.read({"option": list(named)}, asked(**settings))


def test_a_ballot_names_its_options_in_the_polls_order():
    assert read("c", "a") == {"options": ["a", "c"]}


def test_too_few_and_too_many_options_are_no_ballot():
    assert read("a", fewest=2) is Flaw.TOO_FEW
    assert read("a", "b", "c", most=2) is Flaw.TOO_MANY
    assert read() is Flaw.EMPTY
    assert read("a", "a") is Flaw.TWICE
    assert read("a", "z") is Flaw.FOREIGN


def test_to_approve_of_nothing_is_a_ballot_only_where_nothing_need_be_named():
    assert read(fewest=0) == {"options": []}


def test_a_share_is_of_the_voters_not_of_the_approvals():
    result = tally(Method.APPROVAL, cast("ab", "a", "abc"), asked())

    assert [line.count for line in result.options] == [3, 2, 1, 0, 0]
    assert [line.share for line in result.options] == [1, Fraction(2, 3), Fraction(1, 3), 0, 0]
    assert [line.permille for line in result.options] == [1000, 667, 333, 0, 0]
    assert result.winners == ("a",)


def test_ballots_with_weights_and_sheets_of_hands_count_as_often_as_they_say():
    heavy = replace(cast("a")[0], weight=3)

    result = tally(Method.APPROVAL, [heavy, *cast("b")], asked(), [Told(4, {"b": 4, "c": 1})])

    assert [line.count for line in result.options] == [3, 5, 1, 0, 0]
    assert result.options[1].share == Fraction(5, 8)
    assert result.ballots == 6


def test_of_equals_the_lot_decides_and_the_tie_is_told():
    result = tally(Method.APPROVAL, cast("ab", "ab", "c"), asked(lot="cbade"))

    assert result.leading == ("a", "b")
    assert result.winners == ("b",)
    assert [(tie.among, tie.chosen, tie.by_lot) for tie in result.ties] == [(("a", "b"), "b", True)]


def test_without_an_approval_nothing_wins():
    assert tally(Method.APPROVAL, cast("", ""), asked()).winners == ()


@given(approvals, st.randoms())
def test_the_order_of_ballots_does_not_matter(ballots, chance):
    shuffled = chance.sample(ballots, len(ballots))

    question = replace(asked(), lot=())
    assert tally(Method.APPROVAL, cast(*ballots), question) == tally(
        Method.APPROVAL, cast(*shuffled), question
    )


@given(approvals, st.permutations(KEYS), st.permutations(KEYS))
def test_renaming_options_renames_the_result(ballots, names, lot):
    new = dict(zip(KEYS, names, strict=True))
    renamed = [Cast({"options": [new[k] for k in KEYS if k in named]}) for named in ballots]

    before = tally(Method.APPROVAL, cast(*ballots), asked(lot=lot))
    after = tally(Method.APPROVAL, renamed, asked(names, [new[k] for k in lot]))

    assert [line.count for line in before.options] == [line.count for line in after.options]
    assert tuple(new[key] for key in before.winners) == after.winners


@given(approvals)
def test_every_approval_is_counted_once(ballots):
    result = tally(Method.APPROVAL, cast(*ballots), asked())

    assert sum(line.count for line in result.options) == sum(map(len, ballots))
    assert all(line.count <= result.ballots for line in result.options)


@given(approvals, st.permutations(KEYS), st.data())
def test_one_more_approval_of_the_winner_keeps_it_winning(ballots, lot, data):
    question = asked(lot=lot)
    won = tally(Method.APPROVAL, cast(*ballots), question).winners
    without = [place for place, named in enumerate(ballots) if not set(won) <= named]
    assume(won and without)
    more = list(ballots)
    more[data.draw(st.sampled_from(without))] |= set(won)

    assert tally(Method.APPROVAL, cast(*more), question).winners == won


@pytest.mark.parametrize(("part", "permille"), [((1, 3), 333), ((2, 3), 667), ((1, 2000), 1)])
def test_printed_shares_are_rounded_half_up(part, permille):
    assert permille_of(Fraction(*part)) == permille
