"""Somebody who uses no mouse signs up and votes; what has the focus can always be seen."""

import pytest
from playwright.sync_api import expect

from tests.journeys import deeds
from tests.journeys.person import Person

pytestmark = pytest.mark.journey

MOST_TABS = 60  # farther than this nobody goes
# What a focused thing shows: an outline, or a shadow drawn as one, and not outside of the window.
_FOCUS = """() => {
    const part = document.activeElement, box = part.getBoundingClientRect();
    const seen = part.matches(".form-check-input") ? part.closest("label") || part : part;
    const marks = [part, seen].map((each) => getComputedStyle(each));
    const name = (part.getAttribute("aria-label") || part.textContent || part.labels?.[0]?.textContent || "").trim();
    return {
        name: name.replace(/\\s+/g, " "),
        field: part.name ? `${part.name}=${part.value}` : "",
        marked: marks.some((style) =>
            (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none"),
        inside: box.bottom > 0 && box.top < innerHeight,
        covered: !part.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
            && !part.matches("input") && box.height > 1,
        html: part.outerHTML.slice(0, 160),
    };
}"""


class Keys:
    """A keyboard and nothing else."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page

    def tab_to(self, words: str = "", *, field: str = "") -> None:
        """Press Tab until the focus is on this; every stop on the way must show it."""
        for _stop in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            here = self.page.evaluate(_FOCUS)
            assert here["marked"], f"no focus to be seen: {here['html']}"
            assert here["inside"], f"focus outside of the window: {here['html']}"
            assert not here["covered"], f"focus hidden under something: {here['html']}"
            if (words and here["name"] == words) or (field and here["field"].startswith(field)):
                return
        raise AssertionError(f"not reached by Tab: {words or field}")

    def go(self, words: str, key: str = "Enter") -> None:
        """Tab to a link or button, press it, and look at the page it leads to."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.person.look()

    def type(self, field: str, text: str) -> None:
        """Tab to a field and type."""
        self.tab_to(field=f"{field}=")
        self.page.keyboard.type(text)


def test_sign_up_and_vote_need_no_mouse(somebody, house, staff):
    organiser = staff("en")
    forum = deeds.open_forum(organiser, {"th": "เวทีแป้นพิมพ์", "en": "A forum by keyboard"})
    person = somebody("en", phone=False, role="keyboard")
    keys = Keys(person)

    person.visit(forum)
    keys.go("Sign up for this forum")
    keys.type("given_name", "Kaew")
    keys.type("email", "kaew@example.org")
    keys.go("Next")
    keys.tab_to(field="sector=")
    for _sector in range(5):  # arrows go through the choices; Tab leaves them
        person.page.keyboard.press("ArrowDown")
    keys.go("Next")
    keys.tab_to(field="consent_organising=")
    person.page.keyboard.press("Space")
    keys.go("Next")
    keys.go("Sign up for this forum", key="Space")
    person.sees("You have a seat.")

    person.visit(house.wait_for_letter("kaew@example.org").link("/t/"))
    keys.go("Open the ticket")
    organiser.visit(f"{forum}/desk/floor")
    organiser.press("Open the live room")
    organiser.tap("Begin with the first item")
    person.visit("/join")
    keys.type("code", organiser.page.locator(".join-code").first.inner_text())
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    keys.go("Join the hall")
    organiser.unfold("Put a new question")
    organiser.write(**{"question-th": "เริ่มได้ไหม", "question-en": "Shall we begin?"})
    organiser.choose("template", "yes_or_no")
    organiser.press("Ask now")

    expect(person.page.locator("h1")).to_have_text("Shall we begin?")
    keys.tab_to("✓ Agree")
    person.page.keyboard.press("Space")

    person.sees("Tap another answer to change it, until the poll closes.")
    person.look("hall-voted")
