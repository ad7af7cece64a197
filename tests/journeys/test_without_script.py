"""People whose browser runs no script sign up, come in, vote and see the result."""

import pytest
from playwright.sync_api import expect

from tests.journeys import deeds

pytestmark = pytest.mark.journey


def test_a_forum_can_be_lived_through_without_script(somebody, house, staff):
    organiser = staff("en", script=False)
    forum = deeds.open_forum(organiser, {"th": "เวทีไร้สคริปต์", "en": "A forum without script"})
    participant = somebody("th", script=False, role="plain")

    deeds.sign_up(participant, forum, "Kanya", "villagers", "kanya@example.org")
    letter = house.wait_for_letter("kanya@example.org")
    deeds.open_ticket(participant, letter.link("/t/"))
    organiser.visit(f"{forum}/desk/floor")
    organiser.press("Open the live room")
    organiser.press("Begin with the first item")
    deeds.join_by_code(participant, organiser.page.locator(".join-code").first.inner_text())
    organiser.unfold("Put a new question")
    organiser.write(**{"question-th": "พักสิบนาทีไหม", "question-en": "A break of ten minutes?"})
    organiser.choose("template", "yes_or_no")
    organiser.press("Ask now")

    participant.visit(f"{forum}/hall")
    expect(participant.page.locator("h1")).to_have_text("พักสิบนาทีไหม")
    with participant.page.expect_navigation():
        participant.page.get_by_role("button", name="เห็นด้วย", exact=True).click()
    participant.look("hall-voted")
    participant.sees(
        participant.say("Your vote is recorded. You can change it until the poll closes.")
    )
    organiser.press("Close the vote")
    organiser.press("Show the result")
    participant.visit(f"{forum}/hall")
    expect(participant.page.locator(".result-bars")).to_contain_text("เห็นด้วย")
    participant.sees(
        participant.say("Eligible %(eligible)s · voted %(voted)s", eligible=1, voted=1)
    )
