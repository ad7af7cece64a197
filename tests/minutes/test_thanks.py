"""Certified minutes thank those who were there: by themselves, once, and not where it is not wanted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.mail.models import Letter
from forum.minutes.logic.documents import Signatory
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import begin_correction, certify_minutes, check_minutes
from forum.signups.logic.states import CheckInChannel
from forum.signups.models.places import CheckIn
from forum.signups.service.reminders import send_thanks
from tests.minutes.conftest import Story


@pytest.fixture
def over(make, now):
    """A forum that is over, with two who came, one who did not, and composed minutes."""
    story = Story(make, now, people=2, starts_at=now - timedelta(days=3))
    story.forum.ends_at = now - timedelta(days=2)
    make.save(story.forum)
    story.absent = make.signup(story.forum)
    with transaction():
        compose_minutes(story.id, actor=story.rapporteur, now=now)
    return story


def thanks():
    query = select(func.count(Letter.id)).where(Letter.kind == "signups.thanks")
    return db.session.scalar(query)


def certify(story, **how):
    with transaction():
        check_minutes(story.id, actor=story.organiser, now=story.now)
    with transaction():
        certify_minutes(
            story.id, (Signatory("certifier", "ก"),), actor=story.organiser, now=story.now, **how
        )


def test_certifying_thanks_those_who_were_there_with_a_link_to_the_minutes(over, letters):
    certify(over)

    sent = {letter.to[0]: letter.body for letter in letters()}
    assert set(sent) == {signup.person.email for signup in over.signups}
    assert all(f"/forums/{over.id}/minutes" in body for body in sent.values())


def test_a_corrected_version_thanks_nobody_again(over, letters):
    certify(over)
    with transaction():
        begin_correction(over.id, actor=over.organiser, now=over.now)
    certify(over)

    assert len(letters()) == 2


def test_whom_the_button_thanked_before_decides_and_nobody_else_is_thanked(over, make):
    with transaction():
        send_thanks(over.id, only_present=True, actor=over.organiser, now=over.now)
    make.save(CheckIn(signup_id=over.absent.id, channel=CheckInChannel.HELPER, at=over.now))

    certify(over)

    assert thanks() == 2


def test_the_button_still_reaches_those_who_were_not_there(over):
    certify(over)

    with transaction():
        send_thanks(over.id, only_present=False, actor=over.organiser, now=over.now)

    assert thanks() == 3


def test_where_nobody_was_checked_in_all_who_had_a_seat_are_thanked(make, now):
    story = Story(make, now, people=0, starts_at=now - timedelta(days=3))
    story.forum.ends_at = now - timedelta(days=2)
    make.save(story.forum)
    make.signup(story.forum)
    with transaction():
        compose_minutes(story.id, actor=story.rapporteur, now=now)

    certify(story)

    assert thanks() == 1


@pytest.mark.parametrize("why", ["not over", "cancelled", "not wanted"])
def test_nobody_is_thanked_too_early_for_nothing_or_against_the_certifiers_wish(over, make, why):
    if why == "not over":
        over.forum.ends_at = over.now + timedelta(hours=1)
    if why == "cancelled":
        over.forum.stage = Stage.CANCELLED
    make.save(over.forum)

    certify(over, with_thanks=why != "not wanted")

    assert thanks() == 0


@pytest.mark.parametrize(("box", "number"), [({"with_thanks": "y"}, 2), ({}, 0)])
def test_the_box_on_the_page_decides(over, make, sign_in, box, number):
    browser = sign_in(make.account("organiser", over.forum.scope))
    with transaction():
        check_minutes(over.id, actor=over.organiser, now=over.now)

    page = browser.get(f"/forums/{over.id}/desk/minutes/certify?lang=en")
    answer = browser.post(
        f"/forums/{over.id}/desk/minutes/certify", data={"certifier": "นางรับรอง จริงแท้", **box}
    )

    assert "2 people get the letter now" in page.text
    assert answer.status_code == 302
    assert thanks() == number
