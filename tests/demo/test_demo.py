"""The demonstration: one forum at each stage, through the program's own rules."""

import re

import pytest

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
