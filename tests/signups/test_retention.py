"""A10: people without an account are forgotten when their last forum was long ago."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts.models import Person
from forum.core.clock import now as real_now
from forum.core.db import db
from forum.core.permissions import Role
from forum.signups.jobs import forget_people
from forum.signups.logic.retention import months_before


@pytest.fixture
def ended(make):
    """A forum that ended so many days ago, as the clock of the house goes."""

    def forum(days):
        starts = real_now() - timedelta(days=days, hours=8)
        return make.forum(
            starts_at=starts,
            signup_opens_at=starts - timedelta(days=9),
            signup_closes_at=starts - timedelta(days=1),
        )

    return forum


def names():
    db.session.rollback()
    return {p.given_name for p in db.session.query(Person).filter(Person.erased_at.is_(None))}


def test_whose_last_forum_was_long_ago_is_erased_and_nobody_else(make, ended):
    long_ago, lately = ended(760), ended(700)
    make.signup(long_ago, person=make.person("นานแล้ว"))
    both = make.person("มาสองครั้ง")
    make.signup(long_ago, person=both)
    make.signup(lately, person=both)
    account = make.account(Role.ORGANISER, given_name="มีบัญชี")
    make.signup(long_ago, person=account.person)
    make.signup(lately, person=make.person("ไม่นาน"))

    forget_people()

    assert names() == {"มาสองครั้ง", "มีบัญชี", "ไม่นาน"}


def test_where_the_installation_says_never_nobody_is_erased(make, ended, app, monkeypatch):
    make.signup(ended(9000), person=make.person("นานมาก"))
    monkeypatch.setitem(app.config, "RETENTION_MONTHS", 0)

    forget_people()

    assert names() == {"นานมาก"}


def test_the_installation_may_say_how_long(make, ended, app, monkeypatch):
    make.signup(ended(70), person=make.person("สองเดือน"))
    make.signup(ended(50), person=make.person("เดือนเศษ"))
    monkeypatch.setitem(app.config, "RETENTION_MONTHS", 2)

    forget_people()

    assert names() == {"เดือนเศษ"}


def test_the_page_on_rights_says_how_long(client, app, monkeypatch):
    assert "24 months" in client.get("/privacy?lang=en").text

    app.extensions["shared_pages"].clear()
    monkeypatch.setitem(app.config, "RETENTION_MONTHS", 0)
    assert "Until you ask us to erase it." in client.get("/privacy?lang=en").text


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(lambda d: datetime.combine(d, time(9), UTC)),
    st.integers(0, 600),
)
def test_months_are_counted_back_by_the_calendar(moment, months):
    earlier = months_before(moment, months)

    count = (moment.year - earlier.year) * 12 + moment.month - earlier.month
    assert count == months
    assert earlier.day == moment.day or earlier.day in {28, 29, 30}
    assert earlier.time() == moment.time()
