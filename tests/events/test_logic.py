import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.events.logic.agenda import (
    DEEPEST,
    Direction,
    Entry,
    Overrun,
    Span,
    minutes_of,
    overruns,
    rearranged,
    schedule,
    timetable,
)
from forum.events.logic.plans import fingerprint, fiscal_years, is_web_address, keyed_id
from forum.events.logic.stages import (
    NEXT_STAGES,
    Stage,
    Standing,
    can_become,
    is_signup_open,
    standing_of,
)

NINE = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)  # nine in the morning in Bangkok
DAY = Span(NINE, NINE + timedelta(hours=7))


def after(minutes):
    return NINE + timedelta(minutes=minutes)


def span(start, end):
    return Span(after(start), after(end))


@st.composite
def agendas(draw):
    """Entries with any parents and parts: orphans, circles and unknown parts included."""
    count = draw(st.integers(0, 9))
    return [
        Entry(
            id=number,
            minutes=draw(st.integers(0, 60)),
            parent=draw(st.none() | st.integers(1, 10)),
            part=draw(st.none() | st.integers(1, 3)),
        )
        for number in range(1, count + 1)
    ]


@st.composite
def trees(draw):
    """Entries as the services make them: parents come before, three levels at most."""
    depths, entries = {}, []
    for number in range(1, draw(st.integers(1, 9)) + 1):
        above = [e.id for e in entries if depths[e.id] < DEEPEST]
        parent = draw(st.none() | st.sampled_from(above)) if above else None
        depths[number] = 0 if parent is None else depths[parent] + 1
        part = draw(st.none() | st.integers(1, 2)) if parent is None else None
        entries.append(Entry(number, draw(st.integers(0, 60)), parent, part))
    return entries


PARTS = {1: span(0, 90), 2: span(90, 180), 3: span(90, 150)}


# Numbers and order


def test_items_are_numbered_in_order_and_sub_items_below_their_parent():
    entries = [
        Entry(1, 10),
        Entry(2, 10),
        Entry(3, 5, parent=2),
        Entry(4, 5, parent=2),
        Entry(5, 10),
    ]

    numbers = {slot.id: slot.number for slot in schedule(entries, {}, DAY)}

    assert numbers == {1: "1", 2: "2", 3: "2.1", 4: "2.2", 5: "3"}


def test_numbers_follow_the_order_of_parts_not_of_typing():
    entries = [Entry(1, 10, part=2), Entry(2, 10, part=1)]

    numbers = {slot.id: slot.number for slot in schedule(entries, PARTS, DAY)}

    assert numbers == {2: "1", 1: "2"}


@given(agendas())
def test_nothing_ever_drops_out_of_an_agenda(entries):
    slots = schedule(entries, PARTS, DAY)

    assert sorted(slot.id for slot in slots) == sorted(entry.id for entry in entries)
    assert len({slot.number for slot in slots}) == len(entries)


@given(agendas())
def test_items_at_the_top_are_numbered_one_after_another(entries):
    tops = [slot for slot in schedule(entries, PARTS, DAY) if slot.depth == 0]

    assert [slot.number for slot in tops] == [str(n) for n in range(1, len(tops) + 1)]


# Time


def test_items_follow_one_another_from_the_start_of_the_forum():
    slots = schedule([Entry(1, 15), Entry(2, 45), Entry(3, 30)], {}, DAY)

    assert [slot.starts_at for slot in slots] == [after(0), after(15), after(60)]


def test_items_of_parallel_parts_each_follow_their_own_part():
    entries = [Entry(1, 30, part=2), Entry(2, 30, part=3), Entry(3, 30, part=2)]

    starts = {slot.id: slot.starts_at for slot in schedule(entries, PARTS, DAY)}

    assert starts == {1: after(90), 3: after(120), 2: after(90)}


def test_an_item_outside_of_parts_waits_until_the_parts_are_over():
    parts = {1: span(0, 60)}
    entries = [Entry(1, 30), Entry(2, 60, part=1)]

    starts = {slot.id: slot.starts_at for slot in schedule(entries, parts, DAY)}

    assert starts == {2: after(0), 1: after(60)}


def test_an_item_lasts_at_least_as_long_as_its_sub_items():
    entries = [Entry(1, 20), Entry(2, 15, parent=1), Entry(3, 15, parent=1), Entry(4, 10)]

    slots = {slot.id: slot for slot in schedule(entries, {}, DAY)}

    assert slots[1].minutes == 30
    assert slots[3].starts_at == after(15)
    assert slots[4].starts_at == after(30)


@given(agendas())
def test_within_a_part_no_two_items_at_the_top_overlap(entries):
    slots = schedule(entries, PARTS, DAY)

    for part in PARTS:
        own = sorted(
            (s for s in slots if s.depth == 0 and s.part == part), key=lambda s: s.starts_at
        )
        for one, next_one in itertools.pairwise(own):
            assert one.ends_at <= next_one.starts_at


@given(agendas())
def test_the_whole_of_minutes_is_that_of_the_items_at_the_top(entries):
    lengths = minutes_of(entries)
    slots = schedule(entries, PARTS, DAY)

    assert {slot.id: slot.minutes for slot in slots} == lengths
    assert all(lengths[entry.id] >= entry.minutes for entry in entries)


# Overruns


def test_items_that_take_longer_than_their_part_are_noticed():
    entries = [Entry(1, 60, part=1), Entry(2, 50, part=1)]

    assert overruns(entries, PARTS, DAY) == [Overrun(20, part=1)]


def test_items_that_take_longer_than_the_forum_are_noticed():
    assert overruns([Entry(1, 430)], {}, DAY) == [Overrun(10)]


def test_items_outside_of_parts_have_only_what_the_parts_leave():
    parts = {1: span(0, 200), 2: span(100, 400)}

    assert overruns([Entry(1, 20)], parts, DAY) == []
    assert overruns([Entry(1, 21)], parts, DAY) == [Overrun(1)]


def test_sub_items_that_take_more_than_their_item_are_noticed():
    entries = [Entry(1, 20), Entry(2, 25, parent=1)]

    assert overruns(entries, {}, DAY) == [Overrun(5, item=1)]


def test_an_item_without_minutes_of_its_own_promises_nothing():
    assert overruns([Entry(1, 0), Entry(2, 25, parent=1)], {}, DAY) == []


@given(agendas(), st.integers(1, 600))
def test_a_longer_forum_never_overruns_more(entries, more):
    longer = Span(DAY.starts_at, DAY.ends_at + timedelta(minutes=more))

    def missing(forum):
        return sum(o.minutes for o in overruns(entries, {}, forum) if o.item is None)

    assert missing(longer) <= missing(DAY)


# Rows of the timetable


def test_parts_at_the_same_time_stand_side_by_side():
    rows = timetable(schedule([], PARTS, DAY), PARTS)

    assert [[block.part for block in row] for row in rows] == [[1], [2, 3]]


def test_items_between_parts_make_a_row_of_their_own():
    parts = {1: span(0, 60), 2: span(90, 120)}
    entries = [Entry(1, 15), Entry(2, 15), Entry(3, 10), Entry(4, 60, part=1)]

    rows = timetable(schedule(entries, parts, DAY), parts)

    shown = [(row[0].part, [slot.id for slot in row[0].slots]) for row in rows]
    assert shown == [(1, [4]), (None, [1, 2]), (2, []), (None, [3])]


@given(agendas())
def test_every_item_stands_in_exactly_one_row(entries):
    slots = schedule(entries, PARTS, DAY)

    shown = [slot.id for row in timetable(slots, PARTS) for block in row for slot in block.slots]

    assert sorted(shown) == sorted(slot.id for slot in slots)


# Moving


def order(entries):
    return [(e.id, e.parent) for e in entries]


def test_an_item_moves_up_past_its_sister_with_everything_below_it():
    entries = [Entry(1, 0), Entry(2, 0), Entry(3, 0, parent=2)]

    moved = rearranged(entries, 2, Direction.UP)

    assert [slot.id for slot in schedule(moved, {}, DAY)] == [2, 3, 1]


def test_the_first_item_cannot_move_up_nor_the_last_one_down():
    entries = [Entry(1, 0), Entry(2, 0)]

    assert rearranged(entries, 1, Direction.UP) is None
    assert rearranged(entries, 2, Direction.DOWN) is None


def test_an_item_becomes_the_last_sub_item_of_the_one_above():
    entries = [Entry(1, 0), Entry(2, 0, parent=1), Entry(3, 0)]

    moved = rearranged(entries, 3, Direction.IN)

    numbers = {slot.id: slot.number for slot in schedule(moved, {}, DAY)}
    assert numbers == {1: "1", 2: "1.1", 3: "1.2"}


def test_an_item_moved_out_stands_right_after_its_parent_and_in_its_part():
    entries = [Entry(1, 0, part=1), Entry(2, 0, parent=1), Entry(3, 0, part=1)]

    moved = rearranged(entries, 2, Direction.OUT)

    assert order(moved) == [(1, None), (2, None), (3, None)]
    assert moved[1].part == 1


def test_no_item_gets_deeper_than_three_levels():
    entries = [Entry(1, 0), Entry(2, 0), Entry(3, 0, parent=2), Entry(4, 0, parent=3)]

    assert rearranged(entries, 2, Direction.IN) is None


@given(trees(), st.data())
def test_moving_keeps_every_item_and_its_minutes(entries, data):
    moving = data.draw(st.sampled_from([e.id for e in entries]))
    direction = data.draw(st.sampled_from(list(Direction)))

    moved = rearranged(entries, moving, direction)

    if moved is not None:
        assert {(e.id, e.minutes) for e in moved} == {(e.id, e.minutes) for e in entries}
        slots = schedule(moved, PARTS, DAY)
        assert max(slot.depth for slot in slots) <= DEEPEST


@given(trees(), st.data())
def test_moving_down_and_up_again_changes_nothing(entries, data):
    moving = data.draw(st.sampled_from([e.id for e in entries]))

    down = rearranged(entries, moving, Direction.DOWN)

    if down is not None:
        assert rearranged(down, moving, Direction.UP) == entries


@given(trees(), st.data())
def test_moving_in_and_out_again_keeps_the_agenda_whole(entries, data):
    moving = data.draw(st.sampled_from([e.id for e in entries]))

    inside = rearranged(entries, moving, Direction.IN)

    if inside is not None:
        out = rearranged(inside, moving, Direction.OUT)
        before = next(e for e in entries if e.id == moving)
        after_ = next(e for e in out if e.id == moving)
        assert after_.parent == before.parent


# Stages


def test_a_forum_that_has_begun_can_no_longer_be_put_off():
    for stage in (Stage.RUNNING, Stage.MINUTES, Stage.FINISHED):
        assert not can_become(stage, Stage.CANCELLED)
        assert not can_become(stage, Stage.POSTPONED)


def test_the_story_can_be_walked_from_announced_to_finished():
    story = [Stage.ANNOUNCED, Stage.OPEN, Stage.RUNNING, Stage.MINUTES, Stage.FINISHED]

    assert all(can_become(one, next_one) for one, next_one in itertools.pairwise(story))


def test_every_stage_has_a_way_on_and_none_leads_to_itself():
    for stage in Stage:
        assert NEXT_STAGES[stage]
        assert stage not in NEXT_STAGES[stage]


@pytest.mark.parametrize(
    ("stage", "opens", "closes", "expected"),
    [
        (Stage.OPEN, -1, 1, True),
        (Stage.OPEN, None, None, True),
        (Stage.OPEN, 0, None, True),  # the opening moment is inside
        (Stage.OPEN, None, 0, False),  # the closing moment is not
        (Stage.OPEN, 1, 2, False),
        (Stage.OPEN, -2, -1, False),
        (Stage.ANNOUNCED, -1, 1, False),
        (Stage.RUNNING, -1, 1, False),
        (Stage.POSTPONED, -1, 1, False),
        (Stage.CANCELLED, -1, 1, False),
    ],
)
def test_sign_up_is_open_inside_its_window_at_the_open_stage_only(stage, opens, closes, expected):
    def moment(hours):
        return None if hours is None else NINE + timedelta(hours=hours)

    assert is_signup_open(stage, moment(opens), moment(closes), NINE) is expected


def test_the_standing_tells_a_sign_up_to_come_from_one_that_is_over():
    hour = timedelta(hours=1)

    assert standing_of(Stage.OPEN, NINE + hour, None, NINE) is Standing.SIGNUP_SOON
    assert standing_of(Stage.OPEN, None, NINE + hour, NINE) is Standing.SIGNUP_OPEN
    assert standing_of(Stage.OPEN, None, NINE - hour, NINE) is Standing.SIGNUP_CLOSED


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.OPEN])
def test_every_other_stage_is_its_own_standing(stage):
    assert standing_of(stage, None, None, NINE).value == stage.value


# Small things


def test_the_founding_project_lies_in_one_fiscal_year():
    assert fiscal_years(date(2014, 10, 1), date(2015, 9, 30)) == (2558,)
    assert fiscal_years(date(2014, 10, 1), date(2015, 10, 1)) == (2558, 2559)
    assert fiscal_years(None, None) == ()


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "example.org",
        "https://",
        "",
        "https://exa mple.org",
        "https://[bad",
        "ftp://example.org",
        " https://example.org/\njavascript:",
    ],
)
def test_only_web_addresses_are_links(text):
    assert not is_web_address(text)


def test_a_web_address_is_a_link():
    assert is_web_address("https://meet.example.org/ห้อง?a=1#x")


def test_the_same_key_of_the_same_actor_makes_the_same_id_and_no_other_does():
    ids = {
        keyed_id(kind, who, key) for kind in "ab" for who in (1, 2) for key in ("x" * 16, "y" * 16)
    }

    assert len(ids) == 8
    assert keyed_id("a", 1, "x" * 16) in ids
    assert all(len(made) == 27 for made in ids)


def test_a_fingerprint_changes_with_any_value():
    assert fingerprint([{"th": "ก"}, 1]) == fingerprint([{"th": "ก"}, 1])
    assert fingerprint([{"th": "ก"}, 1]) != fingerprint([{"th": "ข"}, 1])
    assert fingerprint(["", None]) != fingerprint([None, ""])
