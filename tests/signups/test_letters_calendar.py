"""Whoever keeps the date in a calendar has it changed there by the letters, too."""

from datetime import timedelta

import icalendar
import pytest

from forum.core.transaction import transaction
from forum.events.service.forums import edit_forum, plan_of, version_of
from forum.events.service.stages import cancel_forum, postpone_forum, reinstate_forum
from forum.mail.service import queue_letter


@pytest.fixture
def organiser(make):
    return make.staff("organiser")


@pytest.fixture
def move(organiser, now):
    def act(forum, days):
        plan = plan_of(forum).moved_to(
            forum.starts_at + timedelta(days=days), forum.ends_at + timedelta(days=days)
        )
        with transaction():
            edit_forum(forum.public_id, plan, version_of(forum), actor=organiser, now=now)

    return act


def event_in(letter):
    (content,) = [c for name, c, _kind in letter.attachments if name == "forum.ics"]
    raw = content if isinstance(content, bytes) else content.encode()
    calendar = icalendar.Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_date_in_a_calendar_follows_from_confirmation_to_cancellation(
    make, letters, now, organiser, move
):
    forum = make.forum()
    signup = make.signup(forum)
    with transaction():
        queue_letter("signups.confirmation", signup.id, "1", now=now)
    letters()
    move(forum, 3)
    letters()
    with transaction():
        postpone_forum(forum.public_id, {"th": "น้ำท่วม"}, actor=organiser, now=now)
    letters()
    with transaction():
        reinstate_forum(forum.public_id, forum.starts_at, forum.ends_at, actor=organiser, now=now)
    letters()
    with transaction():
        cancel_forum(forum.public_id, {"th": "น้ำท่วม"}, actor=organiser, now=now)

    events = [event_in(letter) for letter in letters()]

    assert len({str(event["uid"]) for _calendar, event in events}) == 1
    sequences = [int(event["sequence"]) for _calendar, event in events]
    assert sequences == sorted(set(sequences))
    assert [str(event["status"]) for _calendar, event in events] == [
        "CONFIRMED", "CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED",
    ]  # fmt: skip
    assert {str(calendar["method"]) for calendar, _event in events} == {"PUBLISH"}
    starts = [event["dtstart"].dt for _calendar, event in events]
    assert starts[1] - starts[0] == timedelta(days=3)


def test_news_that_was_overtaken_while_it_waited_is_not_told(make, letters, now, organiser, move):
    forum = make.forum()
    make.signup(forum)
    move(forum, 1)
    move(forum, 2)
    with transaction():
        cancel_forum(forum.public_id, {"th": "น้ำท่วม"}, actor=organiser, now=now)

    (letter,) = letters()

    assert letter.subject.startswith("ยกเลิก")


def test_of_two_moves_the_last_is_told(make, letters, move):
    forum = make.forum()
    make.signup(forum)
    move(forum, 1)
    move(forum, 2)

    assert len(letters()) == 1


def test_a_cancelled_forum_that_is_edited_is_still_told_as_cancelled(
    make, letters, now, organiser, move
):
    forum = make.forum()
    make.signup(forum)
    with transaction():
        cancel_forum(forum.public_id, {"th": "น้ำท่วม"}, actor=organiser, now=now)
    move(forum, 1)

    assert [letter.subject.split(":")[0] for letter in letters()] == ["ยกเลิก"]
