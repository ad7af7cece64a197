"""Letters of the tests' own kinds, and a post that does as it is told."""

import pytest

from forum.core.transaction import transaction
from forum.mail import jobs
from forum.mail.logic import Carrier, Topic
from forum.mail.ports import BuiltLetter, letter_builders
from forum.mail.service import queue_letter


def write(object_id, occasion):
    """A letter to somebody; none for nobody (0)."""
    if object_id == 0:
        return None
    return BuiltLetter(f"reader{object_id}@example.org", "th", f"เรื่อง {occasion}", "สวัสดี\n")


def remind(object_id, occasion):
    """A letter that its reader may refuse, in their language."""
    to = f"reader{object_id}@example.org"
    return BuiltLetter(to, occasion, "x", "y\n", topic=Topic.REMINDERS)


def text(object_id, occasion):
    """A short message."""
    return BuiltLetter(f"+6681000000{object_id}", "th", "", occasion, carrier=Carrier.TEXT)


def stumble(object_id, occasion):
    raise ZeroDivisionError


KINDS = {
    "test.letter": write,
    "test.reminder": remind,
    "test.stumbling": stumble,
    "test.text": text,
}


@pytest.fixture(autouse=True)
def builders(app):
    """Beside the real ones, the tests'."""
    real = letter_builders.suppliers
    letter_builders.fill(*real, KINDS)
    yield
    letter_builders.fill(*real)


@pytest.fixture
def queue(now):
    """Put letters into the outbox."""

    def put(object_id=1, occasion="1", kind="test.letter"):
        with transaction():
            queue_letter(kind, object_id, occasion, now=now)

    return put


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the job that sends."""
    return lambda moment: monkeypatch.setattr(jobs, "now", lambda: moment)


class TellingPost:
    """Takes letters, or raises what it was told to raise for an address."""

    def __init__(self):
        self.taken, self.troubles = [], {}

    def send(self, letter):
        if letter.to in self.troubles:
            raise self.troubles[letter.to]
        self.taken.append(letter)


@pytest.fixture
def post(monkeypatch):
    """The world outside: the only thing replaced here."""
    telling = TellingPost()
    monkeypatch.setattr(jobs, "MailmanPost", lambda: telling)
    return telling
