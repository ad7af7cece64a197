"""S1: what somebody finds who reads a copy of the database, its log and a backup of a confidential poll.

The figures are what the page on votes tells people (`polls/secrecy.html`): a closed poll's tables
lead from nobody to a ballot; the log, a copy made during the poll, and the poll's secret lead from
everybody to theirs. Run with `-s` to read them. Of so many voters one is hit by chance.
"""

import os
import random
import shutil
import sqlite3
import struct
from pathlib import Path

import pytest
from sqlalchemy import text

from forum.core.db import db
from forum.polls.logic.keys import ballot_key
from forum.polls.logic.kinds import Method, SecrecyLevel
from tests.polls.conftest import Hall

PEOPLE = 300 if "FORUM_TEST_ROUNDS" in os.environ else 40
BY_CHANCE = 5  # more hits than these are no chance: one in a thousand polls has them


class Affair:
    """A confidential poll in which each votes alone; who voted what is known to the test only."""

    def __init__(self, make, now):
        self.hall = Hall(make, now, people=PEOPLE)
        draft = self.hall.draft(
            level=SecrecyLevel.CONFIDENTIAL,
            method=Method.TEXT,
            answers=(),
        )
        self.poll = self.hall.start(draft)
        self.poll_id, self.secret = self.poll.id, self.poll.secret
        self.voters = {signup.id: signup.public_id for signup in self.hall.signups}
        self.said = {}

    def everybody_votes(self):
        places = list(range(PEOPLE))
        random.Random(4).shuffle(places)
        for place in places:
            words = f"what {random.Random(place).random()} says"
            self.said[self.hall.signups[place].id] = words
            self.hall.send(self.poll, place, {"text": [words]}, key=f"a-key-of-one-{place}")
        db.session.rollback()

    def hits(self, pairs):
        """How many of the pairs (sign-up, text) are right."""
        return sum(self.said.get(signup) == words for signup, words in pairs)


def rows(path, poll_id):
    """Who is down as having voted, and the ballots' key and text, in the order of the tables."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as copy:
        turnout = copy.execute("SELECT signup_id FROM turnout WHERE poll_id = ?", [poll_id])
        voted = [row[0] for row in turnout]
        ballots = copy.execute(
            "SELECT key, json_extract(choice, '$.text') FROM ballots WHERE poll_id = ?", [poll_id]
        ).fetchall()
    copy.close()
    return voted, ballots


def as_they_lie(path, needles):
    """Texts in the order in which they lie in the file, free pages and all."""
    content = Path(path).read_bytes()
    places = {needle: content.find(needle.encode()) for needle in needles}
    return sorted((n for n in needles if places[n] >= 0), key=places.__getitem__)


def commits_of(log):
    """The ends of the transactions in a write-ahead log (SQLite's format, section 4)."""
    content = Path(log).read_bytes()
    page = struct.unpack(">I", content[8:12])[0]
    frame = 24 + page
    return [
        start + frame
        for start in range(32, len(content) - frame + 1, frame)
        if struct.unpack(">I", content[start + 4 : start + 8])[0]
        and content[start + 8 : start + 16] == content[16:24]
    ]


def replayed(before, log, folder, poll_id):
    """By each transaction of the log: who was new in the turnout, and which ballot was new."""
    content, pairs, seen = Path(log).read_bytes(), [], (set(), set())
    for number, end in enumerate(commits_of(log)):
        copy = folder / f"replay-{number}.sqlite3"
        shutil.copy(before, copy)
        copy.with_name(copy.name + "-wal").write_bytes(content[:end])
        voted, ballots = rows(copy, poll_id)
        now = set(voted), {words for _, words in ballots}
        if len(now[0] - seen[0]) == 1 and len(now[1] - seen[1]) == 1:
            pairs.append(((now[0] - seen[0]).pop(), (now[1] - seen[1]).pop()))
        seen = now
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)
    return pairs


def with_secret(secret, voters, ballots):
    """Whoever has the secret finds everybody's ballot under its key."""
    said = dict(ballots)
    return [(id_, said.get(ballot_key(secret, public_id))) for id_, public_id in voters.items()]


def emptied_log(path):
    """Let the database take its log in, as it does by itself now and then."""
    db.session.rollback()
    db.engine.dispose()
    with sqlite3.connect(path) as own:
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    own.close()


@pytest.fixture
def affair(make, now):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("reads SQLite's files; PostgreSQL's columns have a test of their own")
    return Affair(make, now)


def test_a_copy_after_closing_leads_from_nobody_to_a_ballot(affair, tmp_path):
    path = Path(db.engine.url.database)
    affair.everybody_votes()
    open_keys = [ballot_key(affair.secret, voter) for voter in affair.voters.values()]
    affair.hall.close(affair.poll)
    emptied_log(path)
    copy = shutil.copy(path, tmp_path / "copy.sqlite3")

    voted, ballots = rows(copy, affair.poll_id)
    texts = [words for _, words in ballots]
    orders = {
        "tables": zip(voted, texts, strict=True),
        "tables backwards": zip(voted, reversed(texts), strict=True),
        "by sign-up, as they lie": zip(sorted(voted), as_they_lie(copy, texts), strict=True),
        "by text": zip(sorted(voted), sorted(texts), strict=True),
    }
    hits = {name: affair.hits(pairs) for name, pairs in orders.items()}
    print(f"\nafter closing, of {PEOPLE}: {hits}")  # noqa: T201 - for whoever asks with -s

    content = Path(copy).read_bytes()
    assert len(ballots) == PEOPLE
    assert max(hits.values()) <= BY_CHANCE
    # Neither the secret nor a key made with it is left, in free pages either.
    assert affair.secret not in content
    assert [key for key in open_keys if key.encode() in content] == []


def test_a_copy_made_while_the_poll_is_open_leads_from_everybody_to_their_ballot(affair, tmp_path):
    affair.everybody_votes()
    path = Path(db.engine.url.database)
    emptied_log(path)
    copy = shutil.copy(path, tmp_path / "backup.sqlite3")

    _, ballots = rows(copy, affair.poll_id)
    with sqlite3.connect(copy) as backup:
        (secret,) = backup.execute("SELECT secret FROM polls").fetchone()
    backup.close()
    hits = affair.hits(with_secret(secret, affair.voters, ballots))
    print(f"\nwith a backup made during the poll, of {PEOPLE}: {hits}")  # noqa: T201 - for whoever asks with -s

    assert hits == PEOPLE


def test_the_log_leads_from_everybody_to_their_ballot_even_without_the_secret(affair, tmp_path):
    path = Path(db.engine.url.database)
    emptied_log(path)
    before = shutil.copy(path, tmp_path / "before.sqlite3")
    # Whoever reads along keeps the log from being begun anew.
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM polls").fetchone()
    affair.everybody_votes()
    log = shutil.copy(f"{path}-wal", tmp_path / "log")
    reader.close()

    hits = affair.hits(replayed(before, log, tmp_path, affair.poll_id))
    print(f"\nwith the log of the poll, of {PEOPLE}: {hits}")  # noqa: T201 - for whoever asks with -s

    assert hits > PEOPLE * 0.9


def test_the_log_holds_nothing_once_the_database_has_taken_it_in(affair):
    path = Path(db.engine.url.database)
    affair.everybody_votes()
    affair.hall.close(affair.poll)

    emptied_log(path)

    log = Path(f"{path}-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_on_postgresql_hidden_columns_of_a_closed_poll_tell_nothing(make, now):
    """`xmin` and `ctid`: which transaction wrote a row, and where it lies."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("reads PostgreSQL's hidden columns")
    affair = Affair(make, now)
    affair.everybody_votes()
    by_writing = joined(affair)
    affair.hall.close(affair.poll)

    hits = {"xmin while open": affair.hits(by_writing), "xmin": affair.hits(joined(affair))}
    for column in ("ctid", "key"):
        ballots = read(
            f"SELECT choice->>'text' FROM ballots WHERE poll_id = :poll ORDER BY {column}", affair
        )
        voted = read(
            "SELECT signup_id FROM turnout WHERE poll_id = :poll ORDER BY xmin::text::bigint",
            affair,
        )
        hits[column] = affair.hits((v[0], b[0]) for v, b in zip(voted, ballots, strict=True))
    print(f"\nPostgreSQL, of {PEOPLE}: {hits}")  # noqa: T201 - for whoever asks with -s

    assert hits.pop("xmin while open") == PEOPLE
    assert max(hits.values()) <= BY_CHANCE


def joined(affair):
    return read(
        "SELECT t.signup_id, b.choice->>'text' FROM turnout t JOIN ballots b ON b.xmin = t.xmin"
        " WHERE t.poll_id = :poll AND b.poll_id = :poll",
        affair,
    )


def read(query, affair):
    found = db.session.execute(text(query), {"poll": affair.poll_id}).all()
    db.session.rollback()
    return found


def test_the_page_on_votes_says_what_was_found(client):
    page = client.get("/about-votes?lang=en").text

    for words in (
        "database",
        "its log or a backup while the poll is open",
        "leads from nobody",
        "only one person voted",
    ):
        assert words in page
