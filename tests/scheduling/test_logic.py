from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.scheduling.logic import (
    DatePollState,
    Tally,
    best,
    link_token,
    rank,
    reply_token,
    spans_of,
    state_of,
)

DAY = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def tally(slot_id=1, yes=0, if_need_be=0, no=0, *, day=0):
    starts_at = DAY + timedelta(days=day)
    return Tally(slot_id, starts_at, starts_at + HOUR, yes, if_need_be, no)


@st.composite
def tallies(draw):
    counts = draw(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=8))
    return [tally(number, *each, day=number) for number, each in enumerate(counts)]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (tally(yes=3), tally(yes=2, if_need_be=9)),  # a yes is never outweighed
        (tally(yes=2, no=1), tally(yes=2, no=2, if_need_be=9)),  # then the fewest say no
        (tally(yes=2, no=1, if_need_be=3), tally(yes=2, no=1, if_need_be=2)),
        (tally(yes=2, day=1), tally(yes=2, day=2)),  # then the earlier
    ],
)
def test_most_yes_then_fewest_no_then_if_need_be_then_the_earlier(better, worse):
    assert rank([worse, better]) == [better, worse]


@given(tallies(), st.randoms())
def test_the_order_of_times_does_not_depend_on_the_order_they_come_in(given, random):
    mixed = list(given)
    random.shuffle(mixed)

    assert rank(mixed) == rank(given)
    assert best(mixed) == best(given)
    assert sorted(rank(mixed), key=lambda t: t.slot_id) == given


@given(tallies(), st.data())
def test_one_more_who_can_come_never_moves_a_time_back(given, data):
    chosen = data.draw(st.sampled_from(given))
    more = Tally(
        chosen.slot_id, chosen.starts_at, chosen.ends_at, chosen.yes + 1, *chosen.counts[1:]
    )
    changed = [more if each is chosen else each for each in given]

    assert rank(changed).index(more) <= rank(given).index(chosen)


@given(tallies(), st.integers(100, 900))
def test_other_names_for_the_times_change_nothing(given, by):
    renamed = [tally(each.slot_id + by, *each.counts, day=each.slot_id) for each in given]

    assert [t.slot_id - by for t in rank(renamed)] == [t.slot_id for t in rank(given)]


@given(tallies())
def test_those_that_suit_best_are_the_first_and_their_equals(given):
    first, found = rank(given)[0], best(given)

    assert found == (
        {t.slot_id for t in given if t.counts == first.counts}
        if first.yes + first.if_need_be
        else set()
    )


def test_nothing_suits_before_anybody_can_come():
    assert best([]) == set()
    assert best([tally(no=3), tally(2)]) == set()


def test_every_day_is_proposed_at_each_of_the_hours_once():
    morning, evening = (time(9), time(12)), (time(13), time(16))

    found = spans_of([date(2026, 12, 2), date(2026, 12, 1), date(2026, 12, 1)], [evening, morning])

    assert [span.starts_at.astimezone(UTC) for span in found] == [
        DAY,
        DAY + 4 * HOUR,
        DAY + 24 * HOUR,
        DAY + 28 * HOUR,
    ]


@pytest.mark.parametrize(
    ("closes_in", "closed_ago", "is_decided", "state"),
    [
        (1, None, False, DatePollState.OPEN),
        (0, None, False, DatePollState.CLOSED),
        (1, 1, False, DatePollState.CLOSED),
        (1, None, True, DatePollState.DECIDED),
        (-1, 1, True, DatePollState.DECIDED),
    ],
)
def test_a_poll_ends_by_hand_by_time_or_by_a_choice(closes_in, closed_ago, is_decided, state):
    closed_at = DAY - closed_ago * HOUR if closed_ago else None

    assert state_of(DAY + closes_in * HOUR, closed_at, DAY, is_decided=is_decided) is state


@given(st.text(min_size=1), st.text())
def test_a_link_is_made_again_and_never_anothers(secret, serial):
    assert link_token(secret, serial) == link_token(secret, serial)
    assert link_token(secret, serial) != reply_token(secret, serial)
    assert link_token(secret, serial) != link_token(secret, f"{serial}x")
    assert len(link_token(secret, serial)) == 43
