"""What many people answered together, and that nobody's answer can be worked out from it."""

import itertools
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.questionnaires.logic.kinds import QuestionKind, Round
from forum.questionnaires.logic.questions import YES, Asked, Condition, Option, scale_options
from forum.questionnaires.logic.results import Sheet, results_of, summarise
from forum.questionnaires.logic.suppression import (
    K,
    are_all_shown,
    mean_of_numbers,
    mean_of_scale,
    shown_counts,
    shown_groups,
    shown_splits,
)

CHOICE = Asked(
    "c", QuestionKind.ONE_OF, {"en": "Which?"},
    options=tuple(Option(code, {"en": code}) for code in "abcd"),
)  # fmt: skip
SCALE = Asked("s", QuestionKind.SCALE, {"en": "How?"}, options=scale_options(5, {}, {}))
NUMBER = Asked("n", QuestionKind.NUMBER, {"en": "How many?"})
TEXT = Asked("t", QuestionKind.LONG_TEXT, {"en": "What else?"})
WHETHER = Asked("w", QuestionKind.YES_NO, {"en": "Whether?"})


def sheets(question, values, *, round_=Round.ONCE, groups=None, people=None):
    return [
        Sheet(
            respondent=people[place] if people else f"{round_}-{place}",
            round=round_,
            group=groups[place] if groups else "ngo",
            values={question.id: value},
        )
        for place, value in enumerate(values)
    ]


def one(question, values, **how):
    return summarise([question], sheets(question, values, **how))[0]


def vectors(people, options):
    """All ways in which so many people can choose among so many options."""
    for bars in itertools.combinations(range(people + options - 1), options - 1):
        places = (-1, *bars, people + options - 1)
        yield tuple(b - a - 1 for a, b in itertools.pairwise(places))


def test_below_five_answers_nothing_is_shown_at_five_it_is():
    assert one(CHOICE, ["a"] * 4).answered is None
    shown = one(CHOICE, ["a"] * 5)
    assert (shown.answered, shown.count_of("a"), shown.count_of("b")) == (5, 5, 0)


def test_a_small_count_is_hidden_with_another_so_that_it_cannot_be_subtracted():
    shown = one(CHOICE, ["a"] * 20 + ["b"] * 9 + ["c"] * 2)

    assert [cell.count for cell in shown.cells] == [20, None, None, 0]


@pytest.mark.parametrize("options", [2, 3, 4])
def test_whoever_knows_the_rules_finds_no_hidden_count_by_trying_all_there_could_be(options):
    """Every table of up to 14 people: what is shown leaves each hidden count open."""
    for people in range(K, 15):
        possible = defaultdict(list)
        for counts in vectors(people, options):
            possible[shown_counts(counts)].append(counts)
        for shown, all_ in possible.items():
            for place in range(options):
                if shown is None or shown[place] is None:
                    found = {counts[place] for counts in all_}
                    assert len(found) > 1, (people, shown, place)


@pytest.mark.parametrize("points", [3, 4, 5])
def test_a_mean_tells_of_no_single_answer_even_to_whoever_tries_all_there_could_be(points):
    for people in range(K, 11):
        possible = defaultdict(list)
        for counts in vectors(people, points):
            values = [p for p, n in enumerate(counts, start=1) for _ in range(n)]
            cells = counts if are_all_shown(counts) else None
            possible[cells, mean_of_scale(values, points)].append(counts)
        for (cells, mean), all_ in possible.items():
            for place in range(points) if cells is None else ():
                small = {counts[place] for counts in all_ if 0 < counts[place] < K}
                found = {counts[place] for counts in all_}
                assert not small or len(found) > 1, (people, mean, place)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=10))
def test_hidden_counts_are_two_and_as_many_people_as_protect_each_other(counts):
    shown = shown_counts(counts)
    assume(shown is not None)

    hidden = [count for count, told in zip(counts, shown or (), strict=True) if told is None]
    assert all(told in {None, count} for count, told in zip(counts, shown, strict=True))
    assert not any(told is not None and 0 < told < K for told in shown)
    assert not hidden or (len(hidden) >= 2 and sum(hidden) >= K and 0 not in hidden)


@given(st.lists(st.integers(1, 5), max_size=80), st.randoms())
def test_the_order_of_answers_changes_nothing(values, random):
    mixed = list(values)
    random.shuffle(mixed)

    assert one(SCALE, values) == one(SCALE, mixed)


@given(
    st.dictionaries(
        st.sampled_from(["ngo", "villagers", "business", "government", "university"]),
        st.lists(st.integers(1, 5), max_size=14),
        min_size=1,
    )
)
def test_what_is_left_of_all_when_the_shown_sectors_are_taken_away_is_of_many(values):
    shown = shown_groups(values, 5)
    left = {group: each for group, each in values.items() if group not in shown and each}
    rest = [value for each in left.values() for value in each]

    for group, mean in shown.items():
        assert len(values[group]) >= K
        assert len(set(values[group])) > 1
        assert mean == Fraction(sum(values[group]), len(values[group]))
    if shown and rest:
        assert len(left) >= 2
        assert len(rest) >= K
        assert len(set(rest)) > 1
        assert mean_of_scale(rest, 5) is not None


def test_a_sector_of_one_mind_is_not_shown():
    values = {"ngo": [5] * 8, "villagers": [1, 2, 3, 4, 5, 3, 2], "business": [1, 3, 4, 2, 3, 1]}

    assert "ngo" not in shown_groups(values, 5)


def test_the_smallest_sector_is_hidden_beside_a_single_small_one():
    values = {
        "ngo": [1, 2, 3, 4] * 5,
        "villagers": [2, 3, 4] * 3,
        "business": [1, 2, 4, 3, 1, 2, 2],
        "university": [3],
    }

    assert set(shown_groups(values, 5)) == {"ngo", "villagers"}


def by_group(question, **groups):
    """What is shown by group of these answers."""
    values = [value for each in groups.values() for value in each]
    names = [name for name, each in groups.items() for _ in each]
    shown = one(question, values, groups=names).by_group
    return {each.group: (each.number, each.counts) for each in shown}


SEVERAL = Asked(
    "m", QuestionKind.SEVERAL_OF, {"en": "Which of these?"},
    options=tuple(Option(code, {"en": code}) for code in "ab"),
)  # fmt: skip


def test_choices_are_told_by_sector_where_every_count_is_of_many():
    shown = by_group(WHETHER, ngo=[True] * 5 + [False] * 6, villagers=[True] * 7 + [False] * 5)
    boxes = by_group(
        SEVERAL, ngo=[["a"]] * 6 + [["b"]] * 5, villagers=[["a"]] * 6 + [["a", "b"]] * 7 + [[]] * 5
    )

    assert shown == {"ngo": (11, (5, 6)), "villagers": (12, (7, 5))}
    assert boxes == {"ngo": (11, (6, 5)), "villagers": (18, (13, 7))}


def test_a_sector_with_a_few_of_one_answer_is_not_told_and_never_alone():
    many = [True] * 6 + [False] * 6

    assert by_group(WHETHER, ngo=[True] * 6 + [False] * 2, villagers=many) == {}
    told = by_group(
        WHETHER, ngo=[True] * 6 + [False] * 4, government=[True] * 4 + [False] * 6, villagers=many
    )
    assert set(told) == {"villagers"}


def test_a_sector_in_which_everybody_said_the_same_is_not_told():
    many = [True] * 6 + [False] * 6

    assert by_group(WHETHER, ngo=[True] * 8, government=many, villagers=many).keys() <= {
        "government", "villagers",
    }  # fmt: skip
    ticked = [["a"]] * 6
    assert "ngo" not in by_group(SEVERAL, ngo=ticked, government=[["b"]] * 6, villagers=[["b"]] * 7)


def test_nothing_sensitive_is_told_by_sector():
    private = replace(WHETHER, is_sensitive=True)
    many = [True] * 6 + [False] * 6

    assert by_group(private, ngo=many, villagers=many) == {}


@given(
    st.dictionaries(
        st.sampled_from("pqrst"),
        st.lists(st.integers(0, 15), min_size=3, max_size=3).filter(any),
        min_size=1,
    )
)
def test_what_is_left_when_the_shown_sectors_are_taken_from_all_is_of_many_in_each_cell(groups):
    shown = shown_splits({group: [counts] for group, counts in groups.items()})

    hidden = [counts for group, counts in groups.items() if group not in shown]
    together = [sum(counts) for counts in zip(*hidden, strict=True)]
    assume(shown)
    assert all(count == 0 or count >= K for group in shown for count in groups[group])
    assert all(count == 0 or count >= K for count in together)
    assert len(hidden) != 1
    assert all(max(groups[group]) != sum(groups[group]) for group in shown)
    assert not hidden or max(together) != sum(together)


def test_how_many_of_a_sector_answered_tells_nothing_of_a_hidden_answer_that_led_there():
    led = replace(SCALE, condition=Condition("w", YES))
    sheets_ = [
        Sheet(f"{group}-{n}", Round.ONCE, group, {"w": whether, **({"s": 1 + n % 5} if whether else {})})
        for group, yes, no in (("ngo", 10, 1), ("villagers", 10, 9), ("government", 10, 9))
        for n, whether in enumerate([True] * yes + [False] * no)
    ]  # fmt: skip

    made = {each.question.id: each for each in summarise([WHETHER, led], sheets_)}

    told = {each.group for each in made["w"].by_group}
    assert "ngo" not in told
    assert made["s"].answered == 30
    assert {each.group for each in made["s"].groups} <= told


@given(st.lists(st.integers(0, 1000), min_size=5))
def test_no_mean_is_shown_that_one_person_makes_for_the_larger_part(values):
    mean = mean_of_numbers(values)

    if mean is not None:
        assert all(2 * value <= sum(values) for value in values)
        assert mean == Fraction(sum(values), len(values))


def test_how_many_answered_tells_nothing_of_a_hidden_answer_that_led_there():
    follow = Asked(
        "f", QuestionKind.SCALE, {"en": "How?"}, options=scale_options(5, {}, {}),
        condition=Condition("w", YES), is_required=True,
    )  # fmt: skip
    given_ = [Sheet(f"p{n}", Round.ONCE, "ngo", {"w": True, "f": n % 5 + 1}) for n in range(17)]
    given_ += [Sheet(f"q{n}", Round.ONCE, "ngo", {"w": False}) for n in range(3)]

    whether, how = summarise([WHETHER, follow], given_)

    assert [cell.count for cell in whether.cells] == [None, None]
    assert how.answered is None


def test_boxes_beside_each_other_count_those_who_left_one_empty_as_well():
    many = Asked("m", QuestionKind.SEVERAL_OF, {"en": "Which?"}, options=CHOICE.options)
    values = [["a", "b"]] * 10 + [["a"]] * 8 + [["c", "a"]] * 2

    shown = one(many, values)

    assert [cell.count for cell in shown.cells] == [20, 10, None, 0]


def test_where_few_live_is_not_listed_at_all():
    place = Asked("p", QuestionKind.PLACE, {"en": "Where?"})
    values = [{"province": "42", "district": "เมือง"}] * 9
    values += [{"province": "40", "district": ""}] * 3 + [{"country": "Laos", "district": ""}] * 3

    values += [{"province": "41", "district": ""}] * 12

    shown = one(place, values)

    assert [(cell.code, cell.count) for cell in shown.cells] == [("41", 12)]


def test_free_words_are_listed_without_anybody_from_five_sheets_on_never_sensitive_ones():
    words = ["ดี", "ช้า", "ก", "ข", "ค"]

    assert one(TEXT, words[:4]).texts == ()
    assert one(TEXT, words).texts == ("ก", "ข", "ค", "ช้า", "ดี")
    sensitive = Asked("t", QuestionKind.LONG_TEXT, {"en": "Health?"}, is_sensitive=True)
    assert one(sensitive, words).texts == ()


def both(befores, afters, *, question=SCALE):
    """People who answered before, after or (by the same place) both times; None: not then."""
    given_ = []
    for round_, values in ((Round.BEFORE, befores), (Round.AFTER, afters)):
        given_ += [
            Sheet(f"p{n}", round_, "ngo", {question.id: value})
            for n, value in enumerate(values)
            if value is not None
        ]
    return results_of([question], given_)


def test_a_change_is_that_of_those_who_answered_twice():
    results = both([1, 2, 3, 2, 2, 3], [3, 4, 4, 3, 4, 5])

    (change,) = results.changes
    assert (change.paired, change.only_before, change.only_after) == (6, 0, 0)
    assert (change.before, change.after) == (Fraction(13, 6), Fraction(23, 6))
    assert change.change == Fraction(10, 6)


def test_one_person_more_before_than_after_hides_the_mean_of_all_before():
    results = both([1, 2, 3, 2, 2, 3, 5], [3, 4, 4, 3, 4, 5, None])

    (change,) = results.changes
    assert change.paired == 6
    assert change.only_before is None
    assert results.summaries[Round.BEFORE][0].answered is None
    assert results.summaries[Round.AFTER][0].answered == 6


def test_without_five_pairs_no_change_is_shown_but_each_round_is():
    results = both([1, 2, 3, 2, 4] + [None] * 5, [None] * 4 + [3, 4, 4, 3, 4, 2])

    (change,) = results.changes
    assert (change.paired, change.change) == (None, None)
    assert results.summaries[Round.BEFORE][0].answered == 5


POINTS = st.integers(1, 5)


@given(
    st.lists(st.tuples(POINTS, POINTS), min_size=5, max_size=20),
    st.lists(POINTS, max_size=9),
    st.lists(POINTS, max_size=9),
)
def test_no_difference_of_a_round_and_its_pairs_is_of_few_people(pairs, befores, afters):
    results = both(
        [a for a, _b in pairs] + befores + [None] * len(afters),
        [b for _a, b in pairs] + [None] * len(befores) + afters,
    )
    (change,) = results.changes

    for round_, alone in ((Round.BEFORE, befores), (Round.AFTER, afters)):
        (summary,) = results.summaries[round_]
        if change.paired is not None and summary.answered is not None and alone:
            assert mean_of_scale(alone, 5) is not None


def test_sheets_of_one_round_only_show_no_change():
    assert both([1, 2, 3, 2, 4], []).changes == ()


def test_numbers_before_and_after_are_compared_too():
    results = both([1, 2, 3, 2, 4], [2, 3, 4, 3, 5], question=NUMBER)

    assert results.changes[0].change == 1
