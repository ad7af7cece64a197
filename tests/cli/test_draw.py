"""`flask draw replay`: anybody with a report can draw again."""

import json
from pathlib import Path

import pytest

from forum.cli.draw import draw
from forum.signups.logic import lottery

SMALL = Path(__file__).parent.parent / "data" / "draw_small.json"


@pytest.fixture(scope="module")
def report():
    """A report of the small set, without what only our own pages need."""
    pytest.importorskip("sortition_algorithms")
    known = json.loads(SMALL.read_text(encoding="utf-8"))
    return {
        "material": known["material"],
        "commitment": lottery.commitment_of(known["material"]),
        "seed": "๑๒๓",
        "result": {
            "algorithm_used": "maximin",
            "chosen": known["chosen"],
            "reserve": known["reserve"],
            "probabilities": known["probabilities"],
            "versions": lottery.versions(),
        },
        "replacements": [],
    }


@pytest.fixture
def replay(app, tmp_path):
    def run(told):
        file = tmp_path / "report.json"
        file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return app.test_cli_runner().invoke(draw, ["replay", str(file)])

    return run


def test_a_true_report_is_drawn_again_and_is_the_same(replay, report):
    told = replay(report)

    assert told.exit_code == 0, told.output
    assert told.output.startswith("The same: " + " ".join(report["result"]["chosen"]))


def test_a_report_whose_people_were_changed_is_told_apart(replay, report):
    told = replay({**report, "commitment": "0" * 64})

    assert told.exit_code == 1
    assert "not those committed to beforehand" in told.output


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json"])
def test_another_file_is_no_report(replay, text):
    told = replay(text)

    assert told.exit_code == 2
    assert "not a report of a draw" in told.output


def test_without_the_library_it_says_how_to_add_it(replay, report, monkeypatch):
    monkeypatch.setattr("forum.signups.service.lottery.find_spec", lambda _name: None)

    told = replay(report)

    assert told.exit_code == 2
    assert "uv sync --extra draw" in told.output
