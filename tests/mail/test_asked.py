"""Public forms together write to one address three times an hour, and forget whose it was."""

from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.ids import hashed
from forum.core.transaction import transaction
from forum.mail.models import Letter, LetterState
from forum.mail.service import PAUSES, claim_letter, forget_asked, list_due, queue_asked_letter
from forum.signups.service.tickets import queue_confirmation, resend_ticket, send_ticket_again


@pytest.fixture
def ask(now):
    def act(occasion, address="a@example.org", at=now):
        with transaction():
            return queue_asked_letter("test.letter", 1, occasion, address=address, now=at)

    return act


def test_the_fourth_letter_of_an_hour_is_not_written(ask):
    assert [ask(str(n)) for n in range(5)] == [True, True, True, False, False]
    assert db.session.query(Letter).count() == 3


def test_an_hour_later_there_are_three_more(ask, now):
    for n in range(3):
        ask(str(n))

    assert not ask("x", at=now + timedelta(minutes=59))
    assert ask("y", at=now + timedelta(hours=1))


def test_the_same_address_written_otherwise_is_the_same(ask):
    for n in range(3):
        ask(str(n), address="A@Example.ORG")

    assert not ask("x", address="a@example.org")
    assert ask("y", address="b@example.org")


def test_all_public_forms_count_together(make, client):
    now = clock.now()  # the browser's requests ask for it, too
    person = make.account(email="asked@example.org").person
    forum, other = make.forum(), make.forum()
    signups = [make.signup(each, person=person) for each in (forum, other)]
    with transaction():
        assert queue_confirmation(signups[0], now=now)
        assert resend_ticket(signups[1], request_key="k" * 16, now=now)

    answers = [
        client.post("/sign-in", data={"email": "asked@example.org", "request_key": key * 20})
        for key in "ab"
    ]
    with transaction():
        send_ticket_again(
            forum.public_id, "asked@example.org", actor=VISITOR, request_key="z" * 16, now=now
        )

    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert sorted(letter.kind for letter in db.session.query(Letter)) == [
        "accounts.sign_in_link",
        "signups.confirmation",
        "signups.ticket",
    ]


def test_whose_address_it_was_is_kept_hashed_for_an_hour(ask, now):
    ask("1")
    (letter,) = db.session.query(Letter)
    assert letter.asked_hash not in {None, hashed("a@example.org")}
    assert "a@example" not in str(vars(letter))

    with transaction():
        forget_asked(now=now + timedelta(hours=1))

    db.session.rollback()
    assert db.session.query(Letter).one().asked_hash is None


def test_a_letter_whose_sender_dies_each_time_is_given_up_in_the_end(queue, now):
    queue()
    (letter_id,) = list_due(now)
    moment, tries = now, 0

    for _ in range(30):
        with transaction():
            tries += claim_letter(letter_id, now=moment)  # and then the power fails
        moment += timedelta(hours=1)

    assert tries == len(PAUSES) + 1
    assert db.session.get(Letter, letter_id).state is LetterState.FAILED
