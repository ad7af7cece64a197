"""Who came, for the minutes; what is handed out and erased of a person."""

import json

from sqlalchemy import select

from forum.accounts.models import Consent
from forum.core.db import db
from forum.core.transaction import transaction
from forum.signups import privacy
from forum.signups.facts import attendance_facts
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.models.places import AccessNeeds, CheckIn, Signup, Ticket


def agree(make, signup, purpose="name_in_minutes", **values):
    return make.save(
        Consent(
            person_id=signup.person_id,
            scope_kind=signup.forum.scope.kind,
            scope_id=values.pop("scope_id", signup.forum_id),
            purpose=purpose,
            text_version="2026-11",
            language="th",
            given_at=make.now,
            **values,
        )
    )


def test_attendance_is_counted_by_sector_and_by_how_it_was_noticed(make):
    forum = make.forum()
    make.signup(forum, "ngo", checked_in=True)
    make.save(CheckIn(signup=make.signup(forum, "ngo"), channel=CheckInChannel.LIVE, at=make.now))
    make.signup(forum, "ngo")
    make.signup(forum, "ngo", state=SignupState.WAITING)
    make.signup(forum, "ngo", state=SignupState.WITHDRAWN)
    make.signup(make.forum(), "ngo", checked_in=True)

    facts = attendance_facts(forum.id)

    ngo = next(sector for sector in facts.sectors if sector.code == "ngo")
    assert (ngo.signed_up, ngo.seated) == (4, 3)
    assert ngo.present == {CheckInChannel.TICKET: 1, CheckInChannel.LIVE: 1}
    assert (facts.signed_up, facts.present, len(facts.sectors)) == (4, 2, 6)


def test_only_those_present_who_agreed_are_named_in_dictionary_order(make, now):
    forum, other = make.forum(), make.forum()
    for name, agreed in (("แก้ว", True), ("กานดา", True), ("เมตตา", False)):
        signup = make.signup(
            forum, person=make.person(name), organisation_name="กลุ่ม", checked_in=True
        )
        if agreed:
            agree(make, signup)
    agree(make, make.signup(forum, person=make.person("ไม่มา")))
    agree(make, make.signup(forum, person=make.person("ถอนแล้ว"), checked_in=True), withdrawn_at=now)
    agree(make, make.signup(forum, person=make.person("ที่อื่น"), checked_in=True), scope_id=other.id)
    agree(make, make.signup(forum, person=make.person("รูป"), checked_in=True), purpose="photos")

    named = attendance_facts(forum.id).named

    assert [person.given_name for person in named] == ["กานดา", "แก้ว"]
    assert named[0].name_in("th") == "กานดา ใจดี"


def test_attendance_costs_three_queries(make, count_queries):
    forum_id = make.forum().id
    with count_queries() as statements:
        attendance_facts(forum_id)

    assert len([s for s in statements if s.startswith("SELECT")]) == 3


def test_a_person_takes_their_sign_ups_along(make):
    forum = make.forum()
    signup = make.signup(forum, organisation_name="กลุ่มแม่บ้าน", checked_in=True)
    make.save(AccessNeeds(signup=signup, text="ล่าม"))

    data = privacy.export(signup.person_id)

    (row,) = json.loads(json.dumps(data))["signups"]
    assert (row["organisation"], row["access_needs"], row["state"]) == ("กลุ่มแม่บ้าน", "ล่าม", "seated")


def test_erasing_leaves_a_count_and_nothing_of_the_person(make):
    past = make.forum(starts_at=make.now.replace(year=2025))
    coming = make.forum(seats={"ngo": 1}, starts_at=make.now.replace(year=2099))
    person = make.person()
    came = make.signup(past, "ngo", person=person, organisation_name="ลับ", checked_in=True)
    comes = make.signup(
        coming, "ngo", person=person, organisation_name="ลับ", network=make.network()
    )
    make.ticket(comes)
    make.save(AccessNeeds(signup=comes, text="ลับ"))
    waiting = make.signup(coming, "ngo", state=SignupState.WAITING)

    with transaction():
        privacy.erase(person.id)

    db.session.expire_all()
    assert (came.state, comes.state) == (SignupState.SEATED, SignupState.WITHDRAWN)
    assert waiting.state is SignupState.SEATED
    assert {s.organisation_name for s in db.session.scalars(select(Signup))} == {""}
    assert db.session.scalars(select(AccessNeeds)).all() == []
    assert db.session.scalars(select(Ticket)).one().revoked_at is not None
    assert comes.network_id is None
    assert attendance_facts(past.id).present == 1
