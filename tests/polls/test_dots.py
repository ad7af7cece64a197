from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import dots
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Flaw
from tests.polls.rankings import KEYS, asked

spreads = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.integers(1, 9), min_size=1), max_size=20
)


def cast(*ballots):
    return [Cast({"points": points}) for points in ballots]


def read(**typed):
    return dots.read({f"points-{key}": [text] for key, text in typed.items()}, asked(points=10))


def test_points_may_be_left_over_and_zeros_are_not_kept():
    assert read(a="๓", b="0", c="") == {"points": {"a": 3}}
    assert read(a="10") == {"points": {"a": 10}}


def test_more_points_than_there_are_or_none_at_all_are_no_ballot():
    assert read(a="6", b="5") is Flaw.TOO_MANY_POINTS
    assert read(a="0", b="0") is Flaw.EMPTY
    assert read() is Flaw.EMPTY
    assert read(a="-1") is Flaw.NO_NUMBER
    assert read(z="1") is Flaw.FOREIGN


def test_the_most_points_win_and_of_equals_the_lot_decides():
    question = asked(lot="edcba")

    assert tally(Method.DOTS, cast({"a": 3}, {"b": 2}), question).winners == ("a",)
    tied = tally(Method.DOTS, cast({"a": 3}, {"b": 3}), question)
    assert tied.winners == ("b",)
    assert tied.ties[0].among == ("a", "b")


@given(spreads)
def test_every_point_is_counted_once_and_shares_add_up(ballots):
    result = tally(Method.DOTS, cast(*ballots), asked())

    assert sum(line.count for line in result.options) == sum(sum(b.values()) for b in ballots)
    assert sum(line.share for line in result.options) == bool(ballots)
    assert sum(line.permille for line in result.options) == 1000 * bool(ballots)


@given(spreads, st.randoms())
def test_the_order_of_ballots_does_not_matter(ballots, chance):
    question, shuffled = replace(asked(), lot=()), chance.sample(ballots, len(ballots))

    assert tally(Method.DOTS, cast(*ballots), question) == tally(
        Method.DOTS, cast(*shuffled), question
    )


@given(spreads, st.permutations(KEYS), st.permutations(KEYS))
def test_renaming_options_renames_the_result(ballots, names, lot):
    new = dict(zip(KEYS, names, strict=True))
    renamed = [{new[key]: number for key, number in points.items()} for points in ballots]

    before = tally(Method.DOTS, cast(*ballots), asked(lot=lot))
    after = tally(Method.DOTS, cast(*renamed), asked(names, [new[key] for key in lot]))

    assert [line.count for line in before.options] == [line.count for line in after.options]
    assert tuple(new[key] for key in before.winners) == after.winners


@given(spreads, st.permutations(KEYS))
def test_one_more_point_for_the_winner_keeps_it_winning(ballots, lot):
    won = tally(Method.DOTS, cast(*ballots), asked(lot=lot)).winners
    assume(won)

    assert tally(Method.DOTS, cast(*ballots, {won[0]: 1}), asked(lot=lot)).winners == won
