"""Putting right what was said when signing up, by oneself and by the organiser."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.logic import Corrected
from forum.accounts.models import Account, Person
from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.models import AnswerSheet
from forum.signups.errors import ForumOver, NotOfForumAlone, SectorFixed, SectorTaken
from forum.signups.logic.applicants import Said
from forum.signups.logic.states import DrawRole, DrawState, SeatMode, SeedSource, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation, SignupSettings
from forum.signups.queries.respondents import respondent
from forum.signups.service.correcting import correct_own_place, correct_person
from tests.signups.conftest import SECRET


@pytest.fixture
def forum(make):
    return make.forum(seats={"ngo": 1, "civil-society": 2})


def correct(make, signup, now, **said):
    values = {"sector": signup.sector.code, "organisation": signup.organisation_name, **said}
    with transaction():
        return correct_own_place(
            signup.forum.public_id, Said(**values), actor=make.participant(signup), now=now
        )


def at(signup):
    return db.session.get_one(Signup, signup.id, populate_existing=True)


def test_organisation_network_and_needs_are_put_right(make, now, forum):
    body, network = make.organisation(th="มูลนิธิใหม่"), make.network()
    signup = make.signup(forum, organisation_name="มูลนิธฺใหม่")

    correct(make, signup, now, organisation="มูลนิธิใหม่", network=network.public_id, needs="ทางลาด")

    kept = at(signup)
    assert (kept.organisation_name, kept.organisation_id) == ("มูลนิธิใหม่", body.id)
    assert kept.network_id == network.id
    assert kept.needs.text == "ทางลาด"


def test_needs_that_are_taken_back_are_gone(make, now, forum):
    signup = make.signup(forum)
    correct(make, signup, now, needs="ทางลาด")

    correct(make, signup, now, needs="")

    assert at(signup).needs is None


def test_the_journal_holds_nothing_of_what_was_said(make, now, forum):
    signup = make.signup(forum)

    correct(make, signup, now, organisation="กลุ่มลับ", needs="แพ้ถั่ว")

    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.object_kind == "signup"))
    facts = {entry.code: entry.facts for entry in entries}
    assert facts == {"signup.corrected": {"changed": ["organisation", "needs"]}}


def test_a_seat_moves_to_another_sector_only_where_there_is_room(make, now, forum):
    first, second = make.signup(forum, "ngo"), make.signup(forum, "civil-society")

    with pytest.raises(SectorTaken):
        correct(make, second, now, sector="ngo", organisation="ใหม่")
    correct(make, first, now, sector="civil-society")

    assert at(second).sector.code == "civil-society"
    assert at(second).organisation_name == ""
    assert (at(first).sector.code, at(first).state) == ("civil-society", SignupState.SEATED)


def test_the_seat_left_behind_goes_to_the_next_in_line(make, now, forum):
    first = make.signup(forum, "ngo")
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)

    correct(make, first, now, sector="civil-society")

    assert at(waiting).state is SignupState.SEATED


@pytest.mark.parametrize("why", ["closed", "invited", "drawn", "accepted", "checked in"])
def test_sector_and_network_are_fixed_once_others_count_on_them(make, now, forum, why):
    signup = make.signup(forum, "ngo", checked_in=why == "checked in")
    if why == "closed":
        forum.signup_closes_at = now - timedelta(hours=1)
        make.save(forum)
    if why == "invited":
        signup.invitation = make.save(
            Invitation(
                forum_id=forum.id, serial="s", token_hash="h", recipient="ก", sector=signup.sector,
                language="th", created_at=now, expires_at=now + timedelta(days=3),
            )
        )  # fmt: skip
        make.save(signup)
    if why == "accepted":
        make.save(SignupSettings(forum_id=forum.id, mode=SeatMode.APPROVAL))
    if why == "drawn":
        draw_of(make, signup, now)

    with pytest.raises(SectorFixed):
        correct(make, signup, now, sector="civil-society")
    correct(make, signup, now, organisation="ยังแก้ได้")

    assert at(signup).sector.code == "ngo"
    assert at(signup).organisation_name == "ยังแก้ได้"


def draw_of(make, signup, now):
    draw = make.save(
        Draw(
            forum_id=signup.forum_id,
            state=DrawState.COMMITTED,
            size=1,
            algorithm="random",
            seed_source=SeedSource.HASH,
            created_at=now,
            committed_at=now,
        )
    )
    role = DrawRole.APPLICANT
    make.save(DrawCandidate(draw_id=draw.id, signup_id=signup.id, key="k1", role=role))


def test_nothing_is_put_right_after_the_forum_nor_by_anybody_else(make, now, forum):
    signup = make.signup(forum)
    stranger = make.signup(make.forum())

    with pytest.raises(ForumOver):
        correct(make, signup, forum.ends_at, organisation="สาย")
    with pytest.raises(NotFound), transaction():
        correct_own_place(forum.public_id, Said("ngo"), actor=make.participant(stranger), now=now)


def test_earlier_answers_are_counted_under_the_sector_one_has_now(make, now, forum):
    signup = make.signup(forum, "ngo")
    questionnaire = make.questionnaire(forum, ("short_text", "ก"), purpose=Purpose.SIGNUP)
    key = respondent(signup).key
    make.save(
        AnswerSheet(
            questionnaire_id=questionnaire.id, round="once", respondent=key, group="ngo",
            language="th", sent_on=now.date(),
        )
    )  # fmt: skip

    correct(make, signup, now, sector="civil-society")

    assert db.session.scalars(select(AnswerSheet.group)).all() == ["civil-society"]


def change(make, signup, now, *, role=Role.ORGANISER, forum=None, **changed):
    person = signup.person
    names = Corrected(
        changed.get("given_name", person.given_name), person.family_name, person.phone
    )
    staff = make.staff(role, forum or signup.forum)
    with transaction():
        return correct_person(
            signup.forum.public_id,
            signup.public_id,
            names,
            Said(signup.sector.code, changed.get("organisation", "")),
            email=changed.get("email", person.email),
            actor=staff,
            now=now,
            secret=SECRET,
        )


def test_the_organiser_puts_an_address_right_and_the_old_ticket_opens_nothing(
    make, now, forum, letters
):
    signup = make.signup(forum, person=make.person("สมใจ", email="wrong@example.org"))
    old = make.ticket(signup)[0]

    change(make, signup, now, email="right@example.org", given_name="สมใจดี")

    assert at(signup).person.email == "right@example.org"
    assert at(signup).person.given_name == "สมใจดี"
    assert old.revoked_at is not None
    assert [letter.to for letter in letters()] == [["right@example.org"]]


@pytest.mark.parametrize("why", ["account", "other forum"])
def test_who_has_an_account_or_another_forum_is_not_one_organisers_to_rename(make, now, forum, why):
    person = make.account().person if why == "account" else make.person("สมใจ")
    signup = make.signup(forum, person=person)
    if why == "other forum":
        make.signup(make.forum(), person=person)

    with pytest.raises(NotOfForumAlone):
        change(make, signup, now, given_name="คนอื่น")
    change(make, signup, now, organisation="กลุ่มใหม่")

    assert at(signup).organisation_name == "กลุ่มใหม่"
    assert db.session.get_one(Person, person.id).given_name != "คนอื่น"


def test_nothing_is_written_onto_somebody_who_was_erased(make, now, forum):
    signup = make.signup(forum, checked_in=True)
    with transaction():
        erase_person(signup.person, actor=SYSTEM, now=now)

    with pytest.raises(NotFound):
        change(make, signup, now, organisation="กลุ่มเดิม")


def test_only_the_forums_own_organisers_put_somebody_right(make, now, forum):
    signup = make.signup(forum)

    for staff, where in ((Role.ORGANISER, make.forum()), (Role.COORDINATOR, forum)):
        with pytest.raises(NotFound):
            change(make, signup, now, role=staff, forum=where, given_name="คนอื่น")


def test_the_pages_put_it_right(make, sign_in, forum):
    signup = make.signup(forum, "ngo", organisation_name="เดิม")
    here = f"/forums/{forum.public_id}"
    browser = sign_in(tickets=[make.ticket(signup)[0]])
    desk = sign_in(make.account(Role.ORGANISER, forum.scope))

    shown = browser.get(f"{here}/ticket/correct?lang=en")
    own = browser.post(
        f"{here}/ticket/correct",
        data={"organisation": "ใหม่", "sector": "civil-society", "network": "", "needs": "น้ำ"},
    )
    assert shown.status_code == 200
    assert own.status_code == 302
    assert at(signup).needs.text == "น้ำ"

    form = desk.get(f"{here}/desk/signups/{signup.public_id}/correct?lang=en")
    staff = desk.post(
        f"{here}/desk/signups/{signup.public_id}/correct",
        data={
            "given_name": "นางสมใจ",
            "email": signup.person.email,
            "organisation": "วัด",
            "sector": "ngo",
        },
    )
    assert 'value="ใหม่"' in form.text
    assert staff.status_code == 302, staff.text
    assert (at(signup).person.prefix, at(signup).sector.code) == ("นาง", "ngo")
    assert at(signup).needs.text == "น้ำ"


def test_what_is_refused_is_told_on_the_page_and_nothing_is_kept(make, sign_in, forum):
    make.signup(forum, "ngo")
    signup = make.signup(forum, "civil-society")
    browser = sign_in(tickets=[make.ticket(signup)[0]])

    answer = browser.post(
        f"/forums/{forum.public_id}/ticket/correct?lang=en",
        data={"organisation": "ใหม่", "sector": "ngo", "network": ""},
    )

    assert answer.status_code == 422
    assert "No seat is left there" in answer.text
    assert at(signup).organisation_name == ""
    assert db.session.scalar(select(Account.id)) is None
