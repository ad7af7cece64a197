"""B10: what is no ballot is answered with a sentence, and nothing of it is written.

Two hundred by default; FORUM_TEST_ROUNDS asks for ten thousand.
"""

import os
import random
from urllib.parse import urlencode

import pytest
from lxml import html
from sqlalchemy import select

from forum.core.db import db
from forum.polls.logic.kinds import Method, ResultsShown, SecrecyLevel
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Flaw
from forum.polls.models import Ballot, Poll, Turnout
from tests.polls.papers import poll_of
from tests.polls.random_polls import random_form

BALLOTS = 10_000 if "FORUM_TEST_ROUNDS" in os.environ else 200
NO_NUMBERS = (
    "-1", "NaN", "nan", "Infinity", "-0", "1e3", "1.5", "0x10", "１０００００００", "9" * 400, "²", "⅓",
    " ", "\x00", "๑๐๐๐๐๐๐", "+1", "--1", "None", "true", "[]", "{}", '{"a":1,"a":2}', "٣", "1 000",
    "\ud800", "' OR 1=1 --", "%s", "\u202e1", "ก" * 5000,
)  # fmt: skip
FIELDS = ("option", "word", "text", "agreed", "reason", "request_key", "choice", "ranks")


class Booth:
    """An open poll of a method and the browser of somebody who may vote in it."""

    def __init__(self, hall, sign_in, method, other):
        self.poll = hall.open(
            level=SecrecyLevel.CONFIDENTIAL,
            results_shown=ResultsShown.AFTER_CLOSE,
            is_online=True,
            closes_at=hall.now.replace(year=2030),
            **poll_of(method),
        )
        self.keys = [option.public_id for option in self.poll.options]
        self.foreign = [option.public_id for option in other.options]
        self.question, self.method = self.poll.for_counting, method
        self.browser = sign_in(tickets=[hall.make.ticket(hall.signups[0])[0]])
        self.path = f"/forums/{hall.forum_id}/polls/{self.poll.public_id}/ballot"

    def send(self, pairs):
        return self.browser.post(
            self.path,
            data=urlencode(pairs, errors="surrogatepass"),
            content_type="application/x-www-form-urlencoded",
        )


def spoiled(dice, booth):
    """A form with something wrong in it; sometimes it is a ballot all the same."""
    form = random_form(dice, booth.method, booth.question)
    pairs = [(name, value) for name, values in form.items() for value in values]
    for _ in range(dice.randint(1, 3)):
        dice.choice((_foreign, _twice, _many, _no_number, _nothing, _strange, _mixed))(
            dice, booth, pairs
        )
    return [*pairs, ("request_key", f"a-key-of-an-attack-{dice.random()}")]


def _field(dice, booth):
    prefix = dice.choice(("score-", "points-", "rank-", "slot-"))
    return prefix + dice.choice(booth.keys or ["none"])


def _foreign(dice, booth, pairs):
    key = dice.choice(booth.foreign)
    pairs.append(dice.choice([("option", key), (f"rank-{key}", "1"), (f"score-{key}", "1")]))
    pairs.append(dice.choice([(f"points-{key}", "1"), (f"slot-{key}", "yes"), ("option", key)]))


def _twice(dice, _booth, pairs):
    pairs.extend(dice.sample(pairs, min(len(pairs), 2)))


def _many(dice, booth, pairs):
    pairs.extend(("option", key) for key in booth.keys)
    pairs.extend(("word", f"คำ{n}") for n in range(dice.choice((5, 900))))


def _no_number(dice, booth, pairs):
    pairs.append((_field(dice, booth), dice.choice(NO_NUMBERS)))


def _nothing(_dice, _booth, pairs):
    pairs.clear()


def _strange(dice, _booth, pairs):
    pairs.append((dice.choice(FIELDS), dice.choice(NO_NUMBERS)))


def _mixed(dice, booth, pairs):
    pairs[:] = [(_field(dice, booth), value) for _, value in pairs]


def is_ballot(booth, pairs):
    """Whether the reading of the method, tried elsewhere, takes it: then it is no bad ballot."""
    given = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return not isinstance(RULES[booth.method].read(given, booth.question), Flaw)


def written():
    db.session.rollback()
    return [len(db.session.execute(select(table)).all()) for table in (Ballot, Turnout)]


def sentence_in(answer):
    """The sentence of a refusal: beside the form, or on the page that says what went wrong."""
    page = html.fromstring(answer.text)
    said = page.xpath("//*[@role='alert']//text() | //main//h1/following::p[1]//text()")
    return " ".join(said).strip()


@pytest.fixture
def booths(make_hall, sign_in):
    hall = make_hall(people=1)
    other = hall.open(**poll_of(Method.CHOICE))
    return [Booth(hall, sign_in, method, other) for method in Method]


def test_bad_ballots_are_refused_with_a_sentence_and_write_nothing(booths):
    dice, refused, before = random.Random(11), 0, written()
    odd = []

    while refused < BALLOTS:
        booth = dice.choice(booths)
        pairs = spoiled(dice, booth)
        if is_ballot(booth, _as_received(pairs)):
            continue
        answer = booth.send(pairs)
        refused += 1
        if not (400 <= answer.status_code < 500 and len(sentence_in(answer)) > 10):
            odd.append((booth.method, answer.status_code, pairs))

    assert odd == []
    assert written() == before


def _as_received(pairs):
    """As a browser's form arrives: what is no text stands as a sign of its own."""
    return [
        (name, value.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
        for name, value in pairs
    ]


@pytest.mark.parametrize("method", [Method.CHOICE, Method.TEXT])
def test_ten_megabytes_are_no_ballot(booths, method):
    booth = next(booth for booth in booths if booth.method is method)
    before = written()

    body = b"text=" + b"%E0%B8%81" * 1_100_000 + b"&option=x"
    answer = booth.browser.post(
        booth.path, data=body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code in {413, 422}
    assert written() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"option": "a", "option": "b"}'),
        ("application/json", b'{"option": NaN}'),
        ("text/plain", b"option=a"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("application/x-www-form-urlencoded", b"%ff%fe=%00&&&=&option"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(5000))),
    ],
)
def test_what_is_no_form_is_no_ballot(booths, kind, body):
    before = written()

    for booth in booths[:3]:
        answer = booth.browser.post(booth.path, data=body, content_type=kind)
        assert 400 <= answer.status_code < 500

    assert written() == before


def test_what_reading_takes_for_a_ballot_is_taken(booths):
    """The measure of the test above: the way to the box is open."""
    dice = random.Random(3)

    for booth in booths:
        form = {}
        while not form or not is_ballot(booth, [(k, v) for k, vs in form.items() for v in vs]):
            form = random_form(dice, booth.method, booth.question)
        answer = booth.send([(k, v) for k, vs in form.items() for v in vs])
        assert answer.status_code == 302

    assert written() == [12, 12]
    assert db.session.scalars(select(Poll)).first() is not None
