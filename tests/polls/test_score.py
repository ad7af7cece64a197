from dataclasses import replace
from fractions import Fraction
from statistics import median

from hypothesis import assume, given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import score
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Flaw
from tests.polls.rankings import KEYS, asked

TOP = 5
scorings = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.integers(0, TOP), min_size=1), max_size=20
)


def cast(*ballots):
    return [Cast({"scores": scores}) for scores in ballots]


def count(*ballots, **question):
    return tally(Method.SCORE, cast(*ballots), asked(top=TOP, **question))


def read(**typed):
    return score.read({f"score-{key}": [text] for key, text in typed.items()}, asked(top=TOP))


def test_scores_may_be_typed_in_thai_digits_and_options_left_out():
    assert read(a="๕", b=" 0 ", c="") == {"scores": {"a": 5, "b": 0}}


def test_what_is_above_the_top_or_no_whole_number_is_no_score():
    assert read(a="6") is Flaw.OUT_OF_RANGE
    assert read(a="") is Flaw.EMPTY
    for text in ("-1", "1.5", "1e9", "NaN", "x", "9" * 5000):
        assert read(a=text) is Flaw.NO_NUMBER


def test_the_mean_decides_among_those_who_have_an_opinion():
    result = count({"a": 4, "b": 5}, {"a": 4}, {"a": 4, "c": 0})

    assert result.detail.means == (4, 5, 0, None, None)
    assert result.detail.medians == (4, 5, 0, None, None)
    assert result.detail.distributions[0] == (0, 0, 0, 0, 3, 0)
    assert result.winners == ("b",)
    assert result.options[0].share == Fraction(4, 5)


def test_means_a_hair_apart_are_no_tie():
    thirds = [{"a": 1}, {"a": 0}, {"a": 0}] * 1000
    a_bit_less = [{"b": 1}, {"b": 0}, {"b": 0}] * 1000 + [{"b": 0}]

    result = count(*thirds, *a_bit_less)

    assert result.winners == ("a",)
    assert result.ties == ()


def test_equal_means_are_decided_by_lot():
    result = count({"a": 2, "b": 2}, lot="badce")

    assert result.leading == ("a", "b")
    assert result.winners == ("b",)
    assert result.ties[0].by_lot


@given(scorings)
def test_mean_and_median_are_exact(ballots):
    result = count(*ballots)

    for place, key in enumerate(KEYS):
        given_ = [scores[key] for scores in ballots if key in scores]
        mean = Fraction(sum(given_), len(given_)) if given_ else None
        middle = median(map(Fraction, given_)) if given_ else None
        assert result.detail.means[place] == mean
        assert result.detail.medians[place] == middle
        assert sum(result.detail.distributions[place]) == len(given_)


@given(scorings, st.randoms())
def test_the_order_of_ballots_does_not_matter(ballots, chance):
    question = asked(top=TOP, lot=())
    shuffled = chance.sample(ballots, len(ballots))

    assert tally(Method.SCORE, cast(*ballots), replace(question, lot=())) == tally(
        Method.SCORE, cast(*shuffled), replace(question, lot=())
    )


@given(scorings, st.permutations(KEYS), st.permutations(KEYS))
def test_renaming_options_renames_the_result(ballots, names, lot):
    new = dict(zip(KEYS, names, strict=True))
    renamed = [{new[key]: number for key, number in scores.items()} for scores in ballots]

    before = count(*ballots, lot=lot)
    after = tally(Method.SCORE, cast(*renamed), asked(names, [new[key] for key in lot], top=TOP))

    assert before.detail == after.detail
    assert tuple(new[key] for key in before.winners) == after.winners


@given(scorings, st.permutations(KEYS), st.data())
def test_a_better_score_for_the_winner_keeps_it_winning(ballots, lot, data):
    won = count(*ballots, lot=lot).winners
    lower = [place for place, scores in enumerate(ballots) if won and scores.get(won[0], TOP) < TOP]
    assume(lower)
    place = data.draw(st.sampled_from(lower))
    better = [*ballots]
    better[place] = {**better[place], won[0]: TOP}

    assert count(*better, lot=lot).winners == won


@given(scorings)
def test_a_ballot_of_weight_two_counts_like_two(ballots):
    heavy = [replace(each, weight=2) for each in cast(*ballots)]

    once = tally(Method.SCORE, heavy, asked(top=TOP))

    assert once.detail == count(*ballots, *ballots).detail
