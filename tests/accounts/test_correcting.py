"""Putting right what is kept of oneself: the name as it is written, never another's place."""

import pytest
from sqlalchemy import select

from forum.accounts.logic import is_written_right
from forum.accounts.models import Account, Person
from forum.core.db import db
from forum.journal.models import JournalEntry
from forum.language.names import Name


@pytest.fixture
def holder(make):
    """A person with a ticket and no account."""
    person = make.person("สมชัย", family_name="ใจดี", prefix="นาย", phone="+66812345678")
    return make.signup(make.forum(), person=person)


@pytest.fixture
def browser(sign_in, make, holder):
    return sign_in(tickets=[make.ticket(holder)[0]])


def sent(person, **changed):
    return {
        "person": person.public_id,
        "given_name": "นายสมชัย",
        "family_name": "ใจดี",
        "phone": "081 234 5678",
        **changed,
    }


def kept(person):
    return db.session.get_one(Person, person.id, populate_existing=True)


@pytest.mark.parametrize(
    ("before", "after", "is_right"),
    [
        ("สมชัย", "สมชาย", True),
        ("Somchai", "somchai", True),
        ("Jhon", "John", True),
        ("สมชาย", "วิไล", False),
        ("Anna", "Robert", False),
    ],
)
def test_a_mistyped_name_is_put_right_and_another_one_is_not(before, after, is_right):
    assert is_written_right(Name("", before, "ก"), Name("", after, "ข")) is is_right


def test_a_ticket_holder_puts_name_and_telephone_right_and_the_ticket_shows_it(browser, holder):
    page = browser.get("/me/data/correct?lang=en")
    answer = browser.post(
        "/me/data/correct",
        data=sent(
            holder.person, given_name="ดร. สมชาย", family_name="ใจดีมาก", phone="๐๘๙ ๘๗๖ ๕๔๓๒"
        ),
    )

    assert 'value="นาย สมชัย"' in page.text
    assert answer.status_code == 302
    person = kept(holder.person)
    assert (person.prefix, person.given_name, person.family_name) == ("ดร.", "สมชาย", "ใจดีมาก")
    assert person.phone == "+66898765432"
    assert "สมชาย" in browser.get(f"/forums/{holder.forum.public_id}/ticket").text


def test_the_journal_says_what_was_changed_and_never_into_what(browser, holder):
    browser.post("/me/data/correct", data=sent(holder.person, given_name="สมชาย"))

    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "person.corrected")
    ).one()
    assert entry.facts == {"changed": ["given_name", "prefix"]}


def test_a_place_is_not_handed_on_under_another_name(browser, holder):
    answer = browser.post("/me/data/correct?lang=en", data=sent(holder.person, given_name="วิไล"))

    assert answer.status_code == 422
    assert "another given name" in answer.text
    assert kept(holder.person).given_name == "สมชัย"


def test_nobody_puts_anybody_elses_data_right(browser, client, make, holder):
    other = make.person("สมหญิง")

    answers = [
        browser.post("/me/data/correct", data=sent(other, given_name="สมหญิงง")),
        client.post("/me/data/correct", data=sent(holder.person, given_name="สมชาย")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert kept(other).given_name == "สมหญิง"
    assert kept(holder.person).given_name == "สมชัย"


def test_a_ticket_does_not_open_the_name_of_somebody_with_an_account(sign_in, make, now):
    account = make.account()
    ticket = make.ticket(make.signup(make.forum(), person=account.person))[0]

    answer = sign_in(tickets=[ticket]).post(
        "/me/data/correct", data=sent(account.person, given_name=account.person.given_name)
    )

    assert answer.status_code == 404


def test_an_address_is_not_changed_by_its_holder(browser, holder):
    browser.post("/me/data/correct", data=sent(holder.person, email="other@example.org"))

    assert kept(holder.person).email == holder.person.email


def test_a_prefix_that_is_on_no_list_stays_one(browser, holder, make):
    holder.person.prefix = "คุณหลวง"
    make.save(holder.person)

    browser.post("/me/data/correct", data=sent(holder.person, given_name="คุณหลวง สมชาย"))

    person = kept(holder.person)
    assert (person.prefix, person.given_name) == ("คุณหลวง", "สมชาย")


def test_an_account_puts_its_own_name_right(sign_in, make):
    account = make.account()
    before = account.person.given_name

    answer = sign_in(account).post(
        "/me/data/correct",
        data={"person": account.person.public_id, "given_name": f"{before}ๆ", "family_name": "ก"},
    )

    assert answer.status_code == 302
    assert db.session.get_one(Account, account.id).person.family_name == "ก"
