"""Recorded consultations come out of the minutes with the counts that were published."""

import csv
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from forum.consultations.service.imports import import_polis
from forum.core.actor import SYSTEM
from forum.core.transaction import transaction
from forum.documents.serial import canonical_bytes
from forum.minutes.logic.formats import FORMATS
from tests.conftest import SHARED_DATA

SMALL = Path(__file__).parent.parent / "data" / "polis" / "london.youth.policing"


def imported(story, folder):
    item = story.item()
    with transaction():
        done = import_polis(folder, story.id, actor=SYSTEM, now=story.now)
        done.consultation.item_id = item.id
    story.compose()
    return done


def rows_of(story, language):
    """The table of all statements in the JSON file: number → (agree, disagree, pass, answered)."""
    data = json.loads(canonical_bytes(story.document(language)))
    annex = next(b for b in data["blocks"] if b["key"].startswith("annex:consultation"))
    table = next(b for b in annex["blocks"] if b["kind"] == "table")
    return {
        int(row[0]): tuple(int(cell.replace(",", "")) for cell in row[2:]) for row in table["rows"]
    }


def latest_votes(folder):
    """What votes.csv says: number → voter → latest vote."""
    votes = {}
    with (folder / "votes.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            votes.setdefault(int(row["comment-id"]), {})[row["voter-id"]] = int(row["vote"])
    return votes


def shown_statements(folder):
    with (folder / "comments.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            int(r["comment-id"]) for r in csv.DictReader(file) if r["moderated"].strip() != "-1"
        }


def counted(votes):
    by_value = Counter(votes.values())
    return by_value[1], by_value[-1], by_value[0], len(votes)


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_small_recorded_consultation_keeps_its_counts_and_its_attribution(story, language):
    imported(story, SMALL)
    votes = latest_votes(SMALL)

    rows = rows_of(story, language)

    assert set(rows) == shown_statements(SMALL)
    assert {n: counted(votes.get(n, {})) for n in rows} == rows
    page = FORMATS["html"].render(story.document(language), "").decode()
    assert "CC BY 4.0" in page or "CC-BY" in page


def participants_votes(folder):
    """What participants-votes.csv says: number → counts (agree, disagree, pass, answered)."""
    counts = {}
    with (folder / "participants-votes.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column, value in row.items():
                if column.isdigit() and value not in {"", None}:
                    counts.setdefault(int(column), Counter())[int(float(value))] += 1
    return {n: (c[1], c[-1], c[0], sum(c.values())) for n, c in counts.items()}


@pytest.mark.shared_data
def test_vtaiwan_comes_out_as_it_was_published(story, record_property):
    folder = SHARED_DATA / "polis" / "vtaiwan.uberx"
    done = imported(story, folder)
    assert (done.voters, done.statements) == (1921, 197)

    began = time.monotonic()
    story.compose()
    document = story.document("th")
    composed = time.monotonic()
    pdf = FORMATS["pdf"].render(document, "")
    record_property("compose seconds", round(composed - began, 2))
    record_property("pdf seconds", round(time.monotonic() - composed, 2))

    published, rows = participants_votes(folder), rows_of(story, "th")
    assert set(rows) == shown_statements(folder)
    differing = {n: (rows[n], published.get(n)) for n in rows if rows[n] != published.get(n)}
    assert differing == {}
    assert pdf.startswith(b"%PDF")
