import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.floor.logic import (
    Guest,
    NextStep,
    Screen,
    Step,
    digits_for,
    guest_of,
    item_after,
    next_step,
    read_code,
    screen_that_fits,
)

NOTHING = {
    "is_open": True,
    "has_item": False,
    "is_asking": False,
    "has_unshown": False,
    "has_draft": False,
    "has_next": False,
}


@pytest.mark.parametrize("typed", ["4729", " 47 29 ", "๔๗๒๙", "47-29", "47 29"])
def test_a_code_is_understood_however_it_is_typed(typed):
    assert read_code(typed) == "4729"


@pytest.mark.parametrize("typed", ["", "abc", "123", "1234567", "12a4", "٤٧٢٩"])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) is None


@given(st.integers(0, 9000))
def test_at_most_one_code_in_a_hundred_leads_somewhere(floors):
    digits = digits_for(floors)

    assert 4 <= digits <= 6
    assert floors / 10**digits <= 0.01


def test_the_way_through_the_agenda_goes_item_by_item_and_ends():
    assert item_after([5, 3, 9], None, Step.NEXT) == 5
    assert item_after([5, 3, 9], 5, Step.NEXT) == 3
    assert item_after([5, 3, 9], 3, Step.PREVIOUS) == 5
    assert item_after([5, 3, 9], 9, Step.NEXT) is None
    assert item_after([5, 3, 9], 5, Step.PREVIOUS) is None
    assert item_after([], None, Step.NEXT) is None
    assert item_after([5, 3], 77, Step.NEXT) == 5  # the item was removed meanwhile


def test_results_are_on_the_screen_only_once_they_may_be_seen():
    def fits(wanted, **has):
        facts = {"has_item": True, "has_poll": True, "has_results": False} | has
        return screen_that_fits(wanted, **facts)

    assert fits(Screen.RESULTS) is Screen.POLL
    assert fits(Screen.RESULTS, has_results=True) is Screen.RESULTS
    assert fits(Screen.POLL, has_poll=False) is Screen.ITEM
    assert fits(Screen.POLL, has_poll=False, has_item=False) is Screen.WELCOME
    assert fits(Screen.WELCOME, has_results=True) is Screen.WELCOME


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"is_open": False, "has_next": True}, NextStep.OPEN),
        ({"has_next": True}, NextStep.FIRST_ITEM),
        ({"has_item": True, "has_next": True}, NextStep.NEXT_ITEM),
        ({"has_item": True, "has_next": True, "has_draft": True}, NextStep.ASK),
        ({"has_item": True, "has_draft": True, "has_unshown": True}, NextStep.SHOW_ANSWER),
        ({"has_unshown": True, "is_asking": True}, NextStep.STOP_ASKING),
        ({"has_item": True}, NextStep.CLOSE),
    ],
)
def test_the_console_offers_what_comes_next(facts, step):
    assert next_step(**(NOTHING | facts)) is step


@pytest.mark.parametrize(
    ("place", "seated", "inside", "answers", "guest"),
    [
        (False, False, False, False, Guest.STRANGER),
        (True, False, True, True, Guest.WITHOUT_SEAT),
        (True, True, False, True, Guest.AT_DOOR),
        (True, True, True, False, Guest.AT_DOOR),
        (True, True, True, True, Guest.INSIDE),
    ],
)
def test_whoever_came_by_another_door_still_has_to_join(place, seated, inside, answers, guest):
    found = guest_of(has_place=place, is_seated=seated, is_checked_in=inside, may_answer=answers)

    assert found is guest
