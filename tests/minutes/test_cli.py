import json

import pytest

from forum.documents.serial import from_json
from forum.minutes.queries import find_minutes


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=list(arguments))


def test_forums_are_listed_with_id_stage_and_title(run, make):
    first = make.forum(title={"th": "เวทีหนึ่ง", "en": "Forum one"})
    second = make.forum(title={"th": "เวทีสอง", "en": "Forum two"}, published_at=None)

    thai, english = run("forums"), run("forums", "--language", "en")

    assert thai.exit_code == 0
    assert f"{first.public_id}  open  เวทีหนึ่ง" in thai.output.splitlines()
    assert f"{second.public_id}  open  Forum two (draft)" in english.output.splitlines()


def test_without_forums_it_says_so(run):
    assert "There are no forums yet." in run("forums").output


@pytest.mark.parametrize(
    ("name", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("html", b"<!doctype")]
)
def test_minutes_are_written_in_every_format_and_composed_when_there_are_none(
    run, story, tmp_path, name, begins
):
    target = tmp_path / f"minutes.{name}"

    answer = run("minutes", "export", story.id, "--format", name, "-o", str(target))

    assert answer.exit_code == 0, answer.output
    assert target.read_bytes().startswith(begins)
    assert find_minutes(story.forum.id) is not None


def test_the_beginning_of_an_id_is_enough_and_the_language_is_asked_for(run, story, tmp_path):
    target = tmp_path / "minutes.json"

    answer = run(
        "minutes", "export", story.id[:8], "--format", "json", "-o", str(target), "--language", "en"
    )

    assert answer.exit_code == 0, answer.output
    assert from_json(json.loads(target.read_bytes())).language == "en"


def test_the_certified_version_is_written_and_the_draft_when_asked_for(run, held, tmp_path):
    version = held.certify()
    held.forum.title = {"th": "ชื่อใหม่"}
    held.make.save(held.forum)
    target = tmp_path / "minutes.json"

    run("minutes", "export", held.id, "--format", "json", "-o", str(target))

    assert json.loads(target.read_bytes())["title"] == version.trees["th"]["title"]
    assert (
        run(
            "minutes", "export", held.id, "--format", "html", "-o", str(target), "--draft"
        ).exit_code
        == 0
    )


@pytest.mark.parametrize("forum", ["nothing", "%", ""])
def test_an_unknown_or_unclear_forum_is_told_in_a_sentence(run, make, tmp_path, forum):
    make.forum()
    make.forum()

    answer = run("minutes", "export", forum, "--format", "json", "-o", str(tmp_path / "x"))

    assert answer.exit_code == 1
    assert "public id" in answer.output
    assert not (tmp_path / "x").exists()


def test_a_rehearsal_and_a_folder_that_is_not_there_are_told_in_a_sentence(run, tell, tmp_path):
    rehearsal, real = tell(is_rehearsal=True), tell()

    refused = run("minutes", "export", rehearsal.id, "--format", "json", "-o", str(tmp_path / "x"))
    nowhere = run(
        "minutes", "export", real.id, "--format", "json", "-o", str(tmp_path / "no" / "x")
    )

    assert refused.exit_code == nowhere.exit_code == 1
    assert "rehearsal" in refused.output
    assert "cannot be written" in nowhere.output
