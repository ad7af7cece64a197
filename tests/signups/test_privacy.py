"""What erasing and handing out reach: a person's own letters and invitations, nobody else's."""

from datetime import timedelta

import pytest

from forum.accounts.models import Account
from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.transaction import transaction
from forum.signups import privacy
from forum.signups.logic.states import SignupChannel
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.seats import Invitation

ADDRESS = "minister@example.org"


def letter(make, forum, addressed_to):
    return make.save(
        OfficialLetter(
            forum_id=forum.id,
            dated_on=make.now.date(),
            office={"th": "สำนักงาน"},
            subject={"th": "ขอเชิญประชุม"},
            addressed_to=addressed_to,
            body={"th": f"เรียน {addressed_to}"},
            signatory="ผู้ลงนาม",
            created_at=make.now,
        )
    )


def erase(person, now):
    with transaction():
        erase_person(person, actor=SYSTEM, now=now)


def test_a_letter_written_to_somebody_loses_them_when_they_are_erased(make, now):
    person = make.person("ปรีดา", family_name="แสงธรรม", prefix="นาย")
    forum = make.signup(make.forum(), person=person).forum
    theirs = letter(make, forum, "นายปรีดา แสงธรรม ประธานเครือข่าย")
    others = letter(make, forum, "นายปรีดา แสงทอง")
    elsewhere = letter(make, make.forum(), "นายปรีดา แสงธรรม")

    erase(person, now)

    assert "ปรีดา" not in theirs.addressed_to + str(theirs.body)
    assert "ประธานเครือข่าย" in theirs.addressed_to
    assert others.addressed_to == "นายปรีดา แสงทอง"
    assert elsewhere.addressed_to == "นายปรีดา แสงธรรม"


def test_a_given_name_alone_takes_nobody_out_of_a_letter(make, now):
    person = make.person("ปรีดา", family_name="")
    forum = make.signup(make.forum(), person=person).forum
    row = letter(make, forum, "ปรีดา")

    erase(person, now)

    assert row.addressed_to == "ปรีดา"


@pytest.fixture
def invitation(make, now):
    return make.save(
        Invitation(
            forum_id=make.forum().id,
            serial="s" * 27,
            token_hash="h" * 64,
            recipient="รัฐมนตรี",
            email=ADDRESS,
            language="th",
            created_at=now,
            expires_at=now + timedelta(days=3),
        )
    )


@pytest.mark.parametrize("channel", [SignupChannel.ASSISTED, SignupChannel.IMPORT])
def test_who_types_anothers_address_for_somebody_reaches_no_invitation_of_theirs(
    make, now, invitation, channel
):
    person = make.person("ตัวปลอม", email=ADDRESS)
    make.signup(make.forum(), person=person, channel=channel)

    handed_out = privacy.export(person.id)["invitations"]
    erase(person, now)

    assert handed_out == []
    assert db.session.get_one(Invitation, invitation.id).email == ADDRESS


def test_an_organiser_who_changes_an_address_reaches_no_invitation_to_it(make, now, invitation):
    person = make.person("ตัวปลอม", email=ADDRESS)
    helper = make.account()
    make.signup(make.forum(), person=person, helped_by_id=helper.id)

    erase(person, now)

    assert db.session.get_one(Invitation, invitation.id).email == ADDRESS


@pytest.mark.parametrize("how", ["ticket", "account"])
def test_whose_address_it_is_finds_and_erases_the_invitations_to_it(make, now, invitation, how):
    person = make.person("ตัวจริง", email=ADDRESS)
    if how == "ticket":
        make.signup(make.forum(), person=person)
    else:
        make.save(
            Account(
                person=person, email=ADDRESS, fs_uniquifier="u" * 64, created_at=now, active=True
            )
        )

    handed_out = privacy.export(person.id)["invitations"]
    erase(person, now)

    assert [each["recipient"] for each in handed_out] == ["รัฐมนตรี"]
    assert db.session.get_one(Invitation, invitation.id).email is None
