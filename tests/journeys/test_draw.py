"""Seats are drawn in the open: announced by a hash, drawn by a job, reported to everybody."""

import json
import re

import pytest
from playwright.sync_api import expect

from forum.signups.service.lottery import is_library_here
from tests.journeys import deeds

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not is_library_here(), reason="needs the extra `draw`"),
]

LIST = "name,sector\n" + "".join(
    f"{name},{sector}\n"
    for name, sector in (
        ("ก้อง ใจดี", "villagers"),
        ("ขวัญ ใจดี", "villagers"),
        ("งามตา ใจดี", "villagers"),
        ("จันทร์ รักถิ่น", "university"),
        ("ชูใจ รักถิ่น", "university"),
    )
)


def test_seats_are_drawn_and_anybody_can_read_the_report(somebody, house, staff):
    organiser = staff("en")
    forum = deeds.open_forum(organiser, {"th": "เวทีจับสลาก", "en": "A forum with a draw"})
    organiser.visit(f"{forum}/desk/seat-rules")
    organiser.choose("mode", "draw")
    organiser.press("Save")
    organiser.looks = True

    applicant = somebody("en", role="applicant")
    deeds.sign_up(applicant, forum, "Boonmee", "villagers", "boonmee-draw@example.org")
    organiser.visit(f"{forum}/desk")
    organiser.turn_to("Sign-ups")
    organiser.turn_to("From a list")
    listed = {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    organiser.page.locator('input[name="file"]').set_input_files([listed])
    organiser.choose("basis", "paper")
    organiser.press("Look at the list")
    organiser.press(organiser.say.count("Sign up %(num)s person", "Sign up %(num)s people", 5))

    organiser.turn_to("Draw")
    organiser.follow("Prepare a draw")
    organiser.write(
        **{"size": "3", "least.sector.villagers": "2", "most.sector.villagers": "2"},
        **{"least.sector.university": "1", "most.sector.university": "1"},
    )
    organiser.choose("seed_source", "hash")
    organiser.press("Save and check")
    expect(organiser.page.get_by_text("All targets can be met together.")).to_be_visible()
    organiser.look("draw-feasible")
    organiser.press("Fix people and targets")

    visitor = somebody("th", role="visitor")
    visitor.visit(forum)
    visitor.turn_to("Draw")
    visitor.open(visitor.page.locator("main a[href*='/draws/']"))
    promised = re.findall(r"\b[0-9a-f]{64}\b", visitor.page.locator("main").inner_text())
    assert promised

    organiser.press("Draw now")
    expect(organiser.page.get_by_role("heading", name="Result")).to_be_visible()
    organiser.look("draw-made")
    visitor.page.reload()
    visitor.look("draw-made")
    report = json.loads(visitor.download("Report (JSON)"))
    assert report["commitment"] in promised
    assert len(report["result"]["chosen"]) == 3
    for key in report["result"]["chosen"]:
        visitor.sees(key)

    letters = "boonmee-draw@example.org"
    deeds.open_ticket(applicant, house.wait_for_letter(letters, 2).link("/t/"))
    own = applicant.page.locator("main code").first.inner_text()
    assert own in {each["key"] for each in report["material"]["candidates"]}
