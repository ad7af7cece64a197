"""Reminders go once, in time, to whoever still has a seat; thanks go when it is over."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.journal.models import JournalEntry
from forum.mail import jobs as mail_jobs
from forum.mail.models import Letter
from forum.mail.service import queue_letter
from forum.minutes.models import Minutes
from forum.signups import jobs as signup_jobs
from forum.signups.errors import NotOver, ReminderGone, ReminderPast
from forum.signups.letters import news
from forum.signups.logic.reminders import ReminderState, due_at, state_of
from forum.signups.logic.states import SignupState
from forum.signups.models.letters import Reminder
from forum.signups.queries.reminders import list_reminders
from forum.signups.service.changing import withdraw
from forum.signups.service.reminders import (
    cancel_reminder,
    copy_reminders,
    queue_reminder,
    send_thanks,
    set_reminder,
)

DAY = timedelta(days=1)
STARTS = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)  # nine in the morning in Bangkok


@pytest.fixture
def plan(make, now):
    def act(forum, days=7, note=None, actor=None):
        organiser = actor or make.staff("organiser", forum)
        with transaction():
            return set_reminder(forum.public_id, days, note or {}, actor=organiser, now=now)

    return act


@pytest.fixture
def clock_at(monkeypatch):
    """The time of the job that looks for reminders, and of the letters it sends."""

    def set_to(moment):
        for module in (signup_jobs, news, mail_jobs):
            monkeypatch.setattr(module, "now", lambda: moment)

    return set_to


@pytest.fixture
def turn(clock_at):
    """Let the job look, at a moment."""

    def act(moment):
        clock_at(moment)
        signup_jobs.send_reminders()

    return act


@pytest.mark.parametrize(
    ("starts", "days", "due"),
    [
        (STARTS, 7, datetime(2026, 12, 5, 2, 0, tzinfo=UTC)),
        (STARTS, 1, datetime(2026, 12, 11, 2, 0, tzinfo=UTC)),
        (STARTS, 0, datetime(2026, 12, 12, 0, 0, tzinfo=UTC)),
        (STARTS + timedelta(hours=5), 0, datetime(2026, 12, 12, 2, 0, tzinfo=UTC)),
        # half past midnight in Bangkok is the day before elsewhere
        (datetime(2026, 12, 11, 17, 30, tzinfo=UTC), 1, datetime(2026, 12, 11, 2, 0, tzinfo=UTC)),
    ],
)
def test_reminders_go_at_nine_in_bangkok_or_two_hours_before(starts, days, due):
    assert due_at(starts, days) == due


@pytest.mark.parametrize(
    ("hours", "stage", "state"),
    [
        (-1, Stage.OPEN, "planned"), (0, Stage.OPEN, "due"), (23, Stage.OPEN, "due"),
        (24, Stage.OPEN, "missed"), (0, Stage.POSTPONED, "held"), (0, Stage.CANCELLED, "held"),
        (0, Stage.RUNNING, "held"), (0, Stage.ANNOUNCED, "due"),
    ],
)  # fmt: skip
def test_a_reminder_is_sent_within_a_day_of_its_time_or_not_at_all(hours, stage, state):
    moment = due_at(STARTS, 7) + timedelta(hours=hours)

    assert state_of(STARTS, 7, stage, None, moment) is ReminderState(state)


def test_everybody_with_a_seat_is_reminded_once(make, plan, turn, letters, clock_at):
    forum = make.forum()
    signup = make.signup(forum)
    make.signup(forum, state=SignupState.WAITING)
    make.signup(forum, person=make.person(email=None))
    make.signup(make.forum())
    plan(forum, note={"th": "นำบัตรมาด้วย", "en": "Bring your ticket"})
    due = due_at(forum.starts_at, 7)

    turn(due - timedelta(minutes=1))
    assert letters() == []
    for minutes in (0, 10, 20):
        turn(due + timedelta(minutes=minutes))

    (letter,) = letters()
    assert letter.to == [signup.person.email]
    assert letter.subject == "ใกล้ถึงวันแล้ว: เวทีทดลอง"
    assert "นำบัตรมาด้วย" in letter.body
    assert "/t/" in letter.body
    assert "/letters/reminders." in letter.body
    assert letter.attachments[0][0] == "forum.ics"


def test_two_jobs_at_once_send_one_letter_each(make, plan, letters, clock_at):
    forum = make.forum()
    make.signup(forum)
    reminder = plan(forum)
    due = due_at(forum.starts_at, 7)
    clock_at(due)

    for _ in range(2):
        with transaction():
            queue_reminder(forum.public_id, reminder.public_id, actor=SYSTEM, now=due)

    assert len(letters()) == 1


def test_a_killed_job_leaves_nothing_half_done(make, plan, turn, letters, monkeypatch):
    forum = make.forum()
    for _ in range(3):
        make.signup(forum)
    plan(forum)
    due = due_at(forum.starts_at, 7)
    calls = []

    def dies(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return queue_letter(*args, **kwargs)

    monkeypatch.setattr("forum.signups.service.reminders.queue_letter", dies)
    with pytest.raises(KeyboardInterrupt):
        turn(due)
    assert db.session.query(Letter).count() == 0

    turn(due + timedelta(minutes=10))

    assert len(letters()) == 3
    assert len(calls) == 5


def test_a_moved_forum_moves_the_reminders_that_have_not_gone(make, plan, turn, letters):
    forum = make.forum()
    make.signup(forum)
    plan(forum)
    old_due = due_at(forum.starts_at, 7)
    forum.starts_at += 10 * DAY
    forum.ends_at += 10 * DAY
    make.save(forum)

    turn(old_due)
    assert letters() == []
    turn(old_due + 10 * DAY)

    assert len(letters()) == 1


@pytest.mark.parametrize("stage", [Stage.POSTPONED, Stage.CANCELLED])
def test_nobody_is_reminded_of_what_is_called_off(make, plan, turn, letters, stage):
    forum = make.forum()
    make.signup(forum)
    plan(forum)
    forum.stage = stage
    make.save(forum)

    turn(due_at(forum.starts_at, 7))

    assert letters() == []


def test_what_is_called_off_or_given_back_while_the_letter_waits_is_not_reminded_of(
    make, plan, turn, letters, now
):
    forum = make.forum()
    gone = make.signup(forum)
    plan(forum)
    turn(due_at(forum.starts_at, 7))
    with transaction():
        withdraw(forum.public_id, actor=make.participant(gone), now=now)

    subjects = [letter.subject for letter in letters()]

    assert [each for each in subjects if each.startswith("ใกล้ถึงวัน")] == []


def test_a_reminder_for_a_day_that_has_passed_is_refused(make, plan):
    forum = make.forum()  # in twenty days

    with pytest.raises(ReminderPast):
        plan(forum, days=30)


def test_planning_the_same_day_again_changes_the_note(make, plan):
    forum = make.forum()
    plan(forum, note={"th": "ก"})
    plan(forum, note={"th": "ข"})

    assert [row.note for row in db.session.query(Reminder)] == [{"th": "ข"}]


def test_a_reminder_can_be_taken_off_until_it_has_gone(make, plan, turn, now):
    forum = make.forum()
    organiser = make.staff("organiser", forum)
    first, second = plan(forum, days=7), plan(forum, days=1)
    with transaction():
        cancel_reminder(forum.public_id, second.public_id, actor=organiser, now=now)
    turn(due_at(forum.starts_at, 7))

    with pytest.raises(ReminderGone), transaction():
        cancel_reminder(forum.public_id, first.public_id, actor=organiser, now=now)
    with pytest.raises(ReminderGone):
        plan(forum, days=7)

    assert db.session.query(Reminder).count() == 1


def test_the_list_says_what_has_gone(make, plan, turn, letters, now):
    forum = make.forum()
    make.signup(forum)
    make.signup(forum, person=make.person(given_name="http://x.example"))
    plan(forum)
    turn(due_at(forum.starts_at, 7))
    letters()

    (row,) = list_reminders(forum, now)

    assert (row.state, row.sent.gone, row.sent.total) == (ReminderState.GONE, 2, 2)


def test_a_forum_made_in_the_likeness_of_another_keeps_its_schedule(make, plan, now):
    forum, other = make.forum(), make.forum()
    plan(forum, days=7, note={"th": "ก"})

    for _ in range(2):
        with transaction():
            copy_reminders(forum.id, other.id, now)

    rows = db.session.query(Reminder).filter_by(forum_id=other.id).all()
    assert [(row.days_before, row.note, row.queued_at) for row in rows] == [(7, {"th": "ก"}, None)]


def test_one_forums_organiser_plans_nothing_for_another(make, plan, now):
    forum, other = make.forum(), make.forum()
    organiser = make.staff("organiser", other)
    reminder = plan(forum)

    with pytest.raises(NotFound):
        plan(forum, actor=organiser)
    for forum_id in (forum.public_id, other.public_id):
        with pytest.raises(NotFound), transaction():
            cancel_reminder(forum_id, reminder.public_id, actor=organiser, now=now)
    with pytest.raises(NotFound), transaction():
        send_thanks(forum.public_id, only_present=True, actor=organiser, now=now)


@pytest.mark.parametrize("role", ["coordinator", "facilitator", "rapporteur"])
def test_only_whoever_manages_sign_ups_plans_letters(make, sign_in, role):
    forum = make.forum()
    browser = sign_in(make.account(role, forum.scope))

    assert browser.get(f"/forums/{forum.public_id}/desk/letters").status_code in {403, 404}
    assert browser.get(f"/forums/{forum.public_id}/desk/letters/thanks").status_code in {403, 404}


def test_planning_leaves_a_trace_that_names_nobody(make, plan):
    plan(make.forum(), note={"th": "โทรหาสมใจ"})

    (entry,) = db.session.query(JournalEntry).filter_by(code="reminder.set")
    assert entry.facts == {"days_before": 7}


@pytest.fixture
def over(make, now):
    """A forum that has ended."""

    def build(**values):
        return make.forum(stage=Stage.MINUTES, starts_at=now - 2 * DAY, ends_at=now - DAY, **values)

    return build


def test_whoever_was_there_is_thanked_once(make, over, letters, now):
    forum = over()
    there = make.signup(forum, checked_in=True)
    absent = make.signup(forum)
    organiser = make.staff("organiser", forum)

    numbers = []
    for only_present in (True, True, False):
        with transaction():
            numbers.append(
                send_thanks(forum.public_id, only_present=only_present, actor=organiser, now=now)
            )
        letters()

    sent = {letter.to[0]: letter.body for letter in letters()}
    assert numbers == [1, 1, 2]
    assert set(sent) == {there.person.email, absent.person.email}
    assert len(letters()) == 2
    assert "ขอบคุณที่เข้าร่วมเวทีนี้" in sent[there.person.email]
    assert "ขอบคุณที่เข้าร่วมเวทีนี้" not in sent[absent.person.email]
    assert "/minutes" not in sent[there.person.email]


def test_the_thanks_lead_to_certified_minutes(make, over, letters, now, monkeypatch):
    forum = over()
    make.signup(forum, checked_in=True, language="en")
    from forum.signups.ports import minutes_are_public

    real = minutes_are_public.only
    minutes_are_public.fill(lambda forum_id: forum_id == forum.id)
    try:
        with transaction():
            send_thanks(
                forum.public_id, only_present=True, actor=make.staff("organiser", forum), now=now
            )
        (letter,) = letters()
    finally:
        minutes_are_public.fill(real)

    assert re.search(rf"/forums/{forum.public_id}/minutes\?lang=en", letter.body)
    assert real(forum.id) is False
    assert db.session.query(Minutes).count() == 0


def test_nobody_is_thanked_before_the_end(make, now):
    forum = make.forum()

    with pytest.raises(NotOver), transaction():
        send_thanks(
            forum.public_id, only_present=False, actor=make.staff("organiser", forum), now=now
        )
