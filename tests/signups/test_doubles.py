"""Two sign-ups that are one person: what stays, what goes, and where it is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.errors import BeyondForum, SamePerson, TwoAccounts
from forum.accounts.models import Consent, Person
from forum.accounts.service.merging import merge_persons
from forum.consultations.models import Respondent, StatementAnswer
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import ForumError
from forum.core.permissions import INSTALLATION, Role
from forum.core.transaction import transaction
from forum.polls.errors import BothHaveVoted, BothMayVote
from forum.polls.logic.kinds import BallotChannel, PollState, SecrecyLevel
from forum.polls.models import Ballot, Turnout
from forum.signups.errors import BothPresent
from forum.signups.logic.states import SignupState
from forum.signups.models.places import AccessNeeds, Signup
from forum.topics.models import Endorsement


@pytest.fixture
def merge(now):
    def merging(kept, double, actor=SYSTEM):
        with transaction():
            merge_persons(kept.person, double.person, kept.forum.scope, actor=actor, now=now)
        db.session.expire_all()

    return merging


@pytest.fixture
def two(make):
    """One forum with one seat left to others; the first waits, the second has the seat."""
    forum = make.forum(seats={"ngo": 1})
    kept = make.signup(forum, "ngo", person=make.person("สมใจ"), state=SignupState.WAITING)
    double = make.signup(forum, "ngo", person=make.person("สมใจ (ซ้ำ)", phone="+66812345678"))
    return kept, double


def of(forum):
    return db.session.scalars(select(Signup).where(Signup.forum_id == forum.id)).all()


def vote(make, poll, signup):
    make.save(
        Turnout(poll_id=poll.id, signup_id=signup.id, request_keys=["r" * 20]),
        Ballot(
            poll_id=poll.id,
            key=signup.public_id,
            sector_id=signup.sector_id,
            channel=BallotChannel.PHONE,
            choice={"option": poll.options[0].public_id},
        ),
    )


def close(make, now, poll):
    poll.state, poll.closed_at, poll.secret = PollState.CLOSED, now, None
    make.save(poll)


def test_the_better_place_stays_and_the_contact_of_the_one_who_is_kept(make, merge, two):
    kept, double = two
    name, email = kept.person.name, kept.person.email

    merge(kept, double)

    stays = next(s for s in of(kept.forum) if s.person.name)
    assert stays.state is SignupState.SEATED
    assert (stays.person.name, stays.person.email, stays.person.phone) == (name, email, None)
    assert sum(s.state is SignupState.SEATED for s in of(kept.forum)) == 1


def test_the_seat_that_is_freed_goes_to_the_next_in_line(make, merge):
    forum = make.forum(seats={"ngo": 2})
    first, second = make.signup(forum, "ngo"), make.signup(forum, "ngo")
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)

    merge(first, second)

    assert db.session.get_one(Signup, waiting.id).state is SignupState.SEATED
    assert db.session.get_one(Signup, second.id).state is SignupState.CANCELLED
    assert sum(s.state is SignupState.SEATED for s in of(forum)) == 2


def test_nothing_of_the_double_is_left(make, merge):
    forum = make.forum()
    kept = make.signup(forum)
    double = make.signup(
        forum,
        person=make.person("คนซ้ำ", email="double@example.org", phone="+66812345678"),
        organisation_name="องค์กรซ้ำ",
    )

    merge(kept, double)

    left = str([tuple(row) for row in db.session.execute(select(Person.__table__))])
    left += str([tuple(row) for row in db.session.execute(select(Signup.__table__))])
    for word in ("คนซ้ำ", "double@example.org", "+66812345678", "องค์กรซ้ำ"):
        assert word not in left


def test_what_only_the_double_said_is_not_lost(make, merge):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    make.save(AccessNeeds(signup_id=double.id, text="ทางลาด"))
    topic = make.topic(forum, double)
    comment = make.comment(make.thread(forum, "topic", topic.public_id), double)

    merge(kept, double)

    assert db.session.get_one(Signup, kept.id).needs.text == "ทางลาด"
    assert (topic.proposer_id, comment.author_id) == (kept.person_id, kept.person_id)


def test_support_and_answers_of_both_count_once(make, now, merge):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    topic, other = make.topic(forum), make.topic(forum)
    for signup, supported in ((kept, topic), (double, topic), (double, other)):
        make.save(
            Endorsement(
                topic_id=supported.id,
                person_id=signup.person_id,
                sector_id=signup.sector_id,
                created_at=now,
            )
        )
    held = make.consultation(forum, ("หนึ่ง", "สอง"))
    one, two = held.statements
    for signup, values in ((kept, {one: 1}), (double, {one: -1, two: -1})):
        respondent = make.save(Respondent(consultation_id=held.id, person_id=signup.person_id))
        for statement, value in values.items():
            make.save(
                StatementAnswer(
                    statement_id=statement.id,
                    respondent_id=respondent.id,
                    value=value,
                    answered_at=now,
                )
            )

    merge(kept, double)

    supporters = db.session.scalars(select(Endorsement)).all()
    assert sorted((e.topic_id, e.person_id) for e in supporters) == sorted(
        [(topic.id, kept.person_id), (other.id, kept.person_id)]
    )
    answers = db.session.scalars(select(StatementAnswer)).all()
    assert {(a.statement_id, a.value) for a in answers} == {(one.id, 1), (two.id, -1)}
    assert len(db.session.scalars(select(Respondent)).all()) == 1


@pytest.mark.parametrize("level", [SecrecyLevel.NAMED, SecrecyLevel.CONFIDENTIAL])
def test_two_who_voted_in_one_poll_stay_two_and_nothing_is_changed(make, now, merge, level):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    poll = make.poll(forum, open_for=(kept, double), level=level)
    for signup in (kept, double):
        vote(make, poll, signup)
    close(make, now, poll)

    with pytest.raises(BothHaveVoted):
        merge(kept, double)

    db.session.rollback()
    assert len(db.session.scalars(select(Ballot)).all()) == 2
    assert {s.state for s in of(forum)} == {SignupState.SEATED}


def test_while_the_one_who_goes_may_vote_nobody_is_merged(make, merge):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    make.poll(forum, open_for=(kept, double))

    with pytest.raises(BothMayVote):
        merge(kept, double)


def test_votes_in_different_polls_stay_one_ballot_each_and_become_the_persons(make, now, merge):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    polls = [make.poll(forum, open_for=(kept, double)) for _number in range(2)]
    vote(make, polls[0], kept)
    vote(make, polls[1], double)
    for poll in polls:
        close(make, now, poll)

    merge(kept, double)

    for poll in polls:
        ballots = db.session.scalars(select(Ballot).where(Ballot.poll_id == poll.id)).all()
        turnout = db.session.scalars(select(Turnout).where(Turnout.poll_id == poll.id)).all()
        assert [b.key for b in ballots] == [kept.public_id]
        assert [t.signup_id for t in turnout] == [kept.id]


def test_two_who_were_both_seen_are_two_people(make, merge):
    forum = make.forum()
    kept, double = make.signup(forum, checked_in=True), make.signup(forum, checked_in=True)

    with pytest.raises(BothPresent):
        merge(kept, double)


def test_a_ticket_of_the_double_does_not_open_the_place_of_the_one_who_is_kept(
    make, merge, two, sign_in
):
    """Else signing up under somebody's name would be a way to their data."""
    kept, double = two
    own, others = make.ticket(kept)[0], make.ticket(double)[0]

    merge(kept, double)

    assert "สมใจ" in sign_in(tickets=[own]).get("/me/data").text
    answer = sign_in(tickets=[others]).get("/me/data", follow_redirects=True)
    assert "สมใจ" not in answer.text
    assert sign_in(tickets=[others]).get("/me/data/everything.json").status_code == 404


def test_consents_of_the_one_who_is_kept_hold(make, now, merge, two):
    kept, double = two
    for signup, purpose in ((kept, "organising"), (double, "organising"), (double, "photos")):
        make.save(
            Consent(
                person_id=signup.person_id,
                scope_kind="forum",
                scope_id=signup.forum_id,
                purpose=purpose,
                text_version="1",
                language="th",
                given_at=now,
            )
        )

    person_id = kept.person_id

    merge(kept, double)

    left = db.session.scalars(select(Consent)).all()
    assert [(c.person_id, c.purpose) for c in left] == [(person_id, "organising")]


def test_who_has_an_account_is_kept_whichever_way_round_it_is_asked(make, merge):
    forum = make.forum()
    account = make.account(given_name="มีบัญชี")
    double = make.signup(forum, person=account.person)
    plain = make.signup(forum)

    merge(plain, double)

    assert db.session.get_one(Person, account.person_id).given_name == "มีบัญชี"


def test_two_accounts_and_one_and_the_same_person_are_refused(make, merge):
    forum = make.forum()
    accounts = [make.signup(forum, person=make.account().person) for _number in range(2)]

    with pytest.raises(TwoAccounts):
        merge(*accounts)
    with pytest.raises(SamePerson):
        merge(accounts[0], accounts[0])


def test_a_forums_organiser_merges_nobody_who_belongs_elsewhere_too(make, merge):
    forum = make.forum()
    kept, double = make.signup(forum), make.signup(forum)
    make.signup(make.forum(), person=double.person)
    organiser, keeper = make.staff(Role.ORGANISER, forum), make.staff(Role.ORGANISER)

    with pytest.raises(BeyondForum):
        merge(kept, double, organiser)
    merge(kept, double, keeper)

    persons = {s.person_id for s in db.session.scalars(select(Signup)) if s.person.name}
    assert persons == {kept.person_id}


def test_the_page_shows_both_and_makes_them_one(make, sign_in, two):
    kept, double = two
    organiser = sign_in(make.account(Role.ORGANISER, kept.forum.scope))
    path = f"/forums/{kept.forum.public_id}/desk/signups/{kept.public_id}"
    address = f"{path}/same-as/{double.public_id}"

    page = organiser.get(f"{address}?lang=en").text
    assert kept.person.email in page
    assert double.person.email in page

    answer = organiser.post(address, data={})
    assert answer.status_code == 302
    assert organiser.get(answer.location).status_code == 200


def test_the_page_stays_with_this_forum_where_the_two_met_at_another_too(make, sign_in, now):
    elsewhere, here = make.forum(), make.forum()
    people = [make.person("สมใจ"), make.person("สมใจ")]
    earlier = now - timedelta(days=9)
    for person in people:
        make.signup(elsewhere, "business", person=person, applied_at=earlier)
    kept, double = (make.signup(here, "ngo", person=person) for person in people)
    browser = sign_in(make.account(Role.ADMINISTRATOR))
    path = f"/forums/{here.public_id}/desk/signups/{kept.public_id}/same-as/{double.public_id}"

    page, answer = browser.get(f"{path}?lang=en"), browser.post(path)

    assert "Business" not in page.text
    assert answer.headers["Location"].endswith(f"/desk/signups/{kept.public_id}")


def test_a_refused_merge_says_why_on_its_page(make, sign_in):
    forum = make.forum()
    signups = [make.signup(forum, checked_in=True) for _number in range(2)]
    organiser = sign_in(make.account(Role.ORGANISER, forum.scope))
    path = f"/forums/{forum.public_id}/desk/signups/{signups[0].public_id}"

    answer = organiser.post(f"{path}/same-as/{signups[1].public_id}?lang=en", data={})

    assert answer.status_code == 422
    assert "so they are two people" in answer.text


def test_nobody_merges_into_or_out_of_another_forum(make, sign_in):
    here, there = make.forum(), make.forum()
    mine, other = make.signup(here), make.signup(there)
    organiser = sign_in(make.account(Role.ORGANISER, here.scope))
    helper = sign_in(make.account(Role.COORDINATOR, here.scope))
    base = f"/forums/{here.public_id}/desk/signups/{mine.public_id}/same-as"
    foreign = f"/forums/{there.public_id}/desk/signups/{other.public_id}/same-as/{mine.public_id}"

    for method in ("get", "post"):
        assert getattr(organiser, method)(f"{base}/{other.public_id}").status_code == 404
        assert getattr(organiser, method)(foreign).status_code == 404
        assert getattr(helper, method)(f"{base}/{mine.public_id}").status_code == 403


def test_refusals_leave_everything_as_it_was(make, merge):
    forum = make.forum()
    kept, double = make.signup(forum, checked_in=True), make.signup(forum, checked_in=True)
    before = [(s.id, s.person_id, s.state) for s in of(forum)]

    with pytest.raises(ForumError):
        merge(kept, double)

    db.session.rollback()
    assert [(s.id, s.person_id, s.state) for s in of(forum)] == before


def test_the_scope_of_the_whole_installation_is_for_those_who_look_after_people(make, now):
    first, second = make.person(), make.person()
    organiser = make.staff(Role.ORGANISER, make.forum())

    with pytest.raises(BeyondForum), transaction():
        merge_persons(first, second, INSTALLATION, actor=organiser, now=now)


def test_people_who_were_erased_are_nobodys_doubles(make, sign_in, now):
    forum = make.forum()
    erased = [
        make.signup(
            forum,
            person=make.person("", family_name="", email=None, erased_at=now),
            checked_in=True,
        )
        for _number in range(2)
    ]
    # `make.person` gives everybody a name
    for signup in erased:
        signup.person.given_name = ""
        make.save(signup.person)
    organiser = sign_in(make.account(Role.ORGANISER, forum.scope))

    page = organiser.get(f"/forums/{forum.public_id}/desk/signups/{erased[0].public_id}?lang=en")

    assert "Perhaps the same person" not in page.text
    assert "data erased" in page.text
