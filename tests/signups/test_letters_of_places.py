"""Offers, answers to applications, invitations: written while they are true, harmless always."""

import re
from datetime import timedelta

import pytest

from forum.core.db import db
from forum.core.ids import hashed, new_public_id
from forum.core.transaction import transaction
from forum.mail.service import queue_letter
from forum.signups.letters import invitations
from forum.signups.letters.parts import harmless
from forum.signups.logic.states import SignupState
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.places import SignupGroup
from forum.signups.models.seats import Invitation
from forum.signups.service.giving import occasion_of


@pytest.fixture
def sent(letters, now):
    """Queue one letter; what left for it."""

    def act(kind, row, occasion=None):
        with transaction():
            queue_letter(kind, row.id, occasion or occasion_of(row), now=now)
        return letters()

    return act


@pytest.fixture
def offered(make, now):
    def build(**values):
        return make.signup(
            make.forum(),
            state=SignupState.OFFERED,
            offer_expires_at=now + timedelta(hours=24),
            **values,
        )

    return build


@pytest.fixture
def invitation(make, app, now, monkeypatch):
    monkeypatch.setattr(invitations, "now", lambda: now)

    def build(forum=None, **values):
        serial = new_public_id()
        return make.save(
            Invitation(
                forum=forum or make.forum(),
                serial=serial,
                token_hash=hashed(invitation_token(app.config["SECRET_KEY"], serial)),
                recipient=values.pop("recipient", "มูลนิธิทดลอง"),
                email=values.pop("email", "office@example.org"),
                seats=values.pop("seats", 2),
                language=values.pop("language", "th"),
                created_at=now,
                expires_at=values.pop("expires_at", now + timedelta(days=5)),
                **values,
            )
        )

    return build


def test_an_offer_names_its_deadline_and_leads_to_the_ticket(offered, sent):
    (letter,) = sent("signups.offer", offered())

    assert letter.subject == "มีที่นั่งให้คุณตอบรับ: เวทีทดลอง"
    assert "วันจันทร์ที่ 23 พฤศจิกายน 2569 10.00 น." in letter.body
    assert "/t/" in letter.body


@pytest.mark.parametrize("state", [SignupState.SEATED, SignupState.WITHDRAWN])
def test_nothing_is_offered_any_more_after_an_answer(make, offered, sent, now, state):
    signup = offered()
    signup.state, signup.seated_at = state, now
    make.save(signup)

    assert sent("signups.offer", signup) == []


def test_whoever_let_an_offer_run_out_is_told_where_the_seat_went(make, sent):
    signup = make.signup(make.forum(), state=SignupState.WITHDRAWN, language="en")

    (letter,) = sent("signups.offer_ended", signup)

    assert "was not accepted in time" in letter.body


def test_a_no_gives_the_organisers_reason(make, sent):
    signup = make.signup(
        make.forum(), state=SignupState.DECLINED, language="en", decision_note="Next time: no room."
    )

    (letter,) = sent("signups.declined", signup)

    assert "Next time: no room." in letter.body
    assert "/t/" not in letter.body


@pytest.mark.parametrize(
    ("state", "told"), [("seated", "You have a seat."), ("waiting", "You are number 1")]
)
def test_a_yes_says_what_it_brought(make, sent, state, told):
    signup = make.signup(make.forum(), state=SignupState(state), language="en")

    (letter,) = sent("signups.accepted", signup)

    assert told in letter.body


def test_an_application_is_confirmed_as_one(make, sent):
    signup = make.signup(make.forum(), state=SignupState.APPLIED, language="en")

    (letter,) = sent("signups.confirmation", signup)

    assert letter.subject == "We have your application: Test forum"
    assert "number 0" not in letter.body
    assert letter.attachments == []  # no date is kept in a calendar for an application


@pytest.mark.parametrize("what", ["declined_at", "revoked_at", "expires_at"])
def test_an_invitation_that_no_longer_holds_is_not_sent(make, invitation, sent, now, what):
    row = invitation()
    setattr(row, what, now - timedelta(minutes=1))
    make.save(row)

    assert sent("signups.invitation", row, "1") == []


@pytest.mark.parametrize("kind", ["confirmation", "ticket", "offer", "promotion", "accepted"])
@pytest.mark.parametrize(
    "name",
    ["Win https://evil.example", "evil.example/prize", "a\r\nBcc: thief@example.org", "www.evil"],
)
def test_a_name_typed_into_a_public_form_carries_no_advertisement(make, sent, kind, name):
    state = SignupState.OFFERED if kind == "offer" else SignupState.SEATED
    person = make.person(given_name=name, family_name="x.example", email="victim@example.org")
    signup = make.signup(
        make.forum(), person=person, state=state, offer_expires_at=make.now + timedelta(days=1)
    )

    (letter,) = sent(f"signups.{kind}", signup)

    text = re.sub(r"http://127\S+", "", letter.subject + letter.body)
    assert "evil" not in text
    assert "thief" not in text
    assert set(letter.message().keys()).isdisjoint({"Bcc", "Cc"})


@pytest.mark.parametrize(
    "name", ["คุณสมใจ", "J.R.R. Tolkien", "พระครูวิมล", "O'Brien-Smith", "ม.ร.ว. ดวงดาว"]
)
def test_ordinary_names_are_written_as_they_are(name):
    assert harmless(name) == name


def test_a_very_long_name_is_shortened(make, sent):
    person = make.person(given_name="ก" * 120, email="long@example.org")
    signup = make.signup(make.forum(), person=person)

    (letter,) = sent("signups.confirmation", signup)

    assert "ก" * 70 not in letter.body
    db.session.rollback()


def test_the_others_of_a_group_read_that_their_seats_are_accepted(make, sent):
    signup = make.signup(make.forum(), language="en")

    (letter,) = sent("signups.accepted_together", signup)

    assert letter.subject == "Your group has accepted its seats: Test forum"
    assert "somebody of your group has accepted the seats" in letter.body
    assert letter.attachments


def test_an_offer_to_a_group_says_that_one_answer_holds_for_all(make, offered, sent, now):
    first = offered(language="en")
    group = make.save(SignupGroup(forum=first.forum, code="abcd2345", created_at=now))
    other = make.signup(
        first.forum, state=SignupState.OFFERED, offer_expires_at=first.offer_expires_at, group=group
    )
    assert other.group_id == group.id
    alone = sent("signups.offer", first)[-1]
    first.group = group
    first.applied_at += timedelta(seconds=1)
    make.save(first)

    together = sent("signups.offer", first)[-1]

    assert "whole group" not in alone.body
    assert "The seats are for your whole group." in together.body


def test_an_invitation_brings_its_link_its_seats_and_the_date(invitation, sent):
    (letter,) = sent("signups.invitation", invitation(note="โปรดมาด้วยกัน"), "1")

    assert "สงวนไว้" in letter.body
    assert "2 ที่นั่ง" in letter.body
    assert "โปรดมาด้วยกัน" in letter.body
    assert "ถึงวันศุกร์ที่ 27 พฤศจิกายน 2569\n" in letter.body
    assert letter.to == ["office@example.org"]
    assert letter.attachments[0][0] == "forum.ics"
