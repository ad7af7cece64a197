"""Many at once: no ballot that was acknowledged is left out, and nobody has two.

A few rounds are run by default; FORUM_TEST_ROUNDS asks for all: 200 closings, 200 people.
"""

import os
import random
import time

from sqlalchemy import func, select

from forum.core.db import db
from forum.polls.errors import PollClosed
from forum.polls.logic.kinds import Method, ResultsShown, SecrecyLevel
from forum.polls.models import Ballot, Poll, Turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.queries.published import find_published
from forum.polls.service.casting import cast_ballot
from tests.polls.papers import poll_of
from tests.polls.test_downloads import filled
from tests.polls.test_recount import what_differs
from tests.polls.test_service import in_threads

FULL = "FORUM_TEST_ROUNDS" in os.environ
ROUNDS, PEOPLE = (200, 200) if FULL else (4, 6)
CLOSERS, VOTERS, CLICKS = 5, 50, 50


def poll_under(public_id):
    return db.session.scalars(select(Poll).where(Poll.public_id == public_id)).one()


def numbers_of(public_id):
    """The result, the ballots kept, and who is down as having voted."""
    db.session.rollback()
    poll = poll_under(public_id)
    rows = [
        db.session.scalar(select(func.count()).select_from(table).where(table.poll_id == poll.id))
        for table in (Ballot, Turnout)
    ]
    return [find_outcome(poll).result.ballots, *rows]


def test_fifty_votes_against_five_closings_count_exactly_those_acknowledged(app, make_hall):
    hall, dice = make_hall(people=VOTERS), random.Random(7)
    split = 0

    for round_ in range(ROUNDS):
        method, level = list(Method)[round_ % 12], list(SecrecyLevel)[round_ % 2]
        poll = hall.open(
            level=level,
            results_shown=ResultsShown.AFTER_CLOSE,
            **poll_of(method, is_moderated=False),
        )
        public_id, given = poll.public_id, [filled(poll, turn) for turn in range(4)]
        seen, moment = [], dice.random() / 20

        def close(public_id=public_id, seen=seen, wait=moment):
            time.sleep(wait)
            hall.close(poll_under(public_id))
            seen.append(find_outcome(poll_under(public_id)).result.ballots)

        def vote(actor, public_id=public_id, given=given):
            form = given[actor.id % len(given)]
            wait = dice.random() / 10

            def act():
                time.sleep(wait)
                cast_ballot(hall.forum_id, public_id, form, "racing-key", actor=actor)

            return act

        votes = [vote(actor) for actor in hall.voters]
        acts = [*votes, *[close] * CLOSERS]
        dice.shuffle(acts)
        db.session.rollback()
        outcomes = in_threads(app, *acts)

        refused = [outcome for outcome in outcomes if outcome is not None]
        acknowledged = VOTERS - len(refused)
        assert {type(outcome) for outcome in refused} <= {PollClosed}
        assert seen == [acknowledged] * CLOSERS
        assert numbers_of(public_id) == [acknowledged] * 3
        assert what_differs(find_published(poll_under(public_id)).as_file()) == []
        split += 0 < acknowledged < VOTERS

    assert split  # some votes did come too late, or nothing raced


def test_fifty_clicks_of_each_are_one_ballot_of_each(app, make_hall):
    hall = make_hall(people=PEOPLE)
    poll = hall.open(level=SecrecyLevel.CONFIDENTIAL, results_shown=ResultsShown.AFTER_CLOSE)
    public_id, given = poll.public_id, filled(poll)
    db.session.rollback()

    for actor in hall.voters:

        def click(actor=actor):
            cast_ballot(hall.forum_id, public_id, given, "one-and-the-same", actor=actor)

        assert in_threads(app, *[click] * CLICKS) == [None] * CLICKS

    revisions = set(db.session.scalars(select(Ballot.revision)))
    hall.close(poll_under(public_id))
    assert revisions == {1}
    assert numbers_of(public_id) == [PEOPLE] * 3
