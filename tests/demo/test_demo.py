"""The demonstration: one forum at each stage, through the program's own rules."""

import re
import sqlite3

import pytest

from forum.demo.citizens import FORUM as CITIZENS
from tests.cli.conftest import Installation


@pytest.fixture(autouse=True)
def empty_database():
    """No house-wide application here: the demonstration is an installation of its own."""


@pytest.fixture(scope="module")
def demonstration(memory):
    """A demonstration made by the README's command, without serving it, and what it told."""
    made = Installation(memory / "demonstration")
    told = made.flask("demo", "--no-serve", "--port", "8123")
    assert told.returncode == 0, told.stderr
    return made, told.stdout


def test_links_are_printed_for_every_role(demonstration):
    _made, told = demonstration

    links = re.findall(r"(\w+)\s+http://127\.0\.0\.1:8123/sign-in/link/\S{20,}", told)

    assert links == [
        "administrator",
        "organiser",
        "facilitator",
        "rapporteur",
        "coordinator",
        "participant",
    ]


def test_there_is_a_forum_at_each_stage(demonstration):
    made, _told = demonstration

    listed = made.run("forums").stdout

    for stage in ("announced", "open", "running", "minutes", "finished"):
        assert re.search(rf"\b{stage}\b", listed), listed


def test_running_it_again_seeds_nothing_twice_but_gives_new_links(demonstration):
    made, first = demonstration
    before = made.run("forums").stdout

    again = made.run("demo", "--no-serve")

    assert made.run("forums").stdout == before
    assert again.stdout.split("/sign-in/link/")[1] != first.split("/sign-in/link/")[1]


def test_an_installation_in_use_is_not_thrown_away(tmp_path):
    made = Installation(tmp_path)
    for words in (
        ("db", "upgrade"),
        ("user", "create", "--email", "real@example.org", "--given-name", "ใบบัว"),
    ):
        done = made.run(*words)
        assert done.returncode == 0, done.stderr

    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--fresh")):
        refused = made.run(*words)
        assert refused.returncode != 0
        assert "in use" in refused.stderr


def test_fair_seats_can_be_seen_in_it(demonstration):
    made, _told = demonstration

    with sqlite3.connect(made.folder / "forum.sqlite3") as database:

        def count(query):
            return database.execute(query).fetchone()[0]

        pools = count("select max(n) from (select count(*) n from seat_pools group by forum_id)")
        drawn = count("select count(*) from draw_candidates where role = 'chosen'")
        invited = count("select count(*) from invitations")
        used = count("select count(*) from signups where invitation_id is not null")
        asked = count("select count(*) from questions")
        sheets = dict(
            database.execute(
                "select purpose, count(*) from answer_sheets s join questionnaires q"
                " on q.id = s.questionnaire_id group by purpose"
            )
        )
        replies = count("select count(*) from date_replies")
        letters = count("select count(*) from outbox where state = 'waiting'")

    assert pools == 2
    assert drawn == 24
    assert invited == 3
    assert used == 1
    assert asked == 9
    assert sheets["signup"] > 80
    assert sheets["evaluation"] > 40
    assert replies == 7
    assert letters == 0


def test_votes_of_several_methods_can_be_seen_in_it(demonstration):
    made, _told = demonstration

    with sqlite3.connect(made.folder / "forum.sqlite3") as database:
        methods = database.execute(
            "SELECT DISTINCT method FROM polls WHERE shown_at IS NOT NULL ORDER BY method"
        ).fetchall()

    assert [method for (method,) in methods] == ["budget", "choice", "consent", "ranking", "words"]


def test_its_minutes_tell_also_what_is_counted_in_the_background(demonstration):
    made, _told = demonstration
    forum = next(
        line.split()[0] for line in made.run("forums").stdout.splitlines() if " minutes " in line
    )
    file = made.folder / "minutes.json"

    done = made.run("minutes", "export", forum, "--format", "json", "-o", str(file))

    assert done.returncode == 0, done.stderr
    assert "วิธีแบ่งส่วนเท่ากัน ได้รับจัดสรร" in file.read_text(encoding="utf-8")


def test_without_the_library_for_draws_the_draw_stays_prepared(tmp_path, monkeypatch):
    monkeypatch.setattr("forum.demo.seats.is_library_here", lambda: False)
    monkeypatch.setattr("forum.demo.seed.FORUMS", (CITIZENS,))
    made = Installation(tmp_path)

    told = made.run("demo", "--no-serve")

    assert told.returncode == 0, told.stderr
    with sqlite3.connect(made.folder / "forum.sqlite3") as database:
        states = database.execute("select state from draws").fetchall()
    assert states == [("prepared",)]
