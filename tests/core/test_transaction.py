"""All of a write is kept, or nothing; what leaves the house waits for that."""

import contextlib
import threading
import time

import pytest

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.transaction import after_commit, transaction

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def person(now):
    return lambda name="ก": Person(given_name=name, created_at=now)


def names():
    return sorted(db.session.scalars(db.select(Person.given_name)))


def test_what_is_written_is_kept(person):
    with transaction():
        db.session.add(person())
    db.session.rollback()

    assert names() == ["ก"]


def test_a_failure_takes_everything_back(person):
    with contextlib.suppress(ZeroDivisionError), transaction():
        db.session.add(person())
        db.session.flush()
        raise ZeroDivisionError

    assert names() == []


def test_even_an_interruption_takes_everything_back(person):
    with contextlib.suppress(KeyboardInterrupt), transaction():
        db.session.add(person())
        db.session.flush()
        raise KeyboardInterrupt

    assert names() == []


def test_a_transaction_inside_another_is_refused_and_ends_both(person):
    with pytest.raises(RuntimeError, match="already open"), transaction(), transaction():
        db.session.add(person())

    assert names() == []


def test_after_a_failure_the_next_one_works(person):
    with contextlib.suppress(ZeroDivisionError), transaction():
        raise ZeroDivisionError
    with transaction():
        db.session.add(person())

    assert names() == ["ก"]


def test_rows_changed_outside_are_not_smuggled_in(person):
    db.session.add(person())

    with pytest.raises(RuntimeError, match="outside of a transaction"), transaction():
        pass


def test_what_was_read_before_is_read_again_inside(person, app):
    with transaction():
        db.session.add(person("old"))
    known = db.session.scalars(db.select(Person)).one()
    assert known.given_name == "old"

    def somebody_else():
        with app.app_context(), transaction():
            db.session.scalars(db.select(Person)).one().given_name = "new"

    other = threading.Thread(target=somebody_else)
    db.session.rollback()
    other.start()
    other.join()
    with transaction():
        seen = known.given_name

    assert seen == "new"


def test_acts_run_after_the_commit_in_their_order(person):
    seen = []
    with transaction():
        after_commit(lambda: seen.append(names()))
        after_commit(lambda: seen.append("second"))
        db.session.add(person())
        assert seen == []

    assert seen == [["ก"], "second"]


def test_a_failure_forgets_the_acts(person):
    seen = []
    with contextlib.suppress(ZeroDivisionError), transaction():
        after_commit(lambda: seen.append(1))
        raise ZeroDivisionError
    with transaction():
        pass

    assert seen == []


def test_outside_an_act_runs_at_once():
    seen = []

    after_commit(lambda: seen.append(1))

    assert seen == [1]


def test_an_act_may_write_for_itself(person):
    def act():
        with transaction():
            db.session.add(person("after"))

    with transaction():
        after_commit(act)
        db.session.add(person("before"))

    assert names() == ["after", "before"]


def test_writers_take_turns_so_that_what_was_counted_stays_true(app, person):
    most, together = 5, threading.Barrier(8)

    def take_a_seat():
        with app.app_context():
            together.wait()
            with transaction():
                if db.engine.dialect.name == "postgresql":
                    db.session.execute(db.text("LOCK TABLE persons IN EXCLUSIVE MODE"))
                if len(names()) < most:
                    time.sleep(0.01)
                    db.session.add(person())

    threads = [threading.Thread(target=take_a_seat) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(names()) == most
