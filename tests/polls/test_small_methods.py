"""Scale, words, open text and time."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import text, time, words
from forum.polls.logic.tally.methods import RULES, tally
from forum.polls.logic.tally.shapes import Cast, Flaw, Told, WordCount
from forum.scheduling import logic as scheduling
from tests.polls.rankings import KEYS, asked

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
ANSWERS = ("yes", "maybe", "no")
times = st.lists(
    st.dictionaries(st.sampled_from(KEYS), st.sampled_from(ANSWERS), min_size=1), max_size=12
)


def chosen(*keys):
    return [Cast({"option": key}) for key in keys]


def given_words(*ballots):
    return [Cast({"words": list(words_)}) for words_ in ballots]


def free(*ballots):
    return [Cast({"answers": answers}) for answers in ballots]


# Scale


def test_a_scale_counts_its_values_and_tells_mean_and_median():
    result = tally(Method.SCALE, chosen("a", "b", "e", "e"), asked())

    assert [line.count for line in result.options] == [1, 1, 0, 0, 2]
    assert result.detail.mean == Fraction(13, 4)
    assert result.detail.median == Fraction(7, 2)
    assert result.winners == ()


def test_hands_and_paper_count_in_a_scale_too():
    result = tally(Method.SCALE, chosen("a"), asked(), [Told(2, {"e": 2})])

    assert result.detail.mean == Fraction(11, 3)
    assert result.detail.median == 5


def test_a_scale_without_votes_has_no_mean():
    assert tally(Method.SCALE, [], asked()).detail.mean is None


# Words


def test_words_that_read_alike_are_counted_together_in_their_usual_spelling():
    result = tally(
        Method.WORDS, given_words(["Water", "๒๕๖๙"], ["water"], ["water", "2569"]), asked(())
    )

    assert result.detail.words == (WordCount("water", 3), WordCount("2569", 2))
    assert result.ballots == 3


def test_words_are_written_one_way_and_empty_fields_passed_over():
    assert words.read({"word": ["  clean   water ", "", "น้ํา"]}, asked(())) == {
        "words": ["clean water", "น้ำ"]
    }


def test_too_many_too_long_or_the_same_word_twice_are_no_ballot():
    assert words.read({}, asked(())) is Flaw.EMPTY
    assert words.read({"word": [" ", "\u200b"]}, asked(())) is Flaw.EMPTY
    assert words.read({"word": ["a", "b"]}, asked((), most=1)) is Flaw.TOO_MANY
    assert words.read({"word": ["a", "b", "c", "d"]}, asked(())) is Flaw.TOO_MANY
    assert words.read({"word": ["Water", "water"]}, asked(())) is Flaw.TWICE
    assert words.read({"word": ["x" * 41]}, asked(())) is Flaw.TOO_LONG
    assert words.read({"word": ["x" * 10_000_000]}, asked(())) is Flaw.TOO_LONG


def test_forty_thai_letters_with_their_vowels_fit():
    assert words.read({"word": ["ที่" * 40]}, asked(())) == {"words": ["ที่" * 40]}


@given(
    st.lists(st.lists(st.sampled_from(["A", "a", "ก", "b"]), max_size=2), max_size=9), st.randoms()
)
def test_the_order_of_ballots_tells_nothing_about_words(ballots, chance):
    shuffled = chance.sample(ballots, len(ballots))

    result = tally(Method.WORDS, given_words(*ballots), asked(()))

    assert result == tally(Method.WORDS, given_words(*shuffled), asked(()))
    assert sum(word.count for word in result.detail.words) == sum(map(len, ballots))


# Open text


def test_texts_stand_in_their_own_order():
    ballots = [Cast({"text": "later"}), Cast({"text": "earlier"})]

    assert tally(Method.TEXT, ballots, asked(())).detail.texts == ("earlier", "later")


def test_a_text_keeps_its_lines_and_has_a_limit():
    assert text.read({"text": ["one\r\n two "]}, asked(())) == {"text": "one\ntwo"}
    assert text.read({"text": [" \n "]}, asked(())) is Flaw.EMPTY
    assert text.read({"text": ["a", "b"]}, asked(())) is Flaw.TWICE
    assert text.read({"text": ["x" * 2001]}, asked(())) is Flaw.TOO_LONG
    assert text.read({"text": ["x" * 10_000_000]}, asked(())) is Flaw.TOO_LONG


# Time


def test_a_slot_left_out_is_a_no_and_all_no_is_an_answer():
    read = time.read({"slot-a": ["yes"], "slot-b": ["maybe"], "slot-c": [""]}, asked())

    assert read == {"answers": {"a": "yes", "b": "maybe", "c": "no", "d": "no", "e": "no"}}
    assert time.read({"slot-a": ["no"]}, asked())["answers"]["a"] == "no"


@pytest.mark.parametrize(
    ("sent", "flaw"),
    [
        ({}, Flaw.EMPTY),
        ({"slot-z": ["yes"]}, Flaw.FOREIGN),
        ({"slot-a": ["yes", "no"]}, Flaw.TWICE),
        ({"slot-a": ["perhaps"]}, Flaw.OUT_OF_RANGE),
    ],
)
def test_anything_else_is_no_answer(sent, flaw):
    assert time.read(sent, asked()) is flaw


def test_if_need_be_never_outweighs_a_yes():
    result = tally(
        Method.TIME,
        free({"a": "yes", "b": "maybe"}, {"a": "yes", "b": "maybe"}, {"a": "no", "b": "yes"}),
        asked(),
    )

    assert result.winners == ("a",)
    assert result.detail.yes[:2] == (2, 1)
    assert result.detail.maybe[:2] == (0, 2)
    assert result.detail.no == (1, 0, 3, 3, 3)


def test_of_slots_that_suit_equally_well_the_earliest_wins_without_a_lot():
    result = tally(Method.TIME, free({"b": "yes", "d": "yes"}), asked(lot="edcba"))

    assert result.leading == ("b", "d")
    assert result.winners == ("b",)
    assert not result.ties[0].by_lot


@given(times)
def test_the_best_slots_are_those_the_search_for_a_date_finds(ballots):
    result = tally(Method.TIME, free(*ballots), asked())

    tallies = [
        scheduling.Tally(place, NOON, NOON, *numbers)
        for place, numbers in enumerate(
            zip(result.detail.yes, result.detail.maybe, result.detail.no, strict=True)
        )
    ]
    assert {KEYS.index(key) for key in result.leading} == scheduling.best(tallies)


@given(times, st.randoms())
def test_the_order_of_ballots_tells_nothing_about_times(ballots, chance):
    shuffled, question = chance.sample(ballots, len(ballots)), replace(asked(), lot=())

    result = tally(Method.TIME, free(*ballots), question)

    assert result == tally(Method.TIME, free(*shuffled), question)
    everybody = zip(result.detail.yes, result.detail.maybe, result.detail.no, strict=True)
    assert all(sum(numbers) == len(ballots) for numbers in everybody)


# What a table by sector adds up


@pytest.mark.parametrize(
    ("method", "choice", "marks"),
    [
        (Method.APPROVAL, {"options": ["a", "b"]}, {"a": 1, "b": 1}),
        (Method.SCORE, {"scores": {"a": 3, "b": 0}}, {"a": 3, "b": 0}),
        (Method.DOTS, {"points": {"a": 3}}, {"a": 3}),
        (Method.BUDGET, {"points": {"a": 3}}, {"a": 3}),
        (Method.BUDGET, {"options": ["a"]}, {"a": 1}),
        (Method.SCALE, {"option": "a"}, {"a": 1}),
        (Method.TIME, {"answers": {"a": "yes", "b": "maybe", "c": "no"}}, {"a": 1}),
    ],
)
def test_a_ballot_marks_what_it_gives(method, choice, marks):
    assert RULES[method].marks(choice) == marks


def test_words_and_texts_are_never_told_by_sector():
    assert RULES[Method.WORDS].marks is None
    assert RULES[Method.TEXT].marks is None
