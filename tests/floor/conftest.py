import pytest

from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.floor.service.asking import ask, show_answer, stop_asking
from forum.floor.service.conducting import open_floor
from forum.polls.jobs import count
from forum.polls.logic.answers import YES_OR_NO
from forum.polls.logic.kinds import Method, SecrecyLevel
from forum.polls.service.casting import cast_ballot
from forum.polls.service.drafting import PollDraft, draft_poll


class Room:
    """A forum of three items with people in the hall, its live room opened unless said otherwise."""

    def __init__(self, make, now, *, people=3, is_open=True, **forum):
        self.make, self.now = make, now
        self.forum = make.forum(stage=Stage.OPEN, **forum)
        self.forum_id = self.forum.public_id
        self.items = [
            make.item(self.forum, {"th": f"เรื่องที่ {n}", "en": f"Item number {n}"}) for n in (1, 2, 3)
        ]
        self.account = make.account(Role.FACILITATOR, self.forum.scope)
        self.staff = make.actor(self.account)
        self.signups = [make.signup(self.forum, checked_in=True) for _ in range(people)]
        self.voters = [make.participant(signup) for signup in self.signups]
        if is_open:
            self.act(open_floor, self.forum_id)

    def act(self, service, *args, **values):
        with transaction():
            return service(*args, actor=values.pop("actor", self.staff), now=self.now, **values)

    def poll(self, **values):
        draft = PollDraft(
            question=values.pop("question", {"th": "เห็นชอบหรือไม่", "en": "Do you agree?"}),
            method=values.pop("method", Method.CHOICE),
            level=values.pop("level", SecrecyLevel.NAMED),
            explanation={},
            answers=values.pop("answers", YES_OR_NO),
            **values,
        )
        return self.act(draft_poll, self.forum_id, draft)

    def asked(self, **values):
        poll = self.poll(**values)
        self.act(ask, self.forum_id, poll.public_id)
        return poll

    def stop(self, poll):
        self.act(stop_asking, self.forum_id, poll.public_id)
        count(self.forum_id, poll.public_id)

    def show(self, poll):
        self.act(show_answer, self.forum_id, poll.public_id)

    def vote(self, poll, voter, answer=0, key=None):
        given = {"option": [poll.options[answer].public_id], "agreed": ["yes"]}
        key = key or f"key-of-voter-{voter}-{answer}"
        cast_ballot(self.forum_id, poll.public_id, given, key, actor=self.voters[voter])


@pytest.fixture
def room(make, now):
    """A live room with three people in it."""
    return Room(make, now)


@pytest.fixture
def make_room(make, now):
    """Live rooms of any size."""
    return lambda **values: Room(make, now, **values)


@pytest.fixture
def phone(make, sign_in):
    """The browser of somebody who opened their ticket."""

    def opened(signup):
        ticket, _token = make.ticket(signup)
        return sign_in(tickets=[ticket])

    return opened


@pytest.fixture(autouse=True)
def live_stops(app):
    """No fragment of one test is left for the next."""
    yield
    app.extensions["live"].stop()
