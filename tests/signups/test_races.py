"""Many at once, in real threads on the real database: no seat given twice, no letter sent twice."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select

from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.transaction import transaction
from forum.mail.models import Letter
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.models.places import CheckIn, Signup, Ticket
from forum.signups.service.changing import withdraw
from forum.signups.service.presence import check_in
from forum.signups.service.signing_up import sign_up
from tests.signups.conftest import SECRET


@pytest.fixture
def at_once(app):
    """Run calls in threads of their own that start together; what each returned."""

    def run(calls):
        start = threading.Barrier(len(calls))

        def one(call):
            start.wait(timeout=60)
            with app.app_context():
                try:
                    return call()
                finally:
                    db.session.remove()

        db.session.commit()
        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(one, calls))

    return run


def states():
    query = select(Signup.state, func.count()).group_by(Signup.state)
    return {state.value: number for state, number in db.session.execute(query)}


def test_fifty_seats_and_two_hundred_at_once_seat_exactly_fifty(make, applicant, now, at_once):
    forum_id = make.forum(seats={"ngo": 30, "villagers": 40}, capacity=50).public_id

    def come(who):
        with transaction():
            outcome = sign_up(forum_id, who, actor=VISITOR, now=now, secret=SECRET)
            return outcome.standing.value

    told = at_once([partial(come, applicant("ngo" if n % 2 else "villagers")) for n in range(200)])

    assert Counter(told) == {"seated": 50, "waiting": 150}
    assert states() == {"seated": 50, "waiting": 150}


def test_the_same_page_sent_twenty_times_at_once_makes_one_sign_up(make, applicant, now, at_once):
    forum_id = make.forum().public_id
    same = applicant()

    def come():
        with transaction():
            return sign_up(forum_id, same, actor=VISITOR, now=now, secret=SECRET).signup.id

    ids = at_once([come] * 20)

    assert len(set(ids)) == 1
    assert [
        db.session.scalar(select(func.count()).select_from(m)) for m in (Signup, Ticket, Letter)
    ] == [1, 1, 1]


def test_ten_withdrawals_at_once_move_one_person_up_with_one_letter(make, now, at_once):
    forum = make.forum(seats={"ngo": 1})
    actor = make.participant(make.signup(forum, "ngo"))
    for _ in range(5):
        make.signup(forum, "ngo", state=SignupState.WAITING)
    forum_id = forum.public_id

    def leave():
        with transaction():
            withdraw(forum_id, actor=actor, now=now)

    at_once([leave] * 10)

    assert states() == {"seated": 1, "waiting": 4, "withdrawn": 1}
    kinds = Counter(db.session.scalars(select(Letter.kind)))
    assert kinds == {"signups.promotion": 1, "signups.withdrawn": 1}


def test_twenty_seats_freed_at_once_move_exactly_twenty_up(make, now, at_once):
    forum = make.forum(seats={"ngo": 20, "villagers": 5}, capacity=20)
    actors = [make.participant(make.signup(forum, "ngo")) for _ in range(20)]
    for code in ("ngo", "villagers") * 15:
        make.signup(forum, code, state=SignupState.WAITING)
    forum_id = forum.public_id

    def leave(actor):
        with transaction():
            withdraw(forum_id, actor=actor, now=now)

    at_once([lambda actor=actor: leave(actor) for actor in actors])

    query = select(func.count()).select_from(Letter).where(Letter.kind == "signups.promotion")
    assert states() == {"seated": 20, "waiting": 10, "withdrawn": 20}
    assert db.session.scalar(query) == 20


def test_one_ticket_scanned_at_ten_doors_checks_in_once(make, now, at_once):
    forum = make.forum()
    signup, helper = make.signup(forum), make.staff("facilitator", forum)
    forum_id, signup_id = forum.public_id, signup.public_id

    def scan():
        with transaction():
            return check_in(
                forum_id, signup_id, CheckInChannel.TICKET, actor=helper, now=now
            ).is_first

    assert Counter(at_once([scan] * 10)) == {True: 1, False: 9}
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
