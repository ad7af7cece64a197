"""What people are written, in their language, and when they are not."""

import re

import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import Change, Stage
from forum.signups.logic.states import SignupState
from forum.signups.service.changing import cancel_signup, withdraw
from forum.signups.service.news import tell_of_change
from forum.signups.service.signing_up import sign_up


@pytest.fixture
def signing_up(app, now):
    def act(forum, applicant):
        secret = app.config["SECRET_KEY"]
        with transaction():
            return sign_up(forum.public_id, applicant, actor=VISITOR, now=now, secret=secret).signup

    return act


def test_a_seat_is_confirmed_with_ticket_and_calendar_file(
    make, applicant, signing_up, letters, client
):
    signing_up(make.forum(), applicant(given_name="นางสมใจ"))

    (letter,) = letters()

    assert letter.subject == "คุณได้ที่นั่งแล้ว: เวทีทดลอง"
    assert "นางสมใจ" in letter.body or "คุณสมใจ" in letter.body
    assert "ศาลาประชาคม" in letter.body
    assert "พุทธศักราช" not in letter.body
    assert "2569" in letter.body
    link = re.search(r"http\S+/t/\S+", letter.body).group()
    assert client.get(link.partition("127.0.0.1:5000")[2] or link).status_code in {200, 404}
    name, content, kind = letter.attachments[0]
    assert (name, kind) == ("forum.ics", "text/calendar")
    assert b"BEGIN:VEVENT" in (content if isinstance(content, bytes) else content.encode())


def test_a_turn_in_line_is_confirmed_with_its_number_in_the_applicants_language(
    make, applicant, signing_up, letters
):
    forum = make.forum(seats={"civil-society": 0})
    signing_up(forum, applicant(language="en", given_name="Mary"))

    (letter,) = letters()

    assert letter.subject == "You are on the waiting list: Test forum"
    assert (
        "You are number 1 on the waiting list of Civil society. "
        "We will write as soon as a seat is free." in letter.body
    )
    assert not re.search("[ก-๛]", letter.body.replace("ใจดี", ""))


def test_thai_letters_hold_no_english_sentence(make, applicant, signing_up, letters, now):
    forum = make.forum(seats={"civil-society": 1})
    first = signing_up(forum, applicant(given_name="สมใจ"))
    signing_up(forum, applicant(given_name="บุญมี"))
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)
    with transaction():
        tell_of_change(forum.id, Change.MOVED, SYSTEM, now)
    letters()
    forum.stage = Stage.CANCELLED
    make.save(forum)
    with transaction():
        tell_of_change(forum.id, Change.CANCELLED, SYSTEM, now)

    sent = letters()

    assert len(sent) == 5  # the first confirmation was no longer true
    for letter in sent:
        text = re.sub(r"https?://\S+", "", letter.subject + letter.body)
        assert not re.search(r"[A-Za-z]{5,}", text), text  # a ticket code has four


def test_nobody_gets_a_letter_that_is_no_longer_true(make, applicant, signing_up, letters, now):
    forum = make.forum()
    signup = signing_up(forum, applicant())
    signup.state = SignupState.WITHDRAWN
    db.session.commit()

    assert letters() == []


def test_whoever_moves_up_is_written_to_with_the_same_ticket(
    make, applicant, signing_up, letters, now
):
    forum = make.forum(seats={"civil-society": 1})
    first, second = (signing_up(forum, applicant()) for _ in range(2))
    letters()
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)

    sent = {letter.to[0]: letter for letter in letters()[2:]}

    assert set(sent) == {first.person.email, second.person.email}
    promotion = sent[second.person.email]
    assert promotion.subject.startswith("มีที่นั่งว่างสำหรับคุณ")
    assert "/t/" in promotion.body
    assert "/t/" not in sent[first.person.email].body


def test_a_change_of_the_forum_is_told_once_to_everybody_with_a_place(make, letters, now):
    forum = make.forum(stage=Stage.POSTPONED)
    make.signup(forum)
    make.signup(forum, state=SignupState.WAITING)
    make.signup(forum, state=SignupState.WITHDRAWN)
    make.signup(forum, person=make.person(email=None))
    make.signup(make.forum())

    for _ in range(2):
        with transaction():
            tell_of_change(forum.id, Change.POSTPONED, SYSTEM, now)

    assert len(letters()) == 2


def test_whom_the_organiser_cancels_is_told_so(make, applicant, signing_up, letters, now):
    forum = make.forum()
    signup = signing_up(forum, applicant(language="en"))
    letters()
    with transaction():
        cancel_signup(
            forum.public_id, signup.public_id, actor=make.staff("organiser", forum), now=now
        )

    letter = letters()[-1]

    assert "the organiser has ended your sign-up" in letter.body
