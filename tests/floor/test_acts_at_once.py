"""Several who run the hall press at once, while people come in: nobody waits for ever for another."""

import os
import random
import time

from sqlalchemy import func, select

from forum.core.db import db
from forum.core.transaction import transaction
from forum.floor.errors import AnotherPollOpen, EndOfAgenda, PollsStillOpen
from forum.floor.logic import Screen, Step
from forum.floor.service.asking import ask_at_once, stop_asking
from forum.floor.service.conducting import close_floor, open_floor, show_screen, step_through
from forum.floor.service.joining import join
from forum.polls.logic.answers import YES_OR_NO
from forum.polls.logic.kinds import Method, PollState, SecrecyLevel
from forum.polls.models import Elector, Poll
from forum.polls.service.casting import cast_ballot
from forum.polls.service.drafting import PollDraft
from tests.polls.test_service import in_threads

ROUNDS = 50 if "FORUM_TEST_ROUNDS" in os.environ else 5
DRAFT = PollDraft(
    question={"en": "Now?"},
    explanation={},
    method=Method.CHOICE,
    level=SecrecyLevel.CONFIDENTIAL,
    answers=YES_OR_NO,
)


def act(room, dice, service, *args, actor=None):
    """A service as a thread does it, after a moment."""
    forum_id, who, wait = room.forum_id, actor or room.staff, dice.random() / 50

    def do():
        time.sleep(wait)
        with transaction():
            service(forum_id, *args, actor=who, now=room.now)

    return do


def test_next_item_a_question_and_the_end_pressed_at_once_are_done_or_refused(app, make_room):
    for turn in range(ROUNDS):
        room, dice = make_room(), random.Random(turn)
        db.session.rollback()

        outcomes = in_threads(
            app,
            *(act(room, dice, step_through, Step.NEXT) for _ in range(3)),
            *(act(room, dice, ask_at_once, DRAFT) for _ in range(3)),
            act(room, dice, show_screen, Screen.WELCOME),
            act(room, dice, close_floor),
            act(room, dice, open_floor),
        )

        db.session.rollback()
        is_open = Poll.state == PollState.OPEN, Poll.forum_id == room.forum.id
        refused = {type(outcome).__name__ for outcome in outcomes if outcome is not None}
        known = (AnotherPollOpen, EndOfAgenda, PollsStillOpen)
        assert refused <= {*(kind.__name__ for kind in known), "FloorOver", "WrongStage"}
        assert db.session.scalar(select(func.count()).select_from(Poll).where(*is_open)) <= 1
        db.session.rollback()


def test_people_who_come_in_while_a_question_is_opened_answered_and_closed_vote_once(
    app, make_room
):
    for turn in range(ROUNDS):
        room, dice = make_room(), random.Random(turn)
        poll = room.asked(level=SecrecyLevel.CONFIDENTIAL)
        poll_id, option = poll.public_id, poll.options[0].public_id
        late = [room.make.signup(room.forum) for _ in range(3)]
        people = [room.make.participant(signup) for signup in late]
        db.session.rollback()

        def vote(actor, poll_id=poll_id, option=option, forum_id=room.forum_id, wait=0.02):
            def do():
                time.sleep(wait)
                given = {"option": [option]}
                cast_ballot(forum_id, poll_id, given, "a-key-of-this-try", actor=actor)

            return do

        outcomes = in_threads(
            app,
            *(act(room, dice, join, actor=person) for person in people * 2),
            *(vote(person, wait=dice.random() / 25) for person in [*people, *room.voters]),
            act(room, dice, stop_asking, poll_id),
        )

        db.session.expire_all()
        poll = db.session.scalars(select(Poll).where(Poll.public_id == poll_id)).one()
        electors = db.session.scalars(select(Elector.signup_id).filter_by(poll_id=poll.id)).all()
        assert outcomes[-1] is None
        assert poll.state is PollState.CLOSED
        assert len(electors) == len(set(electors)) <= 6
        db.session.rollback()
