from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method, RankingRule
from forum.polls.logic.tally import ranking
from forum.polls.logic.tally.methods import RULES, tally
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Cast, Flaw, Tie
from tests.polls.rankings import (
    KEYS,
    asked,
    ballots,
    cast,
    election,
    lots,
    orders,
    renamed,
    some_rounds,
    strict_ballots,
    topped,
    votes,
)

RULES_OF_RANKING = list(RankingRule)


def counted(given_ballots, **asking):
    return ranking.count(given_ballots, asked(**asking))


def winners_of(given_ballots, **asking):
    return counted(given_ballots, **asking).detail.winners


# Known answers


def test_the_debian_leader_of_2002_wins_every_pair():
    poll = election("debian_2002.soi")

    detail = counted(poll.ballots(), keys="1234").detail

    assert detail.condorcet == "3"
    assert [detail.pairs[2][j] for j in (0, 1, 3)] == [291, 327, 444]
    assert [detail.pairs[j][2] for j in (0, 1, 3)] == [180, 140, 18]


def test_the_debian_leader_of_2002_wins_the_third_round_of_the_run_off():
    poll = election("debian_2002.soi")

    result = counted(poll.ballots(), keys="1234")

    last = result.rounds[-1]
    assert (last.number, last.elected, last.exhausted) == (3, ("3",), 4)
    assert last.counts == {"3": 291, "1": 180}
    assert [each.eliminated for each in result.rounds] == [("4",), ("2",), ()]
    assert (result.winners, result.ties, result.ballots) == (("3",), (), 475)


def test_the_debian_leader_of_2002_wins_by_every_rule():
    winners = winners_of(election("debian_2002.soi").ballots(), keys="1234")

    assert winners == dict.fromkeys(("irv", "schulze", "borda"), "3")


def test_the_capital_of_tennessee_depends_on_the_rule():
    # The textbook example, e.g. in Wikipedia's articles on each of these methods.
    ballots_ = votes(mnck=42, nckm=26, cknm=15, kcnm=17)

    detail = counted(ballots_, keys="mnck").detail

    assert detail.winners == {"irv": "k", "schulze": "n", "borda": "n"}
    assert detail.condorcet == "n"
    assert detail.borda == (126, 194, 173, 107)


def test_schulzes_own_example_of_forty_five_voters():
    # M. Schulze's example with 45 voters, in his paper's drafts and in Wikipedia's article.
    ballots_ = votes(acbed=5, adecb=5, bedac=8, cabed=3, caebd=7, cbade=2, dceba=7, ebadc=8)

    detail = counted(ballots_).detail

    assert detail.strengths == (
        (0, 28, 28, 30, 24),
        (25, 0, 28, 33, 24),
        (25, 29, 0, 29, 24),
        (25, 28, 28, 0, 24),
        (25, 28, 28, 31, 0),
    )
    assert detail.orders["schulze"] == (("e",), ("a",), ("c",), ("b",), ("d",))
    assert detail.condorcet is None


# Properties of every rule


@some_rounds
@given(ballots, st.randoms())
def test_the_order_in_which_ballots_come_is_irrelevant(given_ballots, random):
    shuffled = random.sample(given_ballots, len(given_ballots))

    question = asked(lot=())

    assert as_plain(tally(Method.RANKING, given_ballots, question)) == as_plain(
        tally(Method.RANKING, shuffled, question)
    )


@some_rounds
@given(ballots, lots, st.permutations(KEYS), st.permutations(KEYS))
def test_other_names_and_places_of_the_options_change_only_the_names(
    given_ballots, lot, new, places
):
    names = dict(zip(KEYS, new, strict=True))

    here = counted(given_ballots, lot=lot)
    there = counted(renamed(given_ballots, names), keys=places, lot=[names[k] for k in lot])

    assert _said(here, names) == _said(there, dict(zip(KEYS, KEYS, strict=True)))


def _said(result, names):
    """What a result says of the options, whatever their places."""
    detail = result.detail
    return {
        "winners": {rule: names[key] for rule, key in detail.winners.items()},
        "orders": {r: [{names[k] for k in g} for g in o] for r, o in detail.orders.items()},
        "condorcet": names.get(detail.condorcet),
        "firsts": {names[line.option]: line.count for line in result.options},
        "rounds": [
            ({names[k]: n for k, n in r.counts.items()}, r.exhausted) for r in result.rounds
        ],
        "ties": [({names[k] for k in t.among}, names[t.chosen], t.by_lot) for t in result.ties],
    }


@some_rounds
@given(ballots, st.integers(2, 5))
def test_a_ballot_of_some_weight_counts_like_as_many_ballots(given_ballots, weight):
    heavy = [Cast(ballot.choice, weight=weight) for ballot in given_ballots]

    once, often = counted(heavy), counted(given_ballots * weight)

    assert as_plain(once.detail) == as_plain(often.detail)
    assert once.rounds == often.rounds
    assert once.options == often.options


@some_rounds
@given(ballots, lots)
def test_nobody_wins_whom_all_rank_below_somebody(given_ballots, lot):
    unanimous = [
        Cast({"ranks": [["a"], ["b"], *below]})
        if not (below := [g for g in ballot.choice["ranks"] if not {"a", "b"} & set(g)])
        else Cast({"ranks": [below[0], ["a"], ["b"], *below[1:]]})
        for ballot in given_ballots
    ]

    assert "b" not in winners_of(unanimous, lot=lot).values()


@some_rounds
@given(ballots, lots)
def test_who_is_first_of_more_than_half_wins_the_run_off_and_schulze(given_ballots, lot):
    ballots_ = given_ballots + [topped(ballot, "c") for ballot in [*given_ballots, cast("a")[0]]]

    winners = winners_of(ballots_, lot=lot)

    assert (winners["irv"], winners["schulze"]) == ("c", "c")


@pytest.mark.parametrize("rule", RULES_OF_RANKING)
def test_without_ballots_nobody_leads_or_wins(rule):
    result = counted([], ranking_rule=rule)

    assert (result.leading, result.winners, result.rounds, result.ties) == ((), (), (), ())
    assert (result.detail.winners, result.detail.condorcet) == ({}, None)
    assert [line.permille for line in result.options] == [0] * 5


@pytest.mark.parametrize("rule", RULES_OF_RANKING)
def test_a_full_tie_is_decided_by_the_lot_and_told(rule):
    ballots_ = cast("a>b", "b>a")

    for lot in ("ab", "ba"):
        result = counted(ballots_, keys="ab", lot=lot, ranking_rule=rule)

        assert result.winners == (lot[0],)
        assert result.leading == ("a", "b")
        assert [tie.among for tie in result.ties] == [("a", "b")]
        assert all(tie.by_lot for tie in result.ties)


@some_rounds
@given(ballots, lots, st.sampled_from(RULES_OF_RANKING))
def test_one_wins_and_is_among_those_who_lead(given_ballots, lot, rule):
    result = counted(given_ballots, lot=lot, ranking_rule=rule)

    assert len(result.winners) == 1
    assert set(result.winners) <= set(result.leading)
    assert result.detail.winners[rule] == result.winners[0]
    assert result.detail.orders[rule][0][0] in result.leading


@some_rounds
@given(ballots, lots, st.sampled_from(RULES_OF_RANKING))
def test_every_final_order_names_each_option_once(given_ballots, lot, rule):
    order = counted(given_ballots, lot=lot).detail.orders[rule]

    assert sorted(key for group in order for key in group) == sorted(KEYS)


# Borda


@some_rounds
@given(ballots)
def test_borda_gives_away_all_points_there_are(given_ballots):
    detail = counted(given_ballots).detail

    assert sum(detail.borda) == len(given_ballots) * (0 + 1 + 2 + 3 + 4)


def test_equal_and_unranked_options_share_the_points_of_their_places():
    detail = counted(cast("a>bc")).detail

    # places 3 and 2 for b and c, 1 and 0 for d and e
    assert detail.borda == (4, Fraction(5, 2), Fraction(5, 2), Fraction(1, 2), Fraction(1, 2))


@some_rounds
@given(ballots, lots, orders(), st.sampled_from(["borda", "schulze"]))
def test_raising_the_winner_keeps_it_winning_by_borda_and_schulze(ballots_, lot, ballot, rule):
    before = winners_of([*ballots_, ballot], lot=lot)[rule]

    after = winners_of([*ballots_, topped(ballot, before)], lot=lot)[rule]

    assert after == before


def test_raising_the_winner_can_make_it_lose_the_run_off():
    # Not promised: the run-off is known not to be monotone.
    before = votes(abc=39, bca=35, cab=26)
    after = votes(abc=49, bca=25, cab=26)

    assert winners_of(before, keys="abc")["irv"] == "a"
    assert winners_of(after, keys="abc")["irv"] == "c"


# Pairs and Schulze


@some_rounds
@given(ballots)
def test_every_pair_adds_up_to_the_votes_that_rank_one_above_the_other(given_ballots):
    detail = counted(given_ballots).detail

    for i, above in enumerate(KEYS):
        for j, below in enumerate(KEYS):
            assert detail.pairs[i][j] == sum(_ranks(b, above, below) for b in given_ballots)


def _ranks(ballot, above, below):
    places = {key: n for n, group in enumerate(ballot.choice["ranks"]) for key in group}
    return places.get(above, 99) < places.get(below, 99)


@some_rounds
@given(ballots, lots)
def test_who_wins_every_pair_wins_by_schulze(given_ballots, lot):
    detail = counted(given_ballots, lot=lot).detail
    assume(detail.condorcet)

    assert detail.winners["schulze"] == detail.condorcet
    assert detail.orders["schulze"][0] == (detail.condorcet,)


# Instant run-off


@some_rounds
@given(ballots, lots)
def test_every_round_of_the_run_off_holds_all_votes(given_ballots, lot):
    for each in counted(given_ballots, lot=lot).rounds:
        assert sum(each.counts.values()) + each.exhausted == len(given_ballots)


@some_rounds
@given(ballots, lots)
def test_the_run_off_goes_on_until_somebody_has_more_than_half_of_what_is_left(given_ballots, lot):
    *earlier, last = counted(given_ballots, lot=lot).rounds

    for each in earlier:
        assert 2 * max(each.counts.values()) <= sum(each.counts.values())
        assert len(each.eliminated) == 1
        assert not each.elected
    assert 2 * last.counts[last.elected[0]] > sum(last.counts.values())


@some_rounds
@given(ballots, lots)
def test_who_goes_out_has_the_fewest_votes_and_every_tie_is_told(given_ballots, lot):
    result = counted(given_ballots, lot=lot)

    told = {tie.place: tie for tie in result.ties}
    for each in result.rounds[:-1]:
        level = [k for k, count in each.counts.items() if count == min(each.counts.values())]
        assert each.eliminated[0] in level
        assert (len(level) > 1) == (str(each.number) in told)
        if len(level) > 1:
            tie = told[str(each.number)]
            assert (list(tie.among), tie.chosen, tie.goes_out) == (level, each.eliminated[0], True)


def test_a_vote_for_two_at_once_is_half_a_vote_for_each_until_one_goes_out():
    result = counted(cast("ab", "ab", "c", "c", "c", "b>c", "c>a", "d>b", "d>b", "d"), keys="abcd")

    assert result.rounds[0].counts == {"a": 1, "b": 2, "c": 4, "d": 3}
    assert result.rounds[1].counts == {"b": 3, "c": 4, "d": 3}


def test_of_two_level_at_the_bottom_the_one_with_fewer_in_the_round_before_goes_out():
    # Round 1: e 1, d 2, c 3; e's vote makes d level with c.
    ballots_ = votes(a=7, b=6, c=3, d=2, ed=1)

    result = counted(ballots_, lot="dcbae")

    assert result.ties == (Tie("2", ("c", "d"), "d", by_lot=False, goes_out=True),)


def test_of_two_level_in_every_round_the_last_in_the_lot_goes_out():
    ballots_ = votes(a=4, b=3, c=2, d=2)

    for lot in ("abcd", "abdc"):
        result = counted(ballots_, keys="abcd", lot=lot)

        assert result.rounds[0].eliminated == (lot[-1],)
        assert result.ties[0] == Tie("1", ("c", "d"), lot[-1], by_lot=True, goes_out=True)


# First preferences


def test_first_preferences_leave_out_ballots_with_several_on_top():
    result = counted(cast("a>b", "a", "b>a", "ab"), keys="ab")

    assert [line.count for line in result.options] == [2, 1]
    assert [line.share for line in result.options] == [Fraction(2, 4), Fraction(1, 4)]
    assert [line.permille for line in result.options] == [500, 250]


@some_rounds
@given(strict_ballots)
def test_first_preferences_add_to_all_votes_where_nobody_puts_several_on_top(given_ballots):
    result = counted(given_ballots)

    assert sum(line.count for line in result.options) == len(given_ballots)
    assert sum(line.permille for line in result.options) == 1000


def test_a_table_by_sector_counts_single_first_preferences():
    marks = RULES[Method.RANKING].marks

    assert marks({"ranks": [["b"], ["a", "c"]]}) == {"b": 1}
    assert marks({"ranks": [["b", "c"], ["a"]]}) == {}


# The ballot


def typed(**ranks):
    return {f"rank-{key}": [text] for key, text in ranks.items()}


@pytest.mark.parametrize(
    ("sent", "settings", "kept"),
    [
        (typed(a="2", b="1"), {}, [["b"], ["a"]]),
        (typed(a="7", b="3", c=""), {}, [["b"], ["a"]]),
        (typed(a="๒", b="๑"), {}, [["b"], ["a"]]),
        (typed(a="1", b="1", c="4"), {"may_tie": True}, [["a", "b"], ["c"]]),
        (typed(a="1", b="1"), {}, Flaw.SAME_RANK),
        (typed(a="0", b="1"), {}, Flaw.OUT_OF_RANGE),
        (typed(a="-1"), {}, Flaw.NO_NUMBER),
        (typed(a="1.5"), {}, Flaw.NO_NUMBER),
        (typed(a="NaN"), {}, Flaw.NO_NUMBER),
        (typed(a="9" * 5000), {}, Flaw.NO_NUMBER),
        (typed(z="1"), {}, Flaw.FOREIGN),
        ({"rank-a": ["1", "2"]}, {}, Flaw.TWICE),
        (typed(a=""), {}, Flaw.EMPTY),
        ({}, {}, Flaw.EMPTY),
        (typed(a="1", b="2"), {"must_rank_all": True}, Flaw.UNRANKED),
        (typed(a="1", b="2", c="3"), {"must_rank_all": True, "most": 2}, [["a"], ["b"], ["c"]]),
        (typed(a="1", b="2"), {"most": 2}, [["a"], ["b"]]),
        (typed(a="1", b="2", c="3"), {"most": 2}, Flaw.TOO_MANY),
    ],
)
def test_what_is_typed_beside_the_options_is_an_order_or_has_a_flaw(sent, settings, kept):
    found = ranking.read(sent, asked("abc", **settings))

    assert found == (kept if isinstance(kept, Flaw) else {"ranks": kept})


@some_rounds
@given(orders())
def test_an_order_typed_as_numbers_is_kept_as_that_order(ballot):
    ranks = ballot.choice["ranks"]
    numbers = {key: str(10 * n) for n, group in enumerate(ranks, start=1) for key in group}

    assert ranking.read(typed(**numbers), asked(may_tie=True)) == {"ranks": ranks}
