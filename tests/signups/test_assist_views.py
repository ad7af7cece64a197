"""Signing up somebody who has neither e-mail nor telephone: at the desk and on paper."""

import re
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from forum.accounts.logic import CONSENTS
from forum.accounts.models import Consent
from forum.core.db import db
from forum.core.permissions import Role
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState
from forum.questionnaires.models import Question, Questionnaire
from forum.signups.logic.states import Gender, SeatMode, SignupChannel
from forum.signups.models.places import Signup
from forum.signups.models.seats import SignupSettings

SAID = {
    "given_name": "นางบุญมี",
    "family_name": "ใจดี",
    "sector": "villagers",
    "organisation": "บ้านดอน",
    "consent_organising": "y",
    "consent_photos": "y",
    "speaks": "en",
}


@pytest.fixture(autouse=True)
def at_the_tests_moment(now):
    with time_machine.travel(now, tick=True):
        yield


def help_with(browser, forum, **changes):
    said = {key: value for key, value in {**SAID, **changes}.items() if value is not None}
    return browser.post(f"/forums/{forum.public_id}/desk/assist", data=said)


def the_signup():
    return db.session.scalars(select(Signup)).one()


def test_the_page_holds_the_text_to_read_aloud_in_both_languages(make, sign_in):
    forum = make.forum()

    page = sign_in(make.account(Role.COORDINATOR, forum.scope)).get(
        f"/forums/{forum.public_id}/desk/assist?lang=en"
    )

    assert page.text.count("Read aloud and agreed") == len(CONSENTS)
    for consent in CONSENTS.values():
        for text in consent.text.values():
            assert text in unescape(page.text)
    assert not re.search(r'name="consent_[^>]*checked', page.text)


def test_what_was_agreed_to_is_recorded_in_its_language_with_who_read_it_aloud(make, sign_in):
    forum = make.forum()
    coordinator = make.account(Role.COORDINATOR, forum.scope)

    answer = help_with(sign_in(coordinator), forum)

    signup = the_signup()
    consents = db.session.scalars(select(Consent).order_by(Consent.purpose)).all()
    assert answer.location.endswith(f"/desk/assist/{signup.public_id}")
    assert signup.channel is SignupChannel.ASSISTED
    assert signup.helped_by_id == coordinator.id
    assert signup.language == "en"
    assert [c.purpose for c in consents] == ["organising", "photos"]
    assert {(c.recorded_by_id, c.language) for c in consents} == {(coordinator.id, "en")}


def test_without_the_needed_consent_nobody_is_signed_up(make, sign_in):
    forum = make.forum()

    answer = help_with(
        sign_in(make.account(Role.COORDINATOR, forum.scope)), forum, consent_organising=None
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(Signup)).all() == []


def test_what_the_forum_asks_besides_is_asked_of_them_too(make, sign_in):
    forum = make.forum()
    make.save(
        SignupSettings(forum_id=forum.id, mode=SeatMode.DIRECT, asks_gender=True,
                       asks_province=True, companions_most=1)
    )  # fmt: skip
    browser = sign_in(make.account(Role.COORDINATOR, forum.scope))

    help_with(browser, forum, gender="woman", province="42", companion1_name="ฟ้าใส ใจดี")

    signup = the_signup()
    assert (signup.gender, signup.province, signup.party_size) == (Gender.WOMAN, "42", 2)


def test_a_coordinator_sees_and_prints_only_whom_they_helped(make, sign_in):
    forum, other = make.forum(), make.forum()
    mine = make.account(Role.COORDINATOR, forum.scope)
    theirs = make.account(Role.COORDINATOR, forum.scope)
    make.grant(mine, Role.COORDINATOR, other.scope)
    browser = sign_in(mine)
    help_with(browser, forum, given_name="หนึ่ง")
    help_with(sign_in(theirs), forum, given_name="สอง")
    help_with(browser, other, given_name="สาม")
    rows = {s.person.given_name: s for s in db.session.scalars(select(Signup))}
    ids = {name: signup.public_id for name, signup in rows.items()}

    page = browser.get(f"/forums/{forum.public_id}/desk/assist/helped")
    tickets = [
        browser.get(f"/forums/{forum.public_id}/desk/assist/{ids[name]}").status_code
        for name in ("หนึ่ง", "สอง", "สาม")
    ]

    assert "หนึ่ง" in page.text
    assert "สอง" not in page.text
    assert "สาม" not in page.text
    assert tickets == [200, 404, 404]


def test_whoever_does_not_help_at_this_forum_sees_nothing_of_it(make, sign_in):
    mine, other = make.forum(), make.forum()
    coordinator = sign_in(make.account(Role.COORDINATOR, mine.scope))
    facilitator = sign_in(make.account(Role.FACILITATOR, mine.scope))

    for path in ("assist", "assist/helped", "assist/paper"):
        assert coordinator.get(f"/forums/{mine.public_id}/desk/{path}").status_code == 200
        assert coordinator.get(f"/forums/{other.public_id}/desk/{path}").status_code == 404
        assert facilitator.get(f"/forums/{mine.public_id}/desk/{path}").status_code == 403


def test_the_list_of_whom_one_has_helped_asks_as_many_questions_for_many_as_for_one(
    make, sign_in, count_queries
):
    one, many = make.forum(), make.forum()
    account = make.account(Role.ORGANISER)
    make.signup(one, helped_by_id=account.id)
    for _ in range(20):
        make.signup(many, helped_by_id=account.id)
    browser = sign_in(account)

    counts = []
    for forum in (one, many):
        with count_queries() as statements:
            browser.get(f"/forums/{forum.public_id}/desk/assist/helped")
        counts.append(sum(each.startswith("SELECT") for each in statements))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_empty_form_asks_on_paper_what_the_page_asks(make, sign_in, language):
    forum = make.forum(place={"th": "ศาลา", "en": "Hall"})
    make.network("เครือข่ายเด็ก", "Children's network")
    label = {"th": "เดินทางอย่างไร", "en": "How do you travel?"}
    options = [{"code": "bus", "label": {"th": "รถเมล์", "en": "By bus"}}]
    make.save(
        Questionnaire(
            forum_id=forum.id, purpose=Purpose.SIGNUP, state=QuestionnaireState.OPEN,
            introduction={}, created_at=make.now,
            questions=[
                Question(kind=QuestionKind.ONE_OF, label=label, hint={}, options=options,
                         condition={}, position=1),
                Question(kind=QuestionKind.LONG_TEXT, label={"th": "เล่า", "en": "Tell"}, hint={},
                         options=[], condition={}, position=2),
            ],
        )
    )  # fmt: skip
    browser = sign_in(make.account(Role.COORDINATOR, forum.scope))

    page = browser.get(f"/forums/{forum.public_id}/desk/assist/paper?lang={language}")

    text = unescape(page.text)
    for words in (label, options[0]["label"], {"th": "เครือข่ายเด็ก", "en": "Children's network"}):
        assert words[language] in text
    for consent in CONSENTS.values():
        assert consent.text[language] in text
    assert "<svg" in page.text
    assert "style=" not in page.text


def test_hostile_titles_and_questions_are_only_text_on_paper(make, sign_in):
    payload = '"><script>alert(1)</script>{{ 7*7 }}'
    forum = make.forum(title={"th": payload, "en": payload})
    make.network(payload, payload)
    browser = sign_in(make.account(Role.ORGANISER))
    help_with(browser, forum, given_name=f"ก{payload}", organisation=payload)

    for path in ("assist", "assist/helped", "assist/paper"):
        page = browser.get(f"/forums/{forum.public_id}/desk/{path}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
