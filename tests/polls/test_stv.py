from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import stv
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast, Flaw, StvDetail, Tie
from tests.polls.rankings import (
    KEYS,
    asked,
    cast,
    election,
    lots,
    renamed,
    some_rounds,
    strict_ballots,
    votes,
)

seats = st.integers(1, 6)


def counted(given_ballots, **asking):
    return stv.count(given_ballots, asked(**asking))


# Known answers


def test_a_recorded_count_by_the_scottish_rules_comes_out_to_the_last_decimal():
    poll = election("committee_2005.soi")

    result = stv.count(poll.ballots(), asked(poll.names, seats=4))

    assert result.winners == ("7", "4", "13", "3")
    assert [each.surplus for each in result.rounds] == ["7", "4", *[""] * 6, "13", *[""] * 4]
    gone = [each.eliminated[0] for each in result.rounds if each.eliminated]
    assert (set(gone[:4]), gone[4:]) == ({"6", "10", "11", "12"}, ["9", "5", "2", "1", "8"])
    assert _decimals(result.rounds[1]) == {
        "1": "6.84848", "2": "3.42424", "3": "8.42424", "4": "22.00000", "5": "2.42424",
        "6": "0.00000", "7": "19.00000", "8": "12.45448", "9": "1.42424", "10": "0.00000",
        "11": "0.00000", "12": "0.00000", "13": "18.00000",
    }  # fmt: skip
    assert _decimals(result.rounds[9]) == {
        "1": "9.01084", "2": "3.95360", "3": "9.45496", "4": "19.00000", "7": "19.00000",
        "8": "14.57568", "13": "19.00000",
    }  # fmt: skip
    assert _decimals(result.rounds[11])["3"] == "16.62204"
    assert _decimals(result.rounds[11])["8"] == "16.59988"
    assert _decimals(result.rounds[-1])["3"] == "18.59172"
    assert result.rounds[-1].exhausted == Fraction("18.40808")


def _decimals(each):
    return {key: f"{float(count):.5f}" for key, count in each.counts.items()}


def test_the_food_at_the_party_comes_out_as_in_the_textbook():
    # Wikipedia, "Single transferable vote": 20 guests, 3 dishes, a quota of 6.
    dishes = ("orange", "pear", "chocolate", "strawberry", "burger")
    guests = [
        *cast_named("orange") * 4,
        *cast_named("pear", "orange") * 2,
        *cast_named("chocolate", "strawberry") * 8,
        *cast_named("chocolate", "burger") * 4,
        *cast_named("strawberry"),
        *cast_named("burger"),
    ]

    result = stv.count(guests, asked(dishes, seats=3))

    assert result.detail == StvDetail(quota=6, seats=3)
    assert result.winners == ("chocolate", "orange", "strawberry")
    assert result.rounds[1].counts["strawberry"] == 5
    assert result.rounds[1].counts["burger"] == 3


def cast_named(*keys):
    return [Cast({"ranks": [[key] for key in keys]})]


# Properties


@some_rounds
@given(strict_ballots, seats, lots)
def test_every_stage_holds_all_votes_with_what_is_exhausted_and_what_rounding_drops(
    given_ballots, seats, lot
):
    for each in counted(given_ballots, seats=seats, lot=lot).rounds:
        assert sum(each.counts.values()) + each.exhausted + each.lost == len(given_ballots)
        assert 0 <= each.lost < Fraction(each.number * len(given_ballots), 100_000)
        assert all((count * 100_000).denominator == 1 for count in each.counts.values())


@some_rounds
@given(strict_ballots, seats, lots)
def test_as_many_are_elected_as_there_are_seats_or_options(given_ballots, seats, lot):
    result = counted(given_ballots, seats=seats, lot=lot)

    assert len(result.winners) == len(set(result.winners)) == min(seats, len(KEYS))
    assert result.leading == result.winners
    assert [k for each in result.rounds for k in each.elected] == list(result.winners)


@some_rounds
@given(strict_ballots, seats, lots)
def test_nobody_goes_out_while_a_surplus_is_left_and_the_largest_goes_first(
    given_ballots, seats, lot
):
    result = counted(given_ballots, seats=seats, lot=lot)

    for each in result.rounds[:-1]:
        over = {k: n for k, n in each.counts.items() if n > result.detail.quota}
        assert bool(over) == bool(each.surplus) == (not each.eliminated)
        if over:
            assert over[each.surplus] == max(over.values())


@some_rounds
@given(strict_ballots, seats, lots)
def test_who_reaches_the_quota_is_elected_at_that_stage(given_ballots, seats, lot):
    result = counted(given_ballots, seats=seats, lot=lot)

    elected = set()
    for each in result.rounds:
        elected.update(each.elected)
        assert {k for k, n in each.counts.items() if n >= result.detail.quota} <= elected


@some_rounds
@given(strict_ballots, seats, st.randoms())
def test_the_order_in_which_ballots_come_is_irrelevant(given_ballots, seats, random):
    shuffled = random.sample(given_ballots, len(given_ballots))

    question = asked(seats=seats, lot=())

    assert as_plain(tally(Method.STV, given_ballots, question)) == as_plain(
        tally(Method.STV, shuffled, question)
    )


@some_rounds
@given(strict_ballots, seats, lots, st.permutations(KEYS), st.permutations(KEYS))
def test_other_names_and_places_of_the_options_change_only_the_names(
    given_ballots, seats, lot, new, places
):
    names = dict(zip(KEYS, new, strict=True))

    here = counted(given_ballots, seats=seats, lot=lot)
    there = counted(
        renamed(given_ballots, names), seats=seats, keys=places, lot=[names[key] for key in lot]
    )

    assert tuple(names[key] for key in here.winners) == there.winners
    assert [
        ({names[k]: n for k, n in each.counts.items()}, each.exhausted, each.lost)
        for each in here.rounds
    ] == [(each.counts, each.exhausted, each.lost) for each in there.rounds]


@some_rounds
@given(strict_ballots, st.integers(2, 5), seats)
def test_a_ballot_of_some_weight_counts_like_as_many_ballots(given_ballots, weight, seats):
    heavy = [Cast(ballot.choice, weight=weight) for ballot in given_ballots]

    assert counted(heavy, seats=seats).rounds == counted(given_ballots * weight, seats=seats).rounds


@some_rounds
@given(strict_ballots, st.integers(1, 3))
def test_a_group_with_enough_votes_for_two_seats_gets_two(given_ballots, seats):
    # Proportionality for solid coalitions, with Droop's quota.
    group = votes(abcde=2, bacde=1)
    needed = 2 * stv.quota_of(len(given_ballots) + 6 * len(given_ballots), seats + 1)
    solid = (group * needed)[: max(needed, 6 * len(given_ballots))]
    all_ballots = given_ballots + solid
    quotas = len(solid) // stv.quota_of(len(all_ballots), seats + 1)

    result = counted(all_ballots, seats=seats + 1)

    assert len({"a", "b"} & set(result.winners)) >= min(2, quotas)


# Ties and ends


def test_level_at_the_bottom_goes_out_who_had_fewer_at_the_latest_earlier_stage():
    ballots_ = votes(a=9, b=8, c=4, d=3, ed=1)

    result = counted(ballots_, seats=2, lot="edcba")

    assert result.ties == (Tie("2", ("c", "d"), "d", by_lot=False, goes_out=True),)


def test_level_at_every_stage_goes_out_who_is_last_in_the_lot():
    ballots_ = votes(a=6, b=5, c=3, d=3)

    for lot in ("abcd", "dcba"):
        result = counted(ballots_, keys="abcd", seats=2, lot=lot)

        last = max("cd", key=lot.index)
        assert result.ties == (Tie("1", ("c", "d"), last, by_lot=True, goes_out=True),)


def test_of_two_equal_surpluses_the_first_in_the_lot_goes_first():
    ballots_ = votes(ac=6, bd=6, c=1, d=1, e=1)

    for lot in ("abcde", "bacde"):
        result = counted(ballots_, seats=3, lot=lot)

        assert result.rounds[0].surplus == lot[0]
        assert result.ties[0] == Tie("1", ("a", "b"), lot[0], by_lot=True)


def test_who_is_left_when_seats_are_as_many_is_elected_without_a_quota():
    result = counted(votes(a=5, b=2, c=1), keys="abc", seats=3)

    assert result.winners == ("a", "b", "c")
    assert len(result.rounds) == 1


def test_more_seats_than_options_elects_all():
    assert counted(votes(ab=1), keys="ab", seats=4).winners == ("a", "b")


def test_without_ballots_nobody_is_elected():
    result = counted([], seats=2)

    assert (result.winners, result.leading, result.rounds) == ((), (), ())


def test_orders_with_equal_ranks_are_refused():
    with pytest.raises(ValueError, match="no equal ranks"):
        counted(cast("ab>c"), seats=2)


# The ballot


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ({"a": "2", "b": "1"}, {"ranks": [["b"], ["a"]]}),
        ({"a": "1", "b": "1"}, Flaw.SAME_RANK),
        ({}, Flaw.EMPTY),
    ],
)
def test_the_ballot_is_an_order_without_equals_even_where_rankings_may_have_them(numbers, kept):
    sent = {f"rank-{key}": [text] for key, text in numbers.items()}

    assert stv.read(sent, asked("abc", may_tie=True, seats=2)) == kept
