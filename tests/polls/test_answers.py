import pytest

from forum.polls.logic.answers import Answer, answers_of, number_of_answers
from forum.polls.logic.kinds import Method
from forum.polls.logic.lines import timed
from forum.polls.logic.settings import Settings

TYPED = (Answer({"th": "ไม่เลย", "en": "not at all"}), Answer({"th": "มาก", "en": "very much"}))


def test_a_scale_has_its_values_for_answers_and_names_its_two_ends():
    answers = answers_of(Method.SCALE, TYPED, Settings(top=4))

    assert [answer.label["en"] for answer in answers] == ["1 not at all", "2", "3", "4 very much"]
    assert [answer.label["th"] for answer in answers] == ["1 ไม่เลย", "2", "3", "4 มาก"]


def test_a_scale_needs_no_names_at_its_ends():
    answers = answers_of(Method.SCALE, (), Settings(top=3))

    assert [answer.label["en"] for answer in answers] == ["1", "2", "3"]


def test_words_and_texts_offer_no_answers_whatever_was_typed():
    for method in (Method.WORDS, Method.TEXT):
        assert answers_of(method, TYPED, Settings()) == ()
        assert number_of_answers(method) == (0, 0)


@pytest.mark.parametrize("method", [Method.APPROVAL, Method.SCORE, Method.DOTS, Method.TIME])
def test_what_is_chosen_among_needs_two_answers(method):
    assert answers_of(method, TYPED, Settings()) == TYPED
    assert number_of_answers(method)[0] == 2


def test_slots_stand_in_the_order_of_time_since_of_equals_the_earliest_wins():
    typed = [Answer({"en": text}) for text in ("2/12/2569 9.00-10.00", "1/12/2569 13.00-14.00")]
    early, late = sorted(timed(typed), key=lambda slot: slot.starts_at)
    unread = Answer({"en": "every Saturday morning"})

    assert answers_of(Method.TIME, [late, early], Settings()) == (early, late)
    assert answers_of(Method.TIME, [late, unread, early], Settings()) == (late, unread, early)
