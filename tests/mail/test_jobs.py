"""Letters leave once, whatever happens on the way."""

import contextlib
from datetime import timedelta

import pytest

from forum.core.db import db
from forum.core.transaction import transaction
from forum.mail.jobs import send_waiting
from forum.mail.models import Letter, LetterState
from forum.mail.post import Undeliverable, Unreachable
from forum.mail.service import (
    LEASE,
    PAUSES,
    claim_letter,
    count_failed,
    count_overdue,
    list_due,
    queue_letter,
)


@pytest.fixture
def only_letter():
    def read():
        db.session.rollback()
        return db.session.query(Letter).one()

    return read


def test_a_letter_leaves_once_however_often_the_job_runs(queue, at, post, now):
    queue()
    at(now)

    for _ in range(3):
        send_waiting()

    assert [letter.to for letter in post.taken] == ["reader1@example.org"]


def test_the_same_letter_is_queued_once(queue, now):
    for _ in range(3):
        queue()
    queue(occasion="2")

    assert len(list_due(now)) == 2


def test_a_transaction_that_fails_sends_nothing(letters, now):
    with contextlib.suppress(ZeroDivisionError), transaction():
        queue_letter("test.letter", 1, "1", now=now)
        raise ZeroDivisionError

    assert letters() == []


def test_a_letter_of_an_unknown_kind_is_refused_where_it_is_queued(now):
    with pytest.raises(LookupError, match="nobody writes"), transaction():
        queue_letter("no.such", 1, "1", now=now)


def test_many_letters_of_one_transaction_make_one_job(app, now):
    with transaction():
        for number in range(1, 30):
            queue_letter("test.letter", number, "1", now=now)

    assert app.extensions["jobs"].pending_count() == 1


def test_more_letters_than_one_look_takes_leave_in_one_job(queue, at, post, now):
    with transaction():
        for number in range(1, 251):
            queue_letter("test.letter", number, "1", now=now)
    at(now)

    send_waiting()

    assert len({letter.to for letter in post.taken}) == 250


def test_a_letter_with_nothing_to_say_is_dropped(queue, at, post, now, only_letter):
    queue(object_id=0)
    at(now)

    send_waiting()

    assert (only_letter().state, post.taken) == (LetterState.DROPPED, [])


def test_a_letter_that_cannot_be_written_stops_no_other(queue, at, post, now):
    queue(kind="test.stumbling")
    queue(object_id=2)
    at(now)

    send_waiting()

    assert [letter.to for letter in post.taken] == ["reader2@example.org"]
    assert db.session.query(Letter).filter_by(kind="test.stumbling").one().problem


def test_a_refused_letter_waits_while_the_others_go(queue, at, post, now):
    queue(object_id=1)
    queue(object_id=2)
    post.troubles["reader1@example.org"] = OSError("451 later")
    at(now)

    send_waiting()

    assert [letter.to for letter in post.taken] == ["reader2@example.org"]
    assert list_due(now) == []
    assert len(list_due(now + PAUSES[0])) == 1


def test_without_a_mail_server_nobody_loses_a_try(queue, at, post, now):
    for number in (1, 2, 3):
        queue(object_id=number)
        post.troubles[f"reader{number}@example.org"] = Unreachable()
    at(now)

    send_waiting()

    assert sorted(letter.attempts for letter in db.session.query(Letter)) == [0, 0, 1]


def test_the_letters_go_when_the_server_is_back_hours_later(queue, at, post, now):
    queue()
    post.troubles["reader1@example.org"] = Unreachable()
    for minutes in range(0, 360, 5):
        at(now + timedelta(minutes=minutes))
        send_waiting()
    post.troubles.clear()

    at(now + timedelta(hours=12))
    send_waiting()

    assert len(post.taken) == 1


def test_after_two_days_of_refusals_a_letter_is_given_up_and_counted(
    queue, at, post, now, only_letter
):
    queue()
    post.troubles["reader1@example.org"] = OSError("no")
    for hours in range(72):
        at(now + timedelta(hours=hours))
        send_waiting()

    assert only_letter().state is LetterState.FAILED
    assert (count_failed(), only_letter().problem) == (1, "OSError")


def test_an_address_that_does_not_exist_is_not_tried_again(queue, at, post, now, only_letter):
    queue()
    post.troubles["reader1@example.org"] = Undeliverable()
    at(now)

    send_waiting()

    assert (only_letter().state, only_letter().attempts) == (LetterState.FAILED, 1)


def test_a_letter_under_way_is_nobody_elses(queue, now):
    queue()
    (letter_id,) = list_due(now)

    with transaction():
        first = claim_letter(letter_id, now=now)
    with transaction():
        second = claim_letter(letter_id, now=now)

    assert (first, second, list_due(now)) == (True, False, [])


def test_a_crash_between_taking_and_sending_delays_the_letter_but_does_not_lose_it(
    queue, at, post, now
):
    queue()
    (letter_id,) = list_due(now)
    with transaction():
        claim_letter(letter_id, now=now)  # and then the power fails
    at(now + LEASE / 2)
    send_waiting()
    meanwhile = list(post.taken)

    at(now + LEASE)
    send_waiting()

    assert (meanwhile, len(post.taken)) == ([], 1)


def test_a_crash_between_sending_and_writing_it_down_repeats_the_very_same_letter(
    queue, at, post, now, monkeypatch
):
    queue()
    at(now)

    def power_fails(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, contextlib.suppress(KeyboardInterrupt):
        broken.setattr("forum.mail.jobs.mark_sent", power_fails)
        send_waiting()
    at(now + LEASE)
    send_waiting()

    assert len(post.taken) == 2
    assert len({letter.mark for letter in post.taken}) == 1


def test_letters_that_wait_too_long_are_counted(queue, now):
    queue()

    assert (count_overdue(now), count_overdue(now + timedelta(minutes=1))) == (0, 1)


def test_what_is_kept_of_a_letter_names_nobody(queue, at, post, now, only_letter, caplog):
    queue()
    post.troubles["reader1@example.org"] = OSError("550 reader1@example.org unknown")
    at(now)

    send_waiting()

    assert "reader1" not in str(vars(only_letter())) + caplog.text


def test_what_mail_programs_compare_is_the_same_in_both_tries(queue, at, now, app, monkeypatch):
    queue()
    at(now)

    def power_fails(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, contextlib.suppress(KeyboardInterrupt):
        broken.setattr("forum.mail.jobs.mark_sent", power_fails)
        send_waiting()
    for minutes in range(0, 60, 5):
        at(now + timedelta(minutes=minutes))
        send_waiting()

    sent = [letter.message() for letter in app.extensions["mailman"].outbox]
    assert len(sent) == 2
    assert sent[0]["Message-ID"] == sent[1]["Message-ID"]
    assert sent[0]["Message-ID"].endswith("@127.0.0.1>")
