"""B12: two worlds with opposite votes look the same, for every method and every rule that hides.

By default each method is tried with one rule, and a few roles; FORUM_TEST_ROUNDS asks for all.
"""

import os

import pytest
import time_machine
from sqlalchemy import delete, select

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.floor.logic import Screen
from forum.floor.models import Floor
from forum.mail.models import Letter
from forum.minutes.models import MinutesBlock
from forum.minutes.service.composing import compose_minutes
from forum.polls.jobs import count, keep_time, send_reminders
from forum.polls.logic.keys import ballot_key
from forum.polls.logic.kinds import (
    BallotChannel,
    Method,
    PollState,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)
from forum.polls.models import Ballot, Elector, Poll, PollCount, Turnout
from forum.polls.queries.outcomes import _counted
from forum.polls.service.casting import read_choice
from forum.polls.service.drafting import PollDraft, draft_poll
from tests.attacks.routes import BEARER, routes
from tests.attacks.test_hidden_results import everything_said
from tests.polls.papers import ballot_of, poll_of

FULL = "FORUM_TEST_ROUNDS" in os.environ
HIDING = {
    "open, after close": (ResultsShown.AFTER_CLOSE, PollState.OPEN),
    "open, when shown": (ResultsShown.WHEN_SHOWN, PollState.OPEN),
    "open, after own vote": (ResultsShown.AFTER_OWN, PollState.OPEN),
    "open, live, but few": (ResultsShown.LIVE, PollState.OPEN),
    "closed, not shown": (ResultsShown.WHEN_SHOWN, PollState.CLOSED),
}
CASES = [
    (method, rule)
    for place, method in enumerate(Method)
    for turn, rule in enumerate(HIDING)
    if FULL or turn == place % len(HIDING)
]
ROLES = [Role.FACILITATOR, Role.RAPPORTEUR, Role.ORGANISER] if FULL else [Role.ORGANISER]
LONGER = " ซึ่งยาวกว่ามาก และเขียนไว้ให้ต่างออกไปทุกตัวอักษร"


class Ballots:
    """A poll in the hall in which the first person's vote stays and all others' turn round."""

    def __init__(self, world, public, method, rule):
        shown, state = HIDING[rule]
        draft = PollDraft(
            question={"th": "ถาม", "en": "Asked"},
            explanation={},
            level=list(SecrecyLevel)[len(method + rule) % 2],
            results_shown=shown,
            reason_rule=ReasonRule.OPTIONAL,
            is_online=len(rule) % 2 == 0,
            closes_at=world.now.replace(year=2027),
            **poll_of(method),
        )
        with transaction():
            poll = draft_poll(public.forum.public_id, draft, actor=SYSTEM, now=world.now)
        self.poll = poll
        poll.state, poll.opened_at, poll.secret = PollState.OPEN, world.now, b"s" * 32
        self.signups = public.signups[:6]
        world.make.save(poll)
        for signup in public.signups:
            world.make.save(
                Elector(poll_id=poll.id, signup_id=signup.id, sector_id=signup.sector_id)
            )
        for signup in self.signups:
            world.make.save(self._ballot(signup), self._turnout(signup))
        if state is PollState.CLOSED:
            poll.state, poll.closed_at, poll.secret = PollState.CLOSED, world.now, None
            world.make.save(poll)
        floor = db.session.get(Floor, public.forum.id)
        floor.poll_id, floor.screen = poll.id, Screen.RESULTS
        world.make.save(floor)
        self._count()

    def _count(self):
        """What runs is counted, and held back until more are in."""
        db.session.execute(delete(PollCount))
        db.session.commit()
        count(self.poll.forum.public_id, self.poll.public_id)
        db.session.rollback()

    def turn_round(self):
        """Everybody but the first votes something else, with another reason."""
        poll = db.session.get(Poll, self.poll.id)
        choice = read_choice(poll, _form(poll, turn=2))
        mine = self._key(self.signups[0])
        for ballot in db.session.scalars(select(Ballot).where(Ballot.poll_id == poll.id)):
            if ballot.key != mine:
                ballot.choice, ballot.reason = choice, f"another reason{LONGER}"
        db.session.commit()
        self._count()

    def _ballot(self, signup):
        return Ballot(
            poll_id=self.poll.id,
            key=self._key(signup),
            sector_id=signup.sector_id,
            channel=BallotChannel.PHONE,
            choice=read_choice(self.poll, _form(self.poll)),
            reason="a reason",
        )

    def _turnout(self, signup):
        return Turnout(
            poll_id=self.poll.id, signup_id=signup.id, request_keys=["k"], has_agreed=True
        )

    def _key(self, signup):
        is_named = self.poll.level is SecrecyLevel.NAMED
        return ballot_key(None if is_named else b"s" * 32, signup.public_id)


def _form(poll, turn=0):
    given = dict(ballot_of(poll, turn))
    if turn and poll.method is Method.TEXT:
        given["text"] += LONGER
    if turn and poll.method is Method.WORDS:
        given["word"] = ["ถนน", "โรงเรียนใกล้บ้าน"]
    return {key: value if isinstance(value, list) else [value] for key, value in given.items()}


def onlookers(world, public, ballots, rule):
    """Everybody who may look; after their own vote those who voted may see more."""
    own = ballots.signups[0]
    people = {"visitor": world.sign_in()} if FULL else {}
    if rule != "open, after own vote":
        people["has voted"] = world.sign_in(tickets=[world.make.ticket(own)[0]])
    else:
        silent = world.make.signup(public.forum, checked_in=True)
        elector = Elector(poll_id=ballots.poll.id, signup_id=silent.id, sector_id=silent.sector_id)
        world.make.save(elector)
        people["has not voted"] = world.sign_in(tickets=[world.make.ticket(silent)[0]])
    return people | {role.value: world.staff(role, public.forum.scope) for role in ROLES}


def about_polls(app):
    """The routes on which a poll can be seen: its own, the hall's, the minutes', lists and files."""
    words = ("poll", "hall", "floor", "join", "minutes", "desk", "export", "live", "screen")
    everything = [r for r in routes(app, "GET") if r.endpoint not in BEARER]
    if FULL:
        return [
            r for r in everything if "poll_id" in r.arguments or any(w in r.rule for w in words)
        ]
    halls = [r for r in everything if r.endpoint.startswith(("floor", "console"))]
    about_them = [r for r in everything if "poll_id" in r.arguments and not r.rule.endswith(".pdf")]
    return [*about_them, *halls]


def letters_and_minutes(public):
    """What jobs write, and what minutes are made of: ids and moments apart."""
    keep_time()
    send_reminders()
    with transaction():
        compose_minutes(public.forum.public_id, actor=SYSTEM, now=now())
    letters = db.session.execute(select(Letter.kind, Letter.object_id, Letter.occasion)).all()
    blocks = db.session.scalars(select(MinutesBlock).order_by(MinutesBlock.id)).all()
    said = [(b.key, str(b.content), b.facts_hash) for b in blocks]
    db.session.rollback()
    return sorted(map(str, letters)), said


def test_opposite_votes_look_the_same_while_they_are_hidden(app, public, world):
    asked, differing = about_polls(app), []

    for method, rule in CASES:
        ballots = Ballots(world, public, method, rule)
        people = onlookers(world, public, ballots, rule)
        ids = {**public.ids, "poll_id": ballots.poll.public_id}
        with time_machine.travel(now(), tick=False):
            one = everything_said(app, people, ids, asked)
            ballots.turn_round()
            other = everything_said(app, people, ids, asked)
        assert len(one) >= 20
        differing += [(method, rule, key) for key in one if one[key] != other[key]]

    assert differing == []


@pytest.mark.parametrize("method", Method if FULL else [Method.CHOICE, Method.WORDS])
def test_once_they_are_shown_opposite_votes_look_different(app, public, world, method):
    """The measure of the test above."""
    ballots = Ballots(world, public, method, "closed, not shown")
    ballots.poll.shown_at = world.now
    ballots.poll.settings = {**ballots.poll.settings, "is_moderated": False}
    world.make.save(ballots.poll)
    ids = {**public.ids, "poll_id": ballots.poll.public_id}
    asked = [route for route in about_polls(app) if "poll_id" in route.arguments]

    one = everything_said(app, {"visitor": world.sign_in()}, ids, asked)
    ballots.turn_round()
    other = everything_said(app, {"visitor": world.sign_in()}, ids, asked)

    assert len([key for key in one if one[key] != other[key]]) >= 3


@pytest.mark.parametrize("rule", ["open, after close", "closed, not shown"])
def test_letters_and_minutes_say_nothing_of_votes_that_are_hidden(app, public, world, rule):
    ballots = Ballots(world, public, Method.APPROVAL, rule)

    with time_machine.travel(now(), tick=False):
        one = letters_and_minutes(public)
        ballots.turn_round()
        _counted.clear()
        other = letters_and_minutes(public)

    assert one[1]
    assert one == other
