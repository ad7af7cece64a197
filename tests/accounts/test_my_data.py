"""The person's own page: by account or by ticket, never anybody else's."""

import json

import pytest
from sqlalchemy import select

from forum.accounts.models import Account, Consent, Person
from forum.accounts.service.erasing import erase_at_request
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup


@pytest.fixture
def agree(make):
    def agreeing(signup, *purposes):
        for purpose in purposes:
            make.save(
                Consent(
                    person_id=signup.person_id,
                    scope_kind="forum",
                    scope_id=signup.forum_id,
                    purpose=purpose,
                    text_version="2026-11",
                    language="th",
                    given_at=make.now,
                )
            )

    return agreeing


@pytest.fixture
def holder(make, agree):
    """A person with a ticket and no account."""
    signup = make.signup(make.forum(), person=make.person("ผู้ถือบัตร", phone="+66812345678"))
    agree(signup, "organising", "photos")
    return signup


@pytest.fixture
def browser(sign_in, make, holder):
    return sign_in(tickets=[make.ticket(holder)[0]])


def state_of(signup):
    return db.session.get_one(Signup, signup.id, populate_existing=True).state


def test_a_ticket_shows_its_holder_what_is_kept_and_what_they_agreed_to(browser, holder):
    page = browser.get("/me/data?lang=en")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "ผู้ถือบัตร" in page.text
    assert "+66812345678" in page.text
    assert page.text.count("Withdraw this</summary>") == 2
    assert "version 2026-11" in page.text
    assert "Personal Data Protection Committee" in page.text
    assert "24 months" in page.text


def test_an_account_sees_its_own_data(sign_in, make):
    account = make.account(Role.ORGANISER, given_name="ผู้จัด")
    page = sign_in(account).get("/me/data/everything?lang=en").text

    assert "ผู้จัด" in page
    assert account.email in page
    assert "organiser" in page.lower()


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/me/data")

    assert answer.status_code == 302
    assert "/sign-in" in answer.location


@pytest.mark.parametrize("layout", ["json", "html"])
def test_everything_is_handed_out_to_its_owner_only(browser, client, holder, layout):
    path = f"/me/data/everything.{layout}"
    own = browser.get(path)

    assert own.status_code == 200
    assert own.headers["Cache-Control"] == "no-store"
    assert "attachment" in own.headers["Content-Disposition"]
    assert "ผู้ถือบัตร" in own.text
    assert client.get(path).status_code == 404
    assert client.get(f"{path}?person={holder.person.public_id}").status_code == 404


def test_the_file_for_other_programs_holds_every_feature(browser, app):
    held = json.loads(browser.get("/me/data/everything.json").data)

    assert held["accounts"]["person"]["phone"] == "+66812345678"
    assert [c["purpose"] for c in held["accounts"]["consents"]] == ["organising", "photos"]
    assert held["signups"]["signups"][0]["state"] == "seated"
    assert {"comments", "topics", "polls", "minutes", "floor", "consultations"} <= set(held)


def test_a_ticket_alone_does_not_open_the_data_of_somebody_with_an_account(sign_in, make):
    account = make.account(given_name="คนใช้บัญชี")
    signup = make.signup(make.forum(), person=account.person)
    by_ticket = sign_in(tickets=[make.ticket(signup)[0]])

    assert "คนใช้บัญชี" not in by_ticket.get("/me/data").text
    assert by_ticket.get("/me/data/everything.json").status_code == 404
    assert by_ticket.post("/me/data/erase", data={"confirmed": "y"}).status_code == 404


def test_another_persons_data_is_not_opened_by_naming_them(browser, make):
    other = make.signup(make.forum(), person=make.person("คนอื่น"))
    for path in ("/me/data", "/me/data/everything", "/me/data/erase"):
        answer = browser.get(f"{path}?person={other.person.public_id}", follow_redirects=True)
        assert "คนอื่น" not in answer.text

    body = {"person": other.person.public_id, "forum": other.forum.public_id, "confirmed": "y"}
    assert browser.post("/me/data/consents/photos/give", data=body).status_code == 404
    assert browser.post("/me/data/erase", data=body).status_code == 404
    assert db.session.get_one(Person, other.person_id).erased_at is None


def test_a_device_with_several_tickets_lets_choose_whose_data(sign_in, make):
    signups = [make.signup(make.forum(), person=make.person(name)) for name in ("คนแรก", "คนที่สอง")]
    browser = sign_in(tickets=[make.ticket(signup)[0] for signup in signups])

    page = browser.get("/me/data").text
    first = browser.get(f"/me/data?person={signups[0].person.public_id}").text

    assert "คนแรก" in page
    assert '<dd class="user-text">คนที่สอง ใจดี</dd>' in page
    assert '<dd class="user-text">คนแรก ใจดี</dd>' in first


def test_a_consent_is_withdrawn_by_one_press_and_given_again_by_one(browser, holder):
    body = {"forum": holder.forum.public_id, "person": holder.person.public_id}

    browser.post("/me/data/consents/photos/withdraw", data=body)
    after = db.session.scalars(select(Consent).where(Consent.purpose == "photos")).one()
    assert after.withdrawn_at is not None
    assert state_of(holder) is SignupState.SEATED

    browser.post("/me/data/consents/photos/give", data=body)
    standing = db.session.scalars(
        select(Consent).where(Consent.purpose == "photos", Consent.withdrawn_at.is_(None))
    ).one()
    assert standing.text_version
    codes = db.session.scalars(select(JournalEntry.code).order_by(JournalEntry.id)).all()
    assert codes == ["consent.withdrawn", "consent.given"]
    assert "ผู้ถือบัตร" not in str([e.facts for e in db.session.scalars(select(JournalEntry))])


def test_giving_twice_writes_it_down_once(browser, holder):
    body = {"forum": holder.forum.public_id}
    for _again in range(2):
        browser.post("/me/data/consents/next_forums/give", data=body)

    given = select(Consent).where(Consent.purpose == "next_forums")
    assert len(db.session.scalars(given).all()) == 1


def test_withdrawing_the_consent_to_organise_ends_the_sign_up_and_the_next_moves_up(
    make, sign_in, agree
):
    forum = make.forum(seats={"ngo": 1})
    seated = make.signup(forum, "ngo")
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)
    agree(seated, "organising")
    browser = sign_in(tickets=[make.ticket(seated)[0]])
    assert "Your sign-up for this forum ends" in browser.get("/me/data?lang=en").text

    browser.post("/me/data/consents/organising/withdraw", data={"forum": forum.public_id})

    assert state_of(seated) is SignupState.WITHDRAWN
    assert state_of(waiting) is SignupState.SEATED
    assert browser.get("/me/data").status_code == 200  # rights outlive the place


def test_the_consent_that_signing_up_gives_cannot_be_given_here(browser, holder):
    answer = browser.post(
        "/me/data/consents/organising/give", data={"forum": holder.forum.public_id}
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("purpose", ["nothing", "organising"])
def test_consents_of_forums_one_never_signed_up_for_are_not_there(browser, make, purpose):
    body = {"forum": make.forum().public_id}

    answer = browser.post(f"/me/data/consents/{purpose}/withdraw", data=body)

    assert answer.status_code == 404


def test_before_erasing_one_reads_what_goes_and_what_stays(browser):
    page = browser.get("/me/data/erase?lang=en").text

    assert "Goes:" in page
    assert "Stays:" in page
    assert "a marker stands there instead" in page


def test_nothing_is_erased_without_the_tick(browser, holder):
    answer = browser.post("/me/data/erase", data={"person": holder.person.public_id})

    assert answer.status_code == 422
    assert db.session.get_one(Person, holder.person_id).given_name == "ผู้ถือบัตร"


def test_whoever_asks_is_erased_and_their_ticket_opens_nothing(browser, holder):
    answer = browser.post("/me/data/erase", data={"confirmed": "y"})

    assert answer.status_code == 302
    person = db.session.get_one(Person, holder.person_id, populate_existing=True)
    assert (person.given_name, person.email, person.phone) == ("", None, None)
    assert person.erased_at is not None
    assert browser.get("/me/data").status_code in {200, 302}
    assert browser.get("/me/data/everything.json").status_code == 404
    assert "ผู้ถือบัตร" not in browser.get("/me/data").text


def test_an_account_erases_itself_and_is_signed_out(sign_in, make):
    make.account(Role.ADMINISTRATOR)
    account = make.account(Role.ORGANISER, given_name="ผู้จัด")
    browser, account_id = sign_in(account), account.id

    browser.post("/me/data/erase", data={"confirmed": "y"})

    assert db.session.get(Account, account_id) is None
    assert browser.get("/me").status_code == 302


def test_the_last_administrator_cannot_erase_themselves(sign_in, make):
    account = make.account(Role.ADMINISTRATOR, given_name="ผู้ดูแล")

    answer = sign_in(account).post("/me/data/erase?lang=en", data={"confirmed": "y"})

    assert answer.status_code == 422
    assert "The last administrator cannot be removed." in answer.text
    assert db.session.get_one(Person, account.person_id).erased_at is None


def test_only_those_who_look_after_people_erase_others_and_only_with_a_reason(
    sign_in, make, holder
):
    path = f"/persons/{holder.person.public_id}/erase"
    body = {"reason": "asked by telephone", "confirmed": "y"}
    organiser = sign_in(make.account(Role.ORGANISER, holder.forum.scope))
    keeper = sign_in(make.account(Role.ORGANISER))

    assert organiser.get(path).status_code == 403
    assert organiser.post(path, data=body).status_code == 403
    assert keeper.get(path).status_code == 200
    assert keeper.post(path, data={"confirmed": "y"}).status_code == 422
    assert db.session.get_one(Person, holder.person_id).erased_at is None
    assert keeper.post(path, data=body).status_code == 302
    assert db.session.get_one(Person, holder.person_id, populate_existing=True).erased_at
    assert keeper.get(path).status_code == 404
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "person.erased")
    ).one()
    assert entry.facts["reason"] == "asked by telephone"


def test_the_reason_for_erasing_somebody_does_not_keep_their_name(make, now):
    person = make.person("ปรีดา", family_name="แสงธรรม", phone="+66812345678")
    keeper = make.staff(Role.ORGANISER)

    with transaction():
        erase_at_request(
            person.public_id, "คุณปรีดา แสงธรรม โทร 081 234 5678 ขอ", actor=keeper, now=now
        )

    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "person.erased")
    ).one()
    assert entry.facts["reason"].endswith("ขอ")
    assert not any(each in entry.facts["reason"] for each in ("ปรีดา", "แสงธรรม", "5678"))


def test_who_signs_up_again_agrees_again(make, sign_in, agree):
    signup = make.signup(make.forum())
    agree(signup, "organising")
    browser = sign_in(tickets=[make.ticket(signup)[0]])
    browser.post("/me/data/consents/organising/withdraw", data={"forum": signup.forum.public_id})
    assert state_of(signup) is SignupState.WITHDRAWN

    browser.post(f"/forums/{signup.forum.public_id}/ticket/sign-up-again", data={})

    assert state_of(signup) is SignupState.SEATED
    standing = select(Consent).where(Consent.withdrawn_at.is_(None))
    assert [c.purpose for c in db.session.scalars(standing)] == ["organising"]
