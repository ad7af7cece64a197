from datetime import timedelta

import pytest
import time_machine

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.polls import jobs
from forum.polls.errors import ClosesTooEarly, NoEndToRemindOf, PollNotOpen, RemindedLately
from forum.polls.logic.kinds import ElectorateRule, PollState, SecrecyLevel
from forum.polls.logic.settings import Settings
from forum.polls.models import Poll
from forum.polls.service.running import open_poll, reset_poll
from forum.polls.service.timing import close_in_time, open_in_time, remind

SEATED = Settings(electorate=ElectorateRule.SEATED)


@pytest.fixture
def at(now):
    """Let the clock stand some hours after the beginning."""
    with time_machine.travel(now, tick=False) as clock:
        yield lambda hours: clock.move_to(now + timedelta(hours=hours))


def state_of(poll):
    db.session.rollback()
    return db.session.get(Poll, poll.id).state


def online(hall, hours, **values):
    return hall.draft(
        is_online=True,
        settings=SEATED,
        level=SecrecyLevel.CONFIDENTIAL,
        opens_at=hall.now + timedelta(hours=1),
        closes_at=hall.now + timedelta(hours=hours),
        **values,
    )


def test_a_poll_by_link_opens_and_closes_when_its_time_has_come(hall, at):
    poll = online(hall, 48)

    jobs.keep_time()
    assert state_of(poll) is PollState.DRAFTED
    at(2)
    jobs.keep_time()
    assert state_of(poll) is PollState.OPEN
    at(47)
    jobs.keep_time()
    assert state_of(poll) is PollState.OPEN
    at(49)
    jobs.keep_time()
    jobs.keep_time()
    assert state_of(poll) is PollState.CLOSED


def test_a_poll_that_nobody_could_vote_in_does_not_keep_the_others_waiting(hall, make, at):
    alone = make.poll(make.forum(), is_online=True, opens_at=hall.now)
    waiting = online(hall, 48)

    at(2)
    jobs.keep_time()

    assert state_of(alone) is PollState.DRAFTED
    assert state_of(waiting) is PollState.OPEN


def test_a_question_to_the_hall_is_never_opened_by_the_clock(hall, at):
    poll = hall.draft(opens_at=hall.now + timedelta(hours=1))

    at(2)
    jobs.keep_time()

    assert state_of(poll) is PollState.DRAFTED


@pytest.mark.parametrize(("opens", "closes"), [(None, 0), (None, -1), (5, 5), (5, 4)])
def test_a_poll_cannot_end_before_it_begins(hall, opens, closes):
    with pytest.raises(ClosesTooEarly):
        hall.draft(
            is_online=True,
            opens_at=hall.now + timedelta(hours=opens) if opens else None,
            closes_at=hall.now + timedelta(hours=closes),
        )


def test_nobody_is_reminded_of_an_end_that_is_not_fixed(hall):
    with pytest.raises(NoEndToRemindOf):
        hall.draft(is_online=True, remind_days=2)


def test_only_those_who_have_not_voted_are_reminded_and_once(hall, make, at, letters):
    for number, signup in enumerate(hall.signups):
        signup.person.email = f"voter{number}@example.org"
    make.save(*hall.signups)
    poll = online(hall, 72, remind_days=1)
    at(2)
    jobs.keep_time()
    hall.vote(poll, 0)

    jobs.send_reminders()
    assert letters() == []
    at(60)
    jobs.send_reminders()
    jobs.send_reminders()

    sent = letters()
    assert sorted(to for letter in sent for to in letter.to) == [
        "voter1@example.org",
        "voter2@example.org",
    ]
    assert "เห็นชอบหรือไม่" in sent[0].body
    assert "คำถามอยู่ในหน้านั้น" in sent[0].body


def test_whoever_votes_before_the_letter_leaves_gets_none(hall, make, at, letters):
    hall.signups[1].person.email = "late@example.org"
    make.save(*hall.signups)
    poll = online(hall, 72)
    at(2)
    jobs.keep_time()
    with transaction():
        remind(
            hall.forum_id,
            poll.public_id,
            actor=make.staff(Role.ORGANISER, hall.forum),
            now=hall.now,
        )

    hall.vote(poll, 1)

    told = {to for letter in letters() for to in letter.to}
    assert len(told) == 2
    assert "late@example.org" not in told


def test_nobody_is_reminded_twice_within_a_day_or_of_a_poll_that_is_not_open(hall, make, now):
    poll = hall.open()
    organiser = make.staff(Role.ORGANISER, hall.forum)

    with transaction():
        assert remind(hall.forum_id, poll.public_id, actor=organiser, now=now) == 3
    with pytest.raises(RemindedLately), transaction():
        remind(hall.forum_id, poll.public_id, actor=organiser, now=now + timedelta(hours=23))
    hall.close(poll)
    with pytest.raises(PollNotOpen), transaction():
        remind(hall.forum_id, poll.public_id, actor=organiser, now=now + timedelta(days=3))


def test_a_poll_whose_end_has_passed_is_not_opened_to_be_closed_at_once(hall, at):
    in_hall = hall.draft(closes_at=hall.now + timedelta(hours=1))
    by_link = online(hall, 2)

    at(3)
    with pytest.raises(ClosesTooEarly), transaction():
        open_poll(
            hall.forum_id,
            in_hall.public_id,
            actor=hall.staff,
            now=hall.now + timedelta(hours=3),
        )
    jobs.keep_time()

    assert state_of(in_hall) is PollState.DRAFTED
    assert state_of(by_link) is PollState.DRAFTED


def test_a_poll_that_was_taken_back_is_not_opened_again_by_the_clock(hall, at):
    poll = online(hall, 48)
    at(2)
    jobs.keep_time()
    with transaction():
        reset_poll(hall.forum_id, poll.public_id, actor=hall.staff, now=hall.now)

    jobs.keep_time()

    assert state_of(poll) is PollState.DRAFTED


def test_a_poll_that_was_put_off_while_the_clock_was_looking_does_not_open(hall, at):
    poll = online(hall, 48)
    at(2)

    with transaction():  # as if it had been found due a moment ago
        db.session.get(Poll, poll.id).opens_at = hall.now + timedelta(hours=24)
    with transaction():
        open_in_time(hall.forum_id, poll.public_id, actor=SYSTEM, now=hall.now + timedelta(hours=2))

    assert state_of(poll) is PollState.DRAFTED


def test_a_poll_that_was_taken_back_and_opened_anew_is_not_closed_for_its_old_time(hall, at, now):
    poll = online(hall, 48)
    hall.start(poll)
    with transaction():
        db.session.get(Poll, poll.id).closes_at = now + timedelta(hours=96)

    with transaction():
        close_in_time(hall.forum_id, poll.public_id, actor=SYSTEM, now=now + timedelta(hours=49))

    assert state_of(poll) is PollState.OPEN
