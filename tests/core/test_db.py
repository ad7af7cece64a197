"""How values are kept: moments in UTC, enums by value, ids at random."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from forum.accounts.models import Person
from forum.core.db import UtcDateTime, db
from forum.core.ids import ALPHABET, LENGTH, hashed, new_public_id, new_token
from forum.core.transaction import transaction
from forum.mail.models import Letter, LetterState

BANGKOK = timezone(timedelta(hours=7))


def test_a_moment_of_any_zone_comes_back_in_utc(make):
    moment = datetime(2026, 2, 28, 23, 30, tzinfo=BANGKOK)
    person = make.save(Person(given_name="ก", created_at=moment))
    db.session.expire(person)

    assert person.created_at == moment
    assert person.created_at.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 - the point

    with pytest.raises(StatementError, match="without a time zone"), transaction():
        db.session.add(Person(given_name="ก", created_at=naive))


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 2),  # noqa: DTZ001 - a zone is added
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - as above
        timezones=st.timezones(),
        allow_imaginary=False,
    )
)
def test_no_moment_is_shifted_on_its_way_through_sqlite(moment):
    from sqlalchemy.dialects import sqlite

    column, dialect = UtcDateTime(), sqlite.dialect()

    stored = column.process_bind_param(moment, dialect)

    # In UTC: Python calls two zones unequal within the hour that a clock is put back.
    assert column.process_result_value(stored, dialect) == moment.astimezone(UTC)


def test_enums_are_kept_by_value_and_others_refused(make, now):
    make.save(
        Letter(
            kind="k",
            object_id=1,
            occasion="1",
            created_at=now,
            next_try_at=now,
            state=LetterState.DROPPED,
        )
    )

    assert db.session.scalar(text("SELECT state FROM outbox")) == "dropped"
    with pytest.raises(IntegrityError, match="letter_state"), db.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET state = 'lost'"))


def test_sqlite_writes_to_the_disk_before_it_answers(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("about SQLite")
    with db.engine.connect() as connection:
        told = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert told == ["wal", 2, 1]


def test_two_columns_of_one_kind_have_rules_of_their_own_names():
    from sqlalchemy import CheckConstraint

    for table in db.metadata.sorted_tables:
        rules = [c.name for c in table.constraints if isinstance(c, CheckConstraint)]
        assert len(rules) == len(set(rules)), table.name


def test_public_ids_are_long_random_and_of_the_short_alphabet():
    ids = {new_public_id() for _ in range(2000)}

    assert len(ids) == 2000
    assert len(ALPHABET) ** LENGTH > 2**128
    assert all(len(i) == LENGTH and set(i) <= set(ALPHABET) for i in ids)


def test_tokens_are_kept_as_hashes_that_do_not_lead_back():
    token = new_token()

    assert hashed(token) == hashed(token)
    assert token not in hashed(token)
