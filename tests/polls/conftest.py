import pytest

from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.polls.jobs import count
from forum.polls.logic.answers import YES_OR_NO
from forum.polls.logic.kinds import Method, SecrecyLevel
from forum.polls.service.casting import cast_ballot
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.polls.service.running import close_poll, open_poll, show_results


class Hall:
    """A forum with people in the hall and somebody who runs its polls."""

    def __init__(self, make, now, people=3, **forum):
        self.make, self.now = make, now
        self.forum = make.forum(**forum)
        self.staff = make.staff(Role.FACILITATOR, self.forum)
        self.signups = [self.comes() for _ in range(people)]
        self.voters = [make.participant(signup) for signup in self.signups]
        self.forum_id = self.forum.public_id

    def comes(self, sector="civil-society"):
        return self.make.signup(self.forum, sector, checked_in=True)

    def draft(self, **values):
        draft = PollDraft(
            question=values.pop("question", {"th": "เห็นชอบหรือไม่", "en": "Do you agree?"}),
            method=values.pop("method", Method.CHOICE),
            level=values.pop("level", SecrecyLevel.NAMED),
            explanation={},
            answers=values.pop("answers", YES_OR_NO),
            **values,
        )
        with transaction():
            return draft_poll(self.forum_id, draft, actor=self.staff, now=self.now)

    def open(self, **values):
        return self.start(self.draft(**values))

    def start(self, poll):
        with transaction():
            return open_poll(self.forum_id, poll.public_id, actor=self.staff, now=self.now)

    def close(self, poll):
        """Close, and count what the background counts."""
        with transaction():
            closed = close_poll(self.forum_id, poll.public_id, actor=self.staff, now=self.now)
        self.count(closed)
        return closed

    def count(self, poll):
        """What the background does soon after a vote or a closing."""
        count(self.forum_id, poll.public_id)

    def show(self, poll):
        with transaction():
            return show_results(self.forum_id, poll.public_id, actor=self.staff, now=self.now)

    def vote(self, poll, voter, answer=0, key=None, reason=""):
        given = {"option": [poll.options[answer].public_id], "reason": [reason], "agreed": ["yes"]}
        self.send(poll, voter, given, key or f"key-{voter}-{answer}")

    def send(self, poll, voter, given, key="some-request-key"):
        actor = self.voters[voter]
        cast_ballot(self.forum_id, poll.public_id, given, key, actor=actor)


@pytest.fixture
def hall(make, now):
    """A hall of three, all of one sector."""
    return Hall(make, now)


@pytest.fixture
def make_hall(make, now):
    """Halls of any size."""
    return lambda **values: Hall(make, now, **values)
