"""People with a telephone and no mail are told by short messages, where an installation sends them."""

from datetime import timedelta

import pytest

from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import Change
from forum.mail.logic import Carrier, text_parts
from forum.mail.models import Letter
from forum.mail.ports import builder_of
from forum.signups.logic.states import SignupState
from forum.signups.service.changing import withdraw
from forum.signups.service.giving import occasion_of
from forum.signups.service.news import tell_of_change
from forum.signups.service.signing_up import sign_up


@pytest.fixture
def switched_on(app, monkeypatch):
    monkeypatch.setitem(app.config, "SMS", {**app.config["SMS"], "URL": "https://sms.example"})


@pytest.fixture
def by_phone(make):
    def build(forum=None, language="th", **values):
        person = make.person(email=None, phone="+66810000001")
        return make.signup(forum or make.forum(), person=person, language=language, **values)

    return build


def built(kind, signup, occasion=None):
    return builder_of(kind)(signup.id, occasion or occasion_of(signup))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("signups.confirmation", "seated"), ("signups.confirmation", "waiting"),
        ("signups.confirmation", "applied"), ("signups.promotion", "seated"),
        ("signups.offer", "offered"), ("signups.accepted", "seated"),
        ("signups.declined", "declined"), ("signups.offer_ended", "withdrawn"),
        ("signups.withdrawn", "cancelled"), ("signups.ticket", "seated"),
    ],
)  # fmt: skip
def test_what_matters_is_told_in_a_few_parts(switched_on, by_phone, kind, state, language, now):
    until = now + timedelta(days=1)
    signup = by_phone(state=SignupState(state), language=language, offer_expires_at=until)

    message = built(kind, signup)

    assert (message.carrier, message.to) == (Carrier.TEXT, "+66810000001")
    assert text_parts(message.text) <= 3
    assert message.attachments == ()
    assert "%" not in message.text
    if state in {"seated", "waiting", "applied", "offered"}:
        assert "/t/" in message.text


def test_without_a_gateway_nothing_is_queued_for_them(make, by_phone, now):
    forum = make.forum()
    first = by_phone(forum)
    with transaction():
        tell_of_change(forum.id, Change.MOVED, VISITOR, now)
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    assert db.session.query(Letter).count() == 0


def test_whoever_signs_up_by_phone_gets_the_ticket_there(app, switched_on, make, applicant, now):
    forum = make.forum()
    with transaction():
        signup = sign_up(
            forum.public_id,
            applicant(email=None, phone="+66810000001"),
            actor=VISITOR,
            now=now,
            secret=app.config["SECRET_KEY"],
        ).signup

    (letter,) = db.session.query(Letter)
    assert (letter.kind, letter.object_id) == ("signups.confirmation", signup.id)
    assert built("signups.confirmation", signup).carrier is Carrier.TEXT


def test_one_number_gets_three_messages_an_hour_from_public_forms(
    app, switched_on, make, applicant, now
):
    forum = make.forum()
    for _ in range(5):
        with transaction():
            sign_up(
                forum.public_id,
                applicant(email=None, phone="+66810000001"),
                actor=VISITOR,
                now=now,
                secret=app.config["SECRET_KEY"],
            )

    assert db.session.query(Letter).count() == 3


def test_whoever_has_mail_is_written_to_by_mail(switched_on, make):
    signup = make.signup(make.forum(), person=make.person(phone="+66810000001"))

    assert built("signups.confirmation", signup).carrier is Carrier.MAIL


def test_whoever_refuses_short_messages_gets_none_until_they_want_them_again(
    switched_on, make, sign_in, by_phone
):
    signup = by_phone(forum=make.forum())
    sharing = by_phone(forum=signup.forum)  # the same telephone, another person
    browser = sign_in(tickets=[make.ticket(signup)[0]])
    person = {"person": signup.person.public_id}

    page = browser.get("/me/data?lang=en").text
    browser.post("/me/data/texts/refuse", data=person)
    refused = built("signups.confirmation", signup)
    told = browser.get("/me/data?lang=en").text
    browser.post("/me/data/texts/want", data=person)

    assert "Send me no more of them" in page
    assert refused is None
    assert "Send me short messages again" in told
    assert built("signups.confirmation", sharing).carrier is Carrier.TEXT
    assert built("signups.confirmation", signup).carrier is Carrier.TEXT


def test_nobody_refuses_short_messages_for_somebody_else(switched_on, make, sign_in, by_phone):
    signup, other = by_phone(), by_phone()
    browser = sign_in(tickets=[make.ticket(other)[0]])

    answer = browser.post("/me/data/texts/refuse", data={"person": signup.person.public_id})

    assert answer.status_code == 404
    assert built("signups.confirmation", signup) is not None
