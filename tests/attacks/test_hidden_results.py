"""B12, S1: results nobody has shown are on no route; a closed confidential ballot leads nowhere."""

import logging
import re

import pytest
import time_machine
from sqlalchemy import update

from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.live.extension import live_of
from forum.polls.logic.kinds import PollState, SecrecyLevel
from forum.polls.models import Ballot, Poll, Turnout
from forum.polls.queries.outcomes import _counted
from forum.polls.service.casting import cast_ballot
from forum.polls.service.running import close_poll
from tests.attacks.conftest import opened
from tests.attacks.routes import BEARER, masked, routes


def everything_said(app, people, ids, asked=None):
    """Every page (or those asked) to everybody, with what is drawn anew each time left out."""
    app.extensions["shared_pages"].clear()
    _counted.clear()
    live_of(app).stop()
    said = {}
    for who, browser in people.items():
        with browser.session_transaction() as session:
            session.pop("_flashes", None)
        for route in asked or routes(app, "GET"):
            if route.endpoint not in BEARER:
                answer, text = opened(browser, route.path(app, ids))
                headers = [answer.headers.get(name) for name in ("ETag", "Content-Length")]
                words = _RETRY.sub("", masked(text))
                said[who, route.rule] = (answer.status_code, *headers, words)
    return said


_RETRY = re.compile(r"retry: \d+")


@pytest.mark.parametrize(
    ("level", "is_closed"), [(SecrecyLevel.CONFIDENTIAL, False), (SecrecyLevel.NAMED, True)]
)
def test_no_page_to_anybody_changes_with_votes_that_are_not_shown(
    app, public, world, level, is_closed
):
    poll = public.polls["open"]
    poll.level = level
    if is_closed:
        poll.state, poll.closed_at, poll.secret = PollState.CLOSED, world.now, None
    world.make.save(poll)
    people = {
        "visitor": world.sign_in(),
        "ticket": world.people_of(public.forum)["ticket"],
        "organiser": world.staff(Role.ORGANISER, public.forum.scope),
    }

    # The clock stands still: what people take along says when it was made.
    with time_machine.travel(now(), tick=False):
        agreed = everything_said(app, people, public.ids)
        other = {"option": poll.options[1].public_id, "agreed": "yes"}
        ballots = update(Ballot).where(Ballot.poll_id == poll.id)
        db.session.execute(ballots.values(choice=other, reason="another reason"))
        db.session.commit()
        opposed = everything_said(app, people, public.ids)

    assert [key for key in agreed if agreed[key] != opposed[key]] == []


def test_a_shown_poll_does_change_with_its_votes(app, public, world):
    """The measure of the test above: it would see a difference."""
    people = {"visitor": world.sign_in()}
    ids = {**public.ids, "poll_id": public.polls["shown"].public_id}
    poll = public.polls["shown"]

    agreed = everything_said(app, people, ids)
    other = {"option": poll.options[1].public_id, "agreed": "yes"}
    db.session.execute(update(Ballot).where(Ballot.poll_id == poll.id).values(choice=other))
    db.session.commit()
    opposed = everything_said(app, people, ids)

    assert len([key for key in agreed if agreed[key] != opposed[key]]) >= 3


def test_after_closing_nothing_leads_from_a_confidential_ballot_to_its_voter(
    app, make, now, sign_in, caplog
):
    forum = make.forum()
    signups = [make.signup(forum, checked_in=True) for _ in range(8)]
    poll = make.poll(forum, open_for=signups, level=SecrecyLevel.CONFIDENTIAL)
    options = [option.public_id for option in poll.options]
    path = f"/forums/{forum.public_id}/hall/polls/{poll.public_id}/ballot"
    staff = make.staff(Role.FACILITATOR, forum)
    caplog.set_level(logging.DEBUG)

    for place, signup in enumerate(signups):
        phone = sign_in(tickets=[make.ticket(signup)[0]])
        # everybody votes, and each changes their mind another number of times
        for turn in range(place % 3 + 1):
            body = {
                "option": options[(place + turn) % 2],
                "agreed": "yes",
                "request_key": f"a-try-{place}-{turn}-of-many",
            }
            assert phone.post(path, data=body).status_code == 302
    open_keys = set(db.session.scalars(db.select(Ballot.key)))
    secret = db.session.get(Poll, poll.id).secret
    db.session.rollback()
    with transaction():
        close_poll(forum.public_id, poll.public_id, actor=staff, now=now)

    ballots = db.session.scalars(db.select(Ballot)).all()
    assert len(ballots) == 8
    assert {column.name for column in Ballot.__table__.columns} == {
        "poll_id", "key", "sector_id", "channel", "choice", "reason", "revision", "weight",
    }  # fmt: skip
    assert not open_keys & {ballot.key for ballot in ballots}
    # Votes weigh differently in named polls only.
    assert {(ballot.revision, ballot.weight) for ballot in ballots} == {(1, 1)}
    kept = "\n".join(str(row) for table in _others() for row in db.session.execute(table.select()))
    assert not [ballot.key for ballot in ballots if ballot.key in kept]
    assert repr(secret) not in kept
    assert path not in caplog.text
    assert not [key for key in open_keys if key in caplog.text]
    assert not [signup for signup in signups if signup.public_id in caplog.text]


def _others():
    return [table for table in db.metadata.sorted_tables if table.name != Ballot.__tablename__]


def test_the_journal_tells_of_no_single_vote(make, now):
    forum = make.forum()
    signups = [make.signup(forum, checked_in=True) for _ in range(3)]
    poll = make.poll(forum, open_for=signups, level=SecrecyLevel.NAMED)
    journal = db.metadata.tables["journal"]
    before = len(db.session.execute(journal.select()).all())
    db.session.rollback()

    given = {"option": [poll.options[0].public_id], "agreed": ["yes"]}
    cast_ballot(
        forum.public_id,
        poll.public_id,
        given,
        "a-request-key-of-one",
        actor=make.participant(signups[0]),
    )

    assert len(db.session.execute(journal.select()).all()) == before
    assert len(db.session.scalars(db.select(Turnout)).all()) == 1
