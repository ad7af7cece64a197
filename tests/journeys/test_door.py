"""A helper at the door goes on without signal; what was seen is sent later, and counts once."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import deeds

pytestmark = pytest.mark.journey

PEOPLE = ("Anan", "Bua", "Chai")
NO_SIGNAL = re.compile("ERR_(INTERNET_DISCONNECTED|FAILED)")


def test_the_door_goes_on_without_signal_and_counts_nobody_twice(somebody, house, staff):
    organiser = staff("th")
    forum = deeds.open_forum(organiser, {"th": "เวทีที่ประตู", "en": "A forum with a door"})
    deeds.ask_for_help(organiser, forum, "Fai", "door@example.org", "coordinator")
    codes = [_sign_up(somebody, house, forum, name) for name in PEOPLE]
    helper = somebody("th", role="helper")
    letter = house.wait_for_letter("door@example.org")
    deeds.sign_in(helper, letter.link("/sign-in/link/"))

    helper.visit(f"{forum}/desk/check-in")
    helper.follow("Scan tickets")
    page = helper.page
    _type(page, codes[0])
    _says(page, "first", "Anan")
    expect(page.locator("[data-waiting]")).to_be_empty()
    helper.look("door-first")

    helper.context.set_offline(True)
    expect(page.locator("[data-signal]")).to_have_text(
        helper.say("No signal: go on, everything is kept and sent later")
    )
    _type(page, codes[1])
    _says(page, "first", "Bua")
    page.locator("[data-typed]").fill("chai")
    page.locator("[data-found] button").first.click()
    _says(page, "first", "Chai")
    _type(page, codes[1])
    _says(page, "again", "Bua")
    expect(page.locator("[data-waiting]")).to_contain_text("3")
    helper.look("door-offline")

    sent = _lose_the_first_answer(page)
    with page.expect_event("requestfailed"):
        helper.context.set_offline(False)
    page.wait_for_timeout(200)  # the page notes it before it tries again
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-signal]")).to_have_text(helper.say("Connected"))
    expect(page.locator("[data-waiting]")).to_be_empty()
    there = helper.say("%(present)s of %(total)s are here", present=3, total=3)
    expect(page.locator("strong[data-present]")).to_have_text(there)

    helper.open(page.locator("header a"))
    helper.sees(there)
    shown_again = page.locator("section", has_text=helper.say("Seen more than once"))
    expect(shown_again.locator("tbody tr")).to_have_count(1)
    expect(shown_again.locator("tbody tr")).to_contain_text("Bua")
    expect(shown_again.locator("td.num")).to_have_text("1")
    assert len(sent) > 1  # the first sending arrived, too, though its answer did not
    helper.faults = [each for each in helper.faults if not NO_SIGNAL.search(each)]


def _sign_up(somebody, house, forum: str, name: str) -> str:
    """Sign somebody up; the code on their ticket."""
    visitor = somebody("th", role=name, looks=False)
    deeds.sign_up(visitor, forum, name, "villagers", f"{name.lower()}@example.org")
    letter = house.wait_for_letter(f"{name.lower()}@example.org")
    found = re.search(r"\b[a-z0-9]{4} [a-z0-9]{4}\b", letter.text)
    assert found, letter.text
    return found[0]


def _lose_the_first_answer(page) -> list[str]:
    """What is sent arrives, but the first answer is lost on the way; what was sent."""
    sent: list[str] = []

    def carry(route) -> None:
        sent.append(route.request.post_data)
        if len(sent) > 1:
            route.continue_()
        else:
            assert route.fetch().ok
            route.abort()

    page.route("**/check-in/scans", carry)
    return sent


def _type(page, code: str) -> None:
    page.locator("[data-typed]").fill(code)
    page.locator("[data-typed]").press("Enter")


def _says(page, state: str, name: str) -> None:
    expect(page.locator("[data-answer]")).to_have_attribute("data-state", state)
    expect(page.locator("[data-name]")).to_contain_text(name)
