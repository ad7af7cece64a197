"""What may be answered, which questions are asked, and how a question is changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.questionnaires.logic.answers import (
    ENTER,
    LONGEST,
    NO_COUNTRY,
    NO_DAY,
    NO_NUMBER,
    NOT_OFFERED,
    TOO_LONG,
    fits,
    read,
    text_of,
    typed,
)
from forum.questionnaires.logic.asking import (
    asked_after,
    asked_of,
    kept_answers,
    out_of_order,
    unanswered,
)
from forum.questionnaires.logic.keys import respondent_key, sensitive_key
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.plans import lines_of, paired_lines
from forum.questionnaires.logic.questions import (
    NO,
    YES,
    Asked,
    Condition,
    Option,
    renewed_options,
    scale_options,
)

OPTIONS = (Option("a", {"th": "ก", "en": "A"}), Option("b", {"th": "ข", "en": "B"}))


def question(kind, **values):
    given = {
        "id": "q",
        "label": {"th": "คำถาม", "en": "Question"},
        "options": OPTIONS if kind in {QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF} else (),
    }
    if kind is QuestionKind.SCALE:
        given["options"] = scale_options(5, {"en": "bad"}, {"en": "good"})
    return Asked(kind=kind, **{**given, **values})


@pytest.mark.parametrize(
    ("kind", "typed_text", "value"),
    [
        (QuestionKind.SHORT_TEXT, ["  ขอนแก่น  "], "ขอนแก่น"),
        (QuestionKind.LONG_TEXT, ["one\r\ntwo"], "one\ntwo"),
        (QuestionKind.NUMBER, ["๑,๒๕๐"], 1250),
        (QuestionKind.NUMBER, [" 3.5 "], 3.5),
        (QuestionKind.NUMBER, ["-0.5"], -0.5),
        (QuestionKind.DATE, ["๑๒/๑๒/๒๕๖๙"], "2026-12-12"),
        (QuestionKind.DATE, ["12 ธันวาคม 2569"], "2026-12-12"),
        (QuestionKind.DATE, ["2026-12-12"], "2026-12-12"),
        (QuestionKind.ONE_OF, ["b"], "b"),
        (QuestionKind.SEVERAL_OF, ["b", "a"], ["a", "b"]),
        (QuestionKind.YES_NO, ["no"], False),
        (QuestionKind.SCALE, ["4"], 4),
        (QuestionKind.STATEMENT, ["y"], True),
        (QuestionKind.PLACE, ["42", "เชียงคาน", ""], {"province": "42", "district": "เชียงคาน"}),
        (QuestionKind.PLACE, ["abroad", "", "ลาว"], {"country": "ลาว", "district": ""}),
    ],
)
def test_an_answer_is_read_as_people_type_it(kind, typed_text, value):
    reading = read(question(kind), typed_text)

    assert (reading.value, reading.problem) == (value, "")
    assert fits(question(kind), reading.value)


@pytest.mark.parametrize(
    ("kind", "typed_text", "problem"),
    [
        (QuestionKind.NUMBER, ["many"], NO_NUMBER),
        (QuestionKind.NUMBER, ["1e400"], NO_NUMBER),
        (QuestionKind.NUMBER, ["1,2,3"], NO_NUMBER),
        (QuestionKind.NUMBER, ["9" * 30], NO_NUMBER),
        (QuestionKind.DATE, ["31/2/2569"], NO_DAY),
        (QuestionKind.ONE_OF, ["c"], NOT_OFFERED),
        (QuestionKind.SEVERAL_OF, ["a", "c"], NOT_OFFERED),
        (QuestionKind.YES_NO, ["perhaps"], NOT_OFFERED),
        (QuestionKind.SCALE, ["6"], NOT_OFFERED),
        (QuestionKind.SCALE, ["0"], NOT_OFFERED),
        (QuestionKind.SHORT_TEXT, ["ก" * (LONGEST[QuestionKind.SHORT_TEXT] + 1)], TOO_LONG),
        (QuestionKind.PLACE, ["99", "", ""], NOT_OFFERED),
        (QuestionKind.PLACE, ["abroad", "Vientiane", ""], NO_COUNTRY),
    ],
)
def test_what_cannot_be_read_is_said_and_not_kept(kind, typed_text, problem):
    reading = read(question(kind), typed_text)

    assert (reading.value, reading.problem) == (None, problem)


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind is not QuestionKind.FILE])
def test_nothing_is_an_answer_only_where_none_is_needed(kind):
    assert read(question(kind), [""]).problem == ""
    assert read(question(kind, is_required=True), [""]).problem
    assert read(question(kind, is_required=True), []).problem


@settings(max_examples=60)
@given(
    st.sampled_from([k for k in QuestionKind if k is not QuestionKind.FILE]), st.lists(st.text())
)
def test_whatever_is_typed_is_kept_in_its_shape_or_refused(kind, texts):
    asked = question(kind)
    reading = read(asked, texts)

    assert not (reading.value is not None and reading.problem)
    if reading.value is not None:
        assert fits(asked, reading.value)
        assert isinstance(text_of(asked, reading.value, "th", str), str)


@given(
    st.one_of(
        st.tuples(st.just(QuestionKind.NUMBER), st.integers(-(10**9), 10**9).map(str)),
        st.tuples(st.just(QuestionKind.SCALE), st.integers(1, 5).map(str)),
        st.tuples(st.just(QuestionKind.YES_NO), st.sampled_from([YES, NO])),
        st.tuples(st.just(QuestionKind.DATE), st.dates().map(lambda day: day.isoformat())),
    )
)
def test_a_kept_answer_shown_in_a_form_is_read_as_itself(pair):
    kind, text = pair
    asked = question(kind)
    value = read(asked, [text]).value

    if value is not None:
        assert read(asked, typed(asked, value, "th")).value == value


def test_a_text_that_must_be_given_says_enter_and_not_choose():
    assert read(question(QuestionKind.NUMBER, is_required=True), [""]).problem == ENTER


def chain():
    """Three questions, each hanging on the one before; the last one for villagers only."""
    return [
        question(QuestionKind.YES_NO, id="ride"),
        question(QuestionKind.ONE_OF, id="from", condition=Condition("ride", YES)),
        question(
            QuestionKind.SHORT_TEXT,
            id="stop",
            is_required=True,
            condition=Condition("from", "b", frozenset({"villagers"})),
        ),
    ]


def test_a_question_is_asked_after_the_answer_it_hangs_on():
    answers = {"ride": True, "from": "b"}

    assert [q.id for q in asked_after(chain(), answers, "villagers")] == ["ride", "from", "stop"]
    assert [q.id for q in asked_after(chain(), answers, "ngo")] == ["ride", "from"]
    assert [q.id for q in asked_after(chain(), {"ride": False}, "villagers")] == ["ride"]


def test_an_answer_to_a_question_that_is_not_asked_decides_nothing_and_is_not_kept():
    answers = {"ride": False, "from": "b", "stop": "here"}

    assert kept_answers(chain(), answers, "villagers") == {"ride": False}


def test_only_questions_that_are_asked_need_an_answer():
    assert unanswered(chain(), {"ride": False}, "villagers") == []
    assert [q.id for q in unanswered(chain(), {"ride": True, "from": "b"}, "villagers")] == ["stop"]


def test_an_answer_of_another_shape_counts_as_none():
    assert [q.id for q in unanswered(chain(), {"ride": "yes"}, "ngo")] == ["ride"]


def test_a_condition_looks_back_only_so_nothing_goes_in_a_circle():
    first, second, third = chain()

    assert out_of_order([first, second, third]) == []
    assert out_of_order([second, first, third]) == [second]
    assert [q.id for q in out_of_order([first, third])] == ["stop"]
    itself = question(QuestionKind.YES_NO, id="me", condition=Condition("me", YES))
    assert out_of_order([itself]) == [itself]


@given(st.permutations(chain()), st.sampled_from(["villagers", "ngo", None]))
def test_no_order_of_questions_asks_one_whose_reason_is_not_asked(questions, sector):
    shown = asked_of(questions, sector)

    for place, each in enumerate(shown):
        before = each.condition.question
        assert not before or before in [q.id for q in shown[:place]]


LABELS = st.lists(
    st.fixed_dictionaries({"th": st.sampled_from("กขคงจ"), "en": st.sampled_from("abc")}),
    min_size=1,
    max_size=6,
    unique_by=lambda label: (label["th"], label["en"]),
)


@settings(max_examples=60)
@given(LABELS, LABELS)
def test_an_option_that_keeps_its_words_keeps_its_meaning_wherever_it_moves(before, after):
    old = renewed_options((), before)
    new = renewed_options(old, after)

    codes = {str(sorted(o.label.items())): o.code for o in old}
    for option in new:
        if not option.is_removed and str(sorted(option.label.items())) in codes:
            assert option.code == codes[str(sorted(option.label.items()))]
    assert len({option.code for option in new}) == len(new)
    assert {option.code for option in old} <= {option.code for option in new}
    assert [dict(o.label) for o in new if not o.is_removed] == after


def test_an_option_in_other_words_at_its_place_is_the_same_answer():
    old = renewed_options((), [{"en": "Bus"}, {"en": "Train"}])

    new = renewed_options(old, [{"en": "By bus"}, {"en": "Train"}, {"en": "Boat"}])

    assert [option.code for option in new][:2] == [option.code for option in old]
    assert len({option.code for option in new}) == 3


def test_an_option_taken_out_keeps_its_words_for_those_who_chose_it():
    old = renewed_options((), [{"en": "Bus"}, {"en": "Train"}, {"en": "Boat"}])

    new = renewed_options(old, [{"en": "Bus"}, {"en": "Boat"}])

    assert [option.label["en"] for option in new if option.is_removed] == ["Train"]
    asked = question(QuestionKind.ONE_OF, options=new)
    assert text_of(asked, old[1].code, "en", str) == "Train"
    assert not fits(asked, old[1].code)


def test_lines_pair_up_across_languages_or_not_at_all():
    assert paired_lines({"th": "ก\n\nข", "en": "A\nB\n"}) == (
        {"th": "ก", "en": "A"},
        {"th": "ข", "en": "B"},
    )
    assert paired_lines({"th": "ก\nข"}) == ({"th": "ก"}, {"th": "ข"})
    assert paired_lines({"th": "ก\nข", "en": "A"}) is None
    assert paired_lines({}) == ()


@given(LABELS)
def test_lines_written_out_are_read_as_the_same_options(labels):
    assert list(paired_lines(lines_of(labels))) == labels


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_keys_of_different_places_secrets_and_purposes_differ(secret, one, other):
    assert respondent_key(secret, one) != sensitive_key(secret, one)
    assert (respondent_key(secret, one) == respondent_key(secret, other)) == (one == other)
    assert one not in respondent_key(secret, one) or len(one) < 4
