from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Consent
from forum.app import create_app
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.journal.models import JournalEntry
from forum.language.dates import BANGKOK
from forum.signups.errors import (
    ConsentNeeded,
    DoorClosed,
    NoSeatAtDoor,
    NotSeated,
    WrongDoorCode,
)
from forum.signups.logic.door import CODE_LENGTH, is_door_open, plain_code
from forum.signups.logic.states import CheckInChannel, SignupChannel, SignupState
from forum.signups.models.places import CheckIn, Signup
from forum.signups.models.seats import SignupSettings
from forum.signups.queries.entrance import door_code_of
from forum.signups.service.door import change_door_code, check_in_by_code, walk_in
from forum.web.limits import limiter
from tests.signups.conftest import SECRET


def bangkok(*when):
    return datetime(*when, tzinfo=BANGKOK)


@pytest.fixture
def today(make, now):
    """Makes a forum that is on today."""
    return lambda **values: make.forum(
        starts_at=now - timedelta(hours=1),
        signup_closes_at=now - timedelta(days=1),
        stage=values.pop("stage", Stage.RUNNING),
        **values,
    )


@pytest.fixture
def come(now):
    """Somebody comes to the door."""

    def come(forum, who, actor, reason="", at=now):
        with transaction():
            return walk_in(
                forum.public_id, who, reason, actor=actor, now=at, secret=SECRET
            ).signup.id

    return come


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_somebody_who_comes_unannounced_is_signed_up_and_checked_in(make, today, come, applicant):
    forum = today()
    helper = make.staff("coordinator", forum)

    signup = db.session.get(Signup, come(forum, applicant(email=None), helper))

    assert signup.state is SignupState.SEATED
    assert signup.channel is SignupChannel.HALL
    assert signup.helped_by_id == helper.id
    assert signup.check_in.channel is CheckInChannel.HELPER
    assert len(signup.tickets) == 1
    assert db.session.scalars(select(Consent.purpose)).all() == ["organising"]


def test_the_same_page_sent_twice_lets_in_one_person(make, today, come, applicant):
    forum = today()
    helper, who = make.staff("coordinator", forum), applicant(email=None)

    assert come(forum, who, helper) == come(forum, who, helper)
    assert count(Signup) == count(CheckIn) == 1


def test_at_the_door_no_consent_is_left_out(make, today, come, applicant):
    forum = today()

    with pytest.raises(ConsentNeeded):
        come(forum, applicant(consents=frozenset()), make.staff("coordinator", forum))


def test_a_full_sector_stays_full_for_helpers(make, today, come, applicant):
    forum = today(seats={"civil-society": 1})
    helper = make.staff("coordinator", forum)
    come(forum, applicant(), helper)

    with pytest.raises(NoSeatAtDoor):
        come(forum, applicant(), helper, "they have come far")
    assert count(Signup) == 1


def test_an_organiser_may_let_somebody_in_all_the_same_and_says_why(make, today, come, applicant):
    forum = today(seats={"civil-society": 1})
    organiser = make.staff("organiser", forum)
    come(forum, applicant(), organiser)

    with pytest.raises(NoSeatAtDoor):
        come(forum, applicant(), organiser, "  ")
    come(forum, applicant(), organiser, "three have not come")

    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "signup.seated_above_limit")
    ).one()
    assert entry.facts == {"reason": "three have not come"}
    assert count(CheckIn) == 2


@pytest.mark.parametrize(
    ("starts", "ends", "at", "is_open"),
    [
        (bangkok(2026, 12, 12, 9), bangkok(2026, 12, 13, 16), bangkok(2026, 12, 12, 0), True),
        (bangkok(2026, 12, 12, 9), bangkok(2026, 12, 13, 16), bangkok(2026, 12, 13, 23, 59), True),
        (bangkok(2026, 12, 12, 9), bangkok(2026, 12, 13, 16), bangkok(2026, 12, 11, 23, 59), False),
        (bangkok(2026, 12, 12, 9), bangkok(2026, 12, 13, 16), bangkok(2026, 12, 14, 0), False),
    ],
)
def test_the_door_is_open_on_the_days_of_the_forum(starts, ends, at, is_open):
    assert is_door_open(Stage.RUNNING, starts, ends, at) is is_open
    assert not is_door_open(Stage.CANCELLED, starts, ends, at)
    assert not is_door_open(Stage.POSTPONED, starts, ends, at)


def test_on_another_day_nobody_comes_in(make, today, come, applicant, now):
    forum = today()

    with pytest.raises(DoorClosed):
        come(forum, applicant(), make.staff("coordinator", forum), at=now + timedelta(days=2))


def test_a_helper_of_another_forum_lets_nobody_in_here(make, today, come, applicant, now):
    forum, elsewhere = today(), today()
    helper = make.staff("coordinator", elsewhere)

    for stranger in (helper, make.staff("rapporteur", forum), VISITOR):
        with pytest.raises(NotFound):
            come(forum, applicant(), stranger)
        with pytest.raises(NotFound), transaction():
            change_door_code(forum.public_id, actor=stranger, now=now)


@pytest.fixture
def sign(make, today, now):
    """A forum with a code at its entrance, and somebody with a seat."""

    class Sign:
        forum = today()
        helper = make.staff("coordinator", forum)
        signup = make.signup(forum)

        def change(self, **more):
            with transaction():
                return change_door_code(self.forum.public_id, actor=self.helper, now=now, **more)

        def enter(self, typed, signup=None, at=now):
            actor = make.participant(signup or self.signup)
            with transaction():
                return check_in_by_code(self.forum.public_id, typed, actor=actor, now=at).is_first

    return Sign()


def test_whoever_types_the_code_at_the_entrance_is_checked_in_once(sign):
    code = sign.change()

    assert len(code) == CODE_LENGTH
    assert sign.enter(f" {code[:3].upper()}-{code[3:]} ")
    assert not sign.enter(code)
    assert db.session.scalars(select(CheckIn)).one().channel is CheckInChannel.SELF


def test_a_new_code_ends_the_old_one(sign):
    old = sign.change()
    new = sign.change()

    with pytest.raises(WrongDoorCode):
        sign.enter(old)
    assert sign.enter(new)


@pytest.mark.parametrize("typed", ["", " ", "222222", "x" * 40, "๒๒๒๒๒๒"])
def test_a_wrong_code_lets_nobody_in_and_no_code_is_no_code(sign, typed):
    with pytest.raises(WrongDoorCode):
        sign.enter(typed)
    sign.change()
    with pytest.raises(WrongDoorCode):
        sign.enter(typed)
    assert sign.change(has_code=False) is None
    with pytest.raises(WrongDoorCode):
        sign.enter(typed)
    assert count(CheckIn) == 0


def test_the_code_holds_on_the_forums_days_and_for_seats_only(make, sign, now):
    code = sign.change()

    with pytest.raises(DoorClosed):
        sign.enter(code, at=now + timedelta(days=3))
    with pytest.raises(NotSeated):
        sign.enter(code, make.signup(sign.forum, state=SignupState.WAITING))
    with pytest.raises(NotFound):
        sign.enter(code, make.signup(make.forum()))


def test_changing_the_code_keeps_the_other_settings(make, sign):
    make.save(SignupSettings(forum_id=sign.forum.id, companions_most=3))

    sign.change()

    assert db.session.get(SignupSettings, sign.forum.id).companions_most == 3


def test_a_code_is_read_however_it_is_typed():
    assert plain_code(" K3M-p7x ") == "k3mp7x"


def test_the_page_of_the_ticket_asks_for_the_code(make, sign_in, sign):
    ticket, _token = make.ticket(sign.signup)
    browser, page = sign_in(tickets=[ticket]), f"/forums/{sign.forum.public_id}/ticket"
    assert "door_code" not in browser.get(page).text

    code = sign.change()

    assert f'value="{code}"' in browser.get(f"{page}?door={code}").text
    assert count(CheckIn) == 0  # opening a link does nothing yet
    wrong = browser.post(f"{page}/check-in", data={"door_code": "222222"}, follow_redirects=True)
    assert "tone-object" in wrong.text
    browser.post(f"{page}/check-in", data={"door_code": code})
    assert count(CheckIn) == 1
    assert "door_code" not in browser.get(page).text


def test_somebody_without_a_ticket_finds_nothing_to_check_in(client, sign):
    code = sign.change()

    answer = client.post(
        f"/forums/{sign.forum.public_id}/ticket/check-in", data={"door_code": code}
    )

    assert answer.status_code == 404


def test_ten_wrong_codes_an_hour_are_counted_for_each_place(app, make, sign, monkeypatch):
    # The limiter is one for the process; the house's application has it off.
    monkeypatch.setattr(limiter, "enabled", True)
    limited = create_app({**app.config, "RATELIMIT_ENABLED": True})
    url = f"/forums/{sign.forum.public_id}/ticket/check-in"
    code = sign.change()

    def browser(signup):
        client = limited.test_client()
        with client.session_transaction() as session:
            session["tickets"] = [make.ticket(signup)[0].id]
        return client

    guesser, honest = browser(sign.signup), browser(make.signup(sign.forum))

    wrong = [guesser.post(url, data={"door_code": "222222"}).status_code for _ in range(12)]

    assert wrong == [303] * 10 + [429] * 2
    assert guesser.post(url, data={"door_code": code}).status_code == 429
    assert honest.post(url, data={"door_code": code}).status_code == 303
    with limited.app_context():
        assert count(CheckIn) == 1
        db.session.remove()
        db.engine.dispose()


def test_a_helper_signs_up_somebody_on_the_page(make, sign_in, today):
    forum = today(seats={"ngo": 1})
    browser = sign_in(make.account("coordinator", forum.scope))
    url = f"/forums/{forum.public_id}/desk/check-in/walk-in"
    filled = {"given_name": "นายสมชาย", "family_name": "ใจดี", "sector": "ngo"}

    assert browser.get(url).status_code == 200
    assert browser.post(url, data=filled).status_code == 422  # no consent
    done = browser.post(url, data={**filled, "consent_organising": "y"}, follow_redirects=True)
    full = browser.post(
        url, data={**filled, "given_name": "สมหญิง", "consent_organising": "y", "reason": "x"}
    )

    assert "นายสมชาย ใจดี" in done.text
    assert full.status_code == 409
    assert 'name="reason"' not in full.text
    assert count(Signup) == 1


def test_an_organiser_is_asked_for_the_reason_where_no_seat_is_left(make, sign_in, today):
    forum = today(seats={"ngo": 0})
    browser = sign_in(make.account("organiser", forum.scope))
    url = f"/forums/{forum.public_id}/desk/check-in/walk-in"
    filled = {"given_name": "สมชาย", "sector": "ngo", "consent_organising": "y"}

    full = browser.post(url, data=filled)

    assert full.status_code == 409
    assert 'name="reason"' in full.text
    assert browser.post(url, data={**filled, "reason": "ที่นั่งว่าง"}).status_code == 303


def test_the_sign_shows_the_code_to_those_at_the_door_only(make, sign_in, client, sign):
    url = f"/forums/{sign.forum.public_id}/desk/check-in"
    browser = sign_in(make.account("coordinator", sign.forum.scope))
    assert browser.get(f"{url}/sign").status_code == 302

    browser.post(f"{url}/code", data={"go": "new"})
    code = door_code_of(sign.forum.id)

    assert code in browser.get(f"{url}/sign").text
    assert code in browser.get(f"{url}/code").text
    assert client.get(f"{url}/sign").status_code == 302  # to sign in
    stranger = sign_in(make.account("coordinator", make.forum().scope))
    assert stranger.get(f"{url}/sign").status_code == 404
    browser.post(f"{url}/code", data={"go": "off"})
    assert door_code_of(sign.forum.id) is None
