"""Ballots of every method in the hall, and what all phones share of them."""

import re

import pytest

from forum.core.db import db
from forum.polls.logic.kinds import Method, ResultsShown
from forum.polls.logic.settings import Settings
from forum.polls.models import Ballot
from tests.polls.papers import ballot_of, poll_of


def url(room, path=""):
    return f"/forums/{room.forum_id}{path}"


def ballots():
    db.session.rollback()
    return list(db.session.scalars(db.select(Ballot)))


@pytest.mark.parametrize("method", list(Method))
def test_every_method_is_voted_and_shown_in_the_hall_without_a_script(make_room, phone, method):
    room = make_room(people=2)
    poll = room.asked(**poll_of(method, is_moderated=False))
    browser = phone(room.signups[0])
    data = {**ballot_of(poll), "request_key": "a-request-key-of-mine", "agreed": "yes"}

    sent = browser.post(url(room, f"/hall/polls/{poll.public_id}/ballot"), data=data)
    assert sent.status_code == 302
    assert len(ballots()) == 1
    assert "Your vote is recorded" in browser.get(url(room, "/hall?lang=en")).text

    room.stop(poll)
    room.show(poll)
    for path in ("/projector?lang=en", "/hall?lang=en"):
        page = phone(room.signups[1]).get(url(room, path)).text
        assert "Eligible 2 · voted 1" in page
        assert "<table" not in page


@pytest.mark.parametrize("method", [Method.APPROVAL, Method.RANKING, Method.CHOICE])
def test_the_fragment_all_share_is_the_same_and_the_own_order_comes_with_ones_own(
    make_room, phone, method
):
    room = make_room(people=5)
    draft = poll_of(method)
    poll = room.asked(**{**draft, "settings": Settings(is_shuffled=True)})
    browsers = [phone(signup) for signup in room.signups]

    shared = {browser.get(url(room, "/hall/now")).text for browser in browsers}
    (fragment,) = shared
    path = re.search(r'id="vote"[^>]*hx-get="([^"]+/own)"', fragment)[1]
    own = [browser.get(path).text for browser in browsers]
    orders = {tuple(sorted((o.public_id for o in poll.options), key=page.index)) for page in own}

    assert all(option.public_id not in fragment for option in poll.options)
    assert len(orders) > 1
    assert [browser.get(url(room, "/hall")).text.count('id="vote"') for browser in browsers] == [
        1
    ] * 5


def test_a_page_without_a_script_is_not_loaded_again_while_somebody_fills_in_a_ballot(room, phone):
    browser = phone(room.signups[0])
    assert 'http-equiv="refresh"' in browser.get(url(room, "/hall")).text

    room.asked(**poll_of(Method.RANKING))

    page = browser.get(url(room, "/hall?lang=en")).text
    assert 'http-equiv="refresh"' not in page
    assert "See what the hall does now" in page


def test_a_count_that_may_be_watched_is_fetched_beside_the_form_and_stands_on_the_screen(
    make_room, phone, client
):
    room = make_room(people=6)
    poll = room.asked(results_shown=ResultsShown.LIVE)
    before = phone(room.signups[0]).get(url(room, "/hall/now")).text
    path = f"/forums/{room.forum_id}/polls/{poll.public_id}/running"
    assert path in before

    for voter in range(5):
        room.vote(poll, voter)

    assert phone(room.signups[0]).get(url(room, "/hall/now")).text == before
    assert "result-bar" in client.get(path).text
    assert "result-bar" in client.get(url(room, "/projector")).text


def test_the_console_leaves_polls_by_link_to_the_desk(room, sign_in):
    room.poll(is_online=True, question={"en": "By link"})

    page = sign_in(room.account).get(url(room, "/desk/floor?lang=en")).text

    assert "By link" in page
    assert "Answered by link." in page
    assert "Open the vote" not in page


def test_a_result_that_was_shown_before_comes_to_the_hall_again(room, client):
    first = room.asked(question={"en": "First?"})
    room.stop(first)
    room.show(first)
    second = room.asked(question={"en": "Second?"})
    room.stop(second)
    room.show(second)
    assert "Second?" in client.get(url(room, "/projector?lang=en")).text

    room.show(first)

    assert "First?" in client.get(url(room, "/projector?lang=en")).text
