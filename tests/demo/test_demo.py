"""The demonstration: one forum at each stage, through the program's own rules."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def flask(folder, *words):
    """Run a `flask` command as somebody would, in an installation of its own."""
    environ = {
        **{k: v for k, v in os.environ.items() if not k.startswith("FORUM_")},
        "FORUM_INSTANCE": str(folder),
    }
    environ.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A demonstration made by the README's command, without serving it."""
    folder = tmp_path_factory.mktemp("demonstration")
    told = flask(folder, "demo", "--no-serve", "--port", "8123")
    assert told.returncode == 0, told.stderr
    return folder, told.stdout


def test_links_are_printed_for_every_role(demonstration):
    _folder, told = demonstration

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
    folder, _told = demonstration

    listed = flask(folder, "forums").stdout

    for stage in ("announced", "open", "running", "minutes", "finished"):
        assert re.search(rf"\b{stage}\b", listed), listed


def test_running_it_again_seeds_nothing_twice_but_gives_new_links(demonstration):
    folder, first = demonstration
    before = flask(folder, "forums").stdout

    again = flask(folder, "demo", "--no-serve")

    assert flask(folder, "forums").stdout == before
    assert again.stdout.split("/sign-in/link/")[1] != first.split("/sign-in/link/")[1]


def test_an_installation_in_use_is_not_thrown_away(tmp_path):
    assert flask(tmp_path, "db", "upgrade").returncode == 0
    made = flask(tmp_path, "user", "create", "--email", "real@example.org", "--given-name", "ใบบัว")
    assert made.returncode == 0, made.stderr

    for words in (("demo", "--no-serve"), ("demo", "--no-serve", "--fresh")):
        refused = flask(tmp_path, *words)
        assert refused.returncode != 0
        assert "in use" in refused.stderr
