"""What waits for the answer of somebody who has a place is said on their ticket."""

import pytest

from forum.polls.logic.kinds import ElectorateRule
from forum.polls.logic.settings import Settings


@pytest.fixture
def ticket_page(hall, make, sign_in):
    """The ticket of the hall's first person, as they see it."""
    browser = sign_in(tickets=[make.ticket(hall.signups[0])[0]])
    return lambda: browser.get(f"/forums/{hall.forum_id}/ticket").text


def test_a_ticket_leads_to_the_polls_by_link_that_wait_for_an_answer(hall, ticket_page):
    question = {"th": "ถามทางลิงก์", "en": "Asked by link"}
    poll = hall.open(is_online=True, question=question)
    path = f"/forums/{hall.forum_id}/polls/{poll.public_id}"

    assert "ถามทางลิงก์" in ticket_page()
    assert f'href="{path}"' in ticket_page()

    hall.vote(poll, 0)
    assert "ถามทางลิงก์" not in ticket_page()


def test_a_ticket_speaks_of_no_poll_that_is_put_to_others_to_the_hall_or_is_over(
    make_hall, make, sign_in
):
    hall = make_hall()
    make.signup(hall.forum, "university", checked_in=True)
    in_the_hall = hall.open(question={"th": "ถามในห้อง", "en": "Asked in the hall"})
    draft = hall.draft(is_online=True, question={"th": "ยังไม่ถาม", "en": "Not asked yet"})
    over = hall.open(is_online=True, question={"th": "ถามไปแล้ว", "en": "Asked before"})
    hall.close(over)
    of_others = hall.open(
        is_online=True, question={"th": "ถามคนอื่น", "en": "Asked of others"},
        settings=Settings(electorate=ElectorateRule.SECTOR, electorate_values=("university",)),
    )  # fmt: skip

    browser = sign_in(tickets=[make.ticket(hall.signups[0])[0]])
    page = browser.get(f"/forums/{hall.forum_id}/ticket").text

    for poll in (in_the_hall, draft, over, of_others):
        assert poll.question["th"] not in page
