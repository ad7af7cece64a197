"""Many at once: no more letters than the hour allows, and each reminder once."""

import os
import threading

import pytest

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.mail.models import Letter
from forum.mail.service import queue_asked_letter
from forum.signups.logic.reminders import due_at
from forum.signups.models.letters import Reminder
from forum.signups.service.reminders import queue_reminder

ROUNDS = int(os.environ.get("FORUM_TEST_ROUNDS", "3"))


@pytest.fixture
def at_once(app):
    """Run a function in so many threads at the same moment; what each answered."""

    def act(function, number):
        start, answers = threading.Barrier(number), []

        def run(place):
            with app.app_context():
                start.wait()
                answers.append(function(place))
                db.session.remove()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.rollback()
        return answers

    return act


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_eight_forms_at_once_write_three_letters_to_one_address(at_once, turn, now):
    def ask(place):
        with transaction():
            return queue_asked_letter(
                "test.letter", place, str(turn), address=f"a{turn}@example.org", now=now
            )

    answers = at_once(ask, 8)

    assert (len(answers), sum(answers)) == (8, 3)
    assert db.session.query(Letter).count() == 3


def test_four_workers_at_once_send_one_reminder_each(at_once, make):
    forum = make.forum()
    signups = [make.signup(forum) for _ in range(5)]
    reminder = make.save(Reminder(forum_id=forum.id, days_before=7))
    ids, due = (forum.public_id, reminder.public_id), due_at(forum.starts_at, 7)

    def send(_place):
        with transaction():
            return queue_reminder(*ids, actor=SYSTEM, now=due)

    assert sorted(at_once(send, 4)) == [0, 0, 0, len(signups)]
    assert db.session.query(Letter).count() == len(signups)
