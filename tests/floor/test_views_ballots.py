"""Ballots of every method in the hall, and what all phones share of them."""

import re

import pytest

from forum.core.db import db
from forum.floor.service.conducting import move_to_item
from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import Method, ReasonRule, ResultsShown, SecrecyLevel, SheetChannel
from forum.polls.logic.settings import Settings
from forum.polls.logic.sheets import Counted
from forum.polls.models import Ballot
from forum.polls.service.casting import cast_ballot
from forum.polls.service.counting import record_count
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
    make_room, phone, client, run_jobs
):
    room = make_room(people=10)
    poll = room.asked(results_shown=ResultsShown.LIVE)
    browser = phone(room.signups[0])
    before = browser.get(url(room, "/hall/now")).text
    path = f"/forums/{room.forum_id}/polls/{poll.public_id}/running"
    assert path in before

    for voter in range(10):
        room.vote(poll, voter)
        run_jobs()

    assert browser.get(url(room, "/hall/now")).text == before
    assert "result-bar" in client.get(path).text
    assert "result-bar" in client.get(url(room, "/projector")).text


def test_the_console_leaves_polls_by_link_to_the_desk(room, sign_in):
    room.poll(is_online=True, question={"en": "By link"})

    page = sign_in(room.account).get(url(room, "/desk/floor?lang=en")).text

    assert "By link" in page
    assert "Answered by link." in page
    assert "Open the vote" not in page


def test_the_large_button_names_the_question_it_opens_and_it_is_one_of_the_item_at_hand(
    room, sign_in
):
    room.poll(question={"en": "Of no item?"})
    due = room.poll(question={"en": "Of the first item?"}, item_id=room.items[0].public_id)
    room.act(move_to_item, room.forum_id, room.items[0].public_id)

    page = sign_in(room.account).get(url(room, "/desk/floor?lang=en")).text

    step = page[page.index("Next question:") : page.index("Polls here")]
    assert "Of the first item?" in step
    assert f"/polls/{due.public_id}/ask" in step
    assert "Of no item?" not in step


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


# What a phone shows after a refusal


def count_hands(room, poll, *numbers):
    """Count the whole hall."""
    keys = [option.public_id for option in poll.options]
    by_option = dict(zip(keys, numbers, strict=False))
    told = Counted(sum(numbers), by_option)
    room.act(record_count, room.forum_id, poll.public_id, None, SheetChannel.HANDS, told)


def send(browser, room, poll, answer, key="a-request-key-of-mine", **more):
    """As the page sends it where there is a script."""
    data = {"option": poll.options[answer].public_id, "request_key": key, **more}
    path = url(room, f"/hall/polls/{poll.public_id}/ballot?lang=en")
    return browser.post(path, data=data, headers={"HX-Request": "true"})


def test_whose_hand_was_counted_meanwhile_is_told_so_and_no_answer_looks_given(room, phone):
    poll = room.asked(level=SecrecyLevel.CONFIDENTIAL, reason_rule=ReasonRule.OPTIONAL)
    browser = phone(room.signups[0])
    count_hands(room, poll, 1, 1)

    refused = send(browser, room, poll, 0, reason="เพราะ")

    assert refused.status_code == 409
    assert "Hands or slips have already been counted here" in refused.text
    assert "Send with this reason" not in refused.text
    assert "<button" not in refused.text
    assert ballots() == []


def test_who_opens_the_page_after_the_count_is_told_before_they_tap(room, phone):
    poll = room.asked(level=SecrecyLevel.CONFIDENTIAL)
    early, late = (phone(signup) for signup in room.signups[:2])
    send(early, room, poll, 0)
    count_hands(room, poll, 1, 1)

    own = f"/hall/polls/{poll.public_id}/own?lang=en"
    page, piece = late.get(url(room, "/hall?lang=en")).text, late.get(url(room, own)).text

    for text in (page, piece):
        assert "Hands or slips have already been counted here" in text
        assert poll.options[0].public_id not in text
    assert "Tap another answer to change it" in early.get(url(room, "/hall?lang=en")).text


def test_a_change_that_came_too_late_says_that_the_earlier_vote_was_counted(room, phone):
    poll = room.asked(level=SecrecyLevel.CONFIDENTIAL, reason_rule=ReasonRule.OPTIONAL)
    browser = phone(room.signups[0])
    send(browser, room, poll, 0)
    room.stop(poll)

    refused = send(browser, room, poll, 1, key="another-request-key", reason="เพราะ")

    assert refused.status_code == 409
    assert "The poll had already closed. Your vote was not counted." in refused.text
    assert "Your earlier vote was counted." in refused.text
    assert "<button" not in refused.text


def test_a_tapped_answer_looks_given_only_where_its_reason_is_missing(room, phone):
    poll = room.asked(reason_rule=ReasonRule.REQUIRED)
    browser = phone(room.signups[0])

    without_consent = send(browser, room, poll, 0, reason="เพราะใกล้").text
    without_reason = send(browser, room, poll, 0, agreed="yes").text

    assert 'aria-pressed="true"' not in without_consent
    assert "เพราะใกล้" in without_consent
    assert 'aria-pressed="true"' in without_reason
    assert "Send with this reason" in without_reason


def test_what_is_recorded_is_said_before_the_reason_and_covers_nothing_of_it(room, phone):
    poll = room.asked(reason_rule=ReasonRule.OPTIONAL)

    page = send(phone(room.signups[0]), room, poll, 0, agreed="yes").text

    assert page.index("Your vote is recorded") < page.index("Your reason")


def test_every_button_of_the_console_says_which_question_it_is_for(room, sign_in):
    questions = ("First?", "Second?")
    for question in questions:
        room.poll(question={"en": question})

    page = sign_in(room.account).get(url(room, "/desk/floor?lang=en")).text

    for question in questions:
        for act in ("Open the vote", "Edit"):
            assert f'{act}<span class="visually-hidden">: {question}</span>' in page


@pytest.mark.parametrize(("number", "told"), [(10, ""), (13, "and 4 more on the phones")])
def test_the_screen_says_how_many_answers_it_has_no_room_for(room, client, number, told):
    answers = tuple(Answer({"en": f"Way {n}."}) for n in range(1, number + 1))
    room.asked(answers=answers)

    page = client.get(url(room, "/projector?lang=en")).text

    shown = [n for n in range(1, number + 1) if f"Way {n}." in page]
    assert len(shown) == (10 if not told else 9)
    assert told in page
    assert ("more on the phones" in page) is bool(told)


@pytest.mark.parametrize("number", [4, 6])
def test_where_lots_decided_the_screen_says_so_in_a_line_if_there_are_many_answers(
    make_room, client, number
):
    room = make_room(people=2)
    answers = tuple(Answer({"en": f"Way {n}"}) for n in range(number))
    poll = room.asked(method=Method.RANKING, answers=answers)
    for voter, order in enumerate(([0, 1], [1, 0])):
        given = {f"rank-{poll.options[n].public_id}": [str(at)] for at, n in enumerate(order, 1)}
        actor, key = room.voters[voter], f"a-request-key-{voter}"
        given["agreed"] = ["yes"]
        cast_ballot(room.forum_id, poll.public_id, given, key, actor=actor)
    room.stop(poll)
    room.show(poll)

    page = client.get(url(room, "/projector?lang=en")).text

    assert ("Between equals a lot drawn from the ballots decided." in page) is (number == 6)
    assert ("Anybody can draw it again." in page) is (number == 4)
