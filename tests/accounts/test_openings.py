"""A11: who opened whose data, known to the person and to those who look after the forum."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Opening
from forum.accounts.service.openings import write_openings
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.signups.logic.states import SignupState
from forum.signups.queries.lists import request_key


@pytest.fixture
def staff(make):
    return make.account(Role.ORGANISER, given_name="ผู้จัดงาน", family_name="คนเปิด")


@pytest.fixture
def desk(sign_in, staff):
    return sign_in(staff)


def openings():
    db.session.rollback()
    return [(o.what, o.person_id, o.reason) for o in db.session.scalars(select(Opening))]


def test_opening_a_sign_up_is_written_down_after_the_answer_and_not_in_it(
    desk, make, run_jobs, count_queries
):
    signup = make.signup(make.forum())
    path = f"/forums/{signup.forum.public_id}/desk/signups/{signup.public_id}"

    with count_queries() as statements:
        assert desk.get(path).status_code == 200
    assert not [s for s in statements if s.lstrip().upper().startswith(("INSERT", "UPDATE"))]
    assert openings() == []

    run_jobs()
    assert openings() == [("person", signup.person_id, "")]


def test_the_same_person_the_same_thing_and_the_same_day_is_one_row(desk, make, run_jobs):
    signup = make.signup(make.forum())
    path = f"/forums/{signup.forum.public_id}/desk/signups"
    for _again in range(3):
        desk.get(path)
        desk.get(f"{path}/{signup.public_id}")
    run_jobs()

    assert sorted(openings()) == [("list", signup.person_id, ""), ("person", signup.person_id, "")]


def test_another_day_is_another_row(make, now, staff):
    signup = make.signup(make.forum())
    for days in (0, 0, 1):
        with transaction():
            write_openings(
                [signup.person_id],
                "person",
                signup.forum.scope,
                staff.id,
                now=now + timedelta(days=days),
            )

    assert len(openings()) == 2


def test_a_list_taken_away_is_written_down_with_its_reason_for_everybody_in_it(desk, make):
    forum = make.forum()
    signups = [make.signup(forum) for _number in range(3)]

    answer = desk.post(
        f"/forums/{forum.public_id}/desk/signups/export",
        data={"reason": "name badges", "layout": "csv"},
    )

    assert answer.status_code == 200
    assert sorted(openings()) == sorted(("export", s.person_id, "name badges") for s in signups)


def test_whoever_opens_their_own_sign_up_leaves_no_row(desk, make, staff, run_jobs):
    signup = make.signup(make.forum(), person=staff.person)
    desk.get(f"/forums/{signup.forum.public_id}/desk/signups/{signup.public_id}")
    run_jobs()

    assert openings() == []


def test_the_person_reads_who_opened_their_data_and_what_for(desk, make, sign_in):
    signup = make.signup(make.forum())
    own = sign_in(tickets=[make.ticket(signup)[0]])
    assert "Nobody of the staff has opened it so far." in own.get("/me/data?lang=en").text

    desk.post(
        f"/forums/{signup.forum.public_id}/desk/signups/export",
        data={"reason": "name badges", "layout": "csv"},
    )

    page = own.get("/me/data?lang=en").text
    assert "คนเปิด" in page
    assert "name badges" in page
    assert "taken away as a file" in page


def test_the_organiser_reads_the_log_of_their_forum_and_of_no_other(make, sign_in, desk, run_jobs):
    here, there = make.forum(), make.forum()
    mine = make.signup(here, person=make.person("คนเวทีนี้"))
    other = make.signup(there, person=make.person("คนเวทีอื่น"))
    for signup in (mine, other):
        desk.get(f"/forums/{signup.forum.public_id}/desk/signups/{signup.public_id}")
    run_jobs()
    organiser = sign_in(make.account(Role.ORGANISER, here.scope))
    facilitator = sign_in(make.account(Role.FACILITATOR, here.scope))

    page = organiser.get(f"/forums/{here.public_id}/desk/openings").text

    assert "คนเวทีนี้" in page
    assert "คนเวทีอื่น" not in page
    assert organiser.get(f"/forums/{there.public_id}/desk/openings").status_code == 404
    assert facilitator.get(f"/forums/{here.public_id}/desk/openings").status_code == 403


def test_which_people_of_whom_since_when_is_answered_at_once_after_a_breach(make, now, staff):
    """The drill of the 72-hour duty: everybody whose data one account has seen, and since when."""
    forum = make.forum()
    signups = [make.signup(forum) for _number in range(5)]
    for days, signup in enumerate(signups):
        with transaction():
            write_openings(
                [signup.person_id], "person", forum.scope, staff.id, now=now + timedelta(days=days)
            )

    seen = db.session.scalars(
        select(Opening).where(Opening.account_id == staff.id, Opening.at >= now + timedelta(days=2))
    ).all()

    assert {o.person_id for o in seen} == {s.person_id for s in signups[2:]}


@pytest.mark.parametrize("page", ["check-in", "applications", "imported", "tickets", "doubles"])
def test_every_page_of_the_desk_that_names_people_is_written_down(desk, make, run_jobs, page):
    forum = make.forum()
    state = SignupState.APPLIED if page == "applications" else SignupState.SEATED
    signup, other = make.signup(forum, state=state), make.signup(forum, state=state)
    for line, each in enumerate((signup, other), start=2):
        each.request_key = request_key("0123456789abcdef", line)
        each.person.email = None
        make.save(each)
    here = f"/forums/{forum.public_id}/desk"
    addresses = {
        "check-in": f"{here}/check-in",
        "applications": f"{here}/applications",
        "imported": f"{here}/import/lists/0123456789abcdef",
        "tickets": f"{here}/import/lists/0123456789abcdef/tickets",
        "doubles": f"{here}/signups/{signup.public_id}/same-as/{other.public_id}",
    }

    assert desk.get(addresses[page]).status_code == 200
    run_jobs()

    assert {person_id for _what, person_id, _reason in openings()} == {
        signup.person_id, other.person_id,
    }  # fmt: skip
