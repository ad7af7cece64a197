"""Somebody at a screen: what they do on a page, and what every page must be."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Page, expect

from tests.journeys.house import House
from tests.journeys.words import Words

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
}
# A refused form is answered with 422, a second vote with 409, an unknown code with 404; Chromium reports them.
# So it does where a test took the signal away.
REFUSED = re.compile(
    r"Failed to load resource: the server responded with a status of (422|409|404)"
    r"|Failed to load resource: net::ERR_INTERNET_DISCONNECTED|htmx:(afterRequest|sendError),"
)
PICTURES = os.environ.get("JOURNEY_PICTURES")


class Person:
    """One browser with its cookies, in one language. Each page that comes up is looked at."""

    def __init__(
        self,
        browser: Browser,
        house: House,
        language: str,
        *,
        phone: bool = True,
        script: bool = True,
        looks: bool = True,
        role: str = "visitor",
    ) -> None:
        """Open a browser of one's own. With `looks` off, pages are used without being examined."""
        self.house, self.say, self.role = house, Words(language), role
        self.size = PHONE if phone else DESK
        self.looks, self.script = looks, script
        self.context = browser.new_context(
            viewport=self.size,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=script,
            locale={"th": "th-TH", "en": "en-GB"}[language],
            timezone_id="Asia/Bangkok",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(10_000)
        self.faults: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self._note(f"script: {error}"))

    def visit(self, path: str) -> None:
        """Open an address of this installation."""
        url = path if path.startswith("http") else f"{self.house.url}{path}"
        separator = "&" if "?" in url else "?"
        if "lang=" not in url and not self._has_chosen():
            url = f"{url}{separator}lang={self.say.language}"
        self.page.goto(url)
        self.look()

    def follow(self, english: str, *, within: Locator | None = None, **facts: object) -> None:
        """Press a link by its words."""
        place = within or self.page.locator("body")
        with self._next_page():
            place.get_by_role("link", name=self.say(english, **facts), exact=True).first.click()

    def turn_to(self, english: str) -> None:
        """Go to another part of a forum by its tab, which may carry a number."""
        with self._next_page():
            self.page.locator(".tabs a", has_text=self.say(english)).first.click()

    def open(self, link: Locator) -> None:
        """Press a link that is known by more than its words."""
        with self._next_page():
            link.first.click()

    def press(self, english: str, *, within: Locator | None = None, **facts: object) -> None:
        """Press a button that leads to the next page."""
        with self._next_page():
            self._button(english, within, **facts).click()

    def tap(self, english: str, *, within: Locator | None = None, **facts: object) -> None:
        """Press a button that changes this page in place."""
        self._button(english, within, **facts).click()

    def tap_link(self, english: str, *, within: Locator | None = None) -> None:
        """Press a link that changes this page in place."""
        place = within or self.page.locator("body")
        place.get_by_role("link", name=self.say(english), exact=True).first.click()

    def write(self, **texts: str) -> None:
        """Fill in fields by their names."""
        for name, text in texts.items():
            self.page.locator(f'[name="{name}"]').fill(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several, or tick a box."""
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def pick(self, name: str, *, label: str) -> None:
        """Choose from a list that opens."""
        self.page.locator(f'select[name="{name}"]').select_option(label=label)

    def unfold(self, english: str, *, within: Locator | None = None) -> None:
        """Open what stands behind a summary."""
        place = within or self.page.locator("body")
        place.locator("summary", has_text=self.say(english)).first.click()

    def sees(self, text: str, *, within: Locator | None = None) -> None:
        """These words are there to be read."""
        place = within or self.page.locator("body")
        expect(place.get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_not(self, text: str) -> None:
        """These words are not there."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def download(self, english: str, *, within: Locator | None = None) -> bytes:
        """Press a link that hands out a file; the file."""
        place = within or self.page.locator("main")
        with self.page.expect_download() as waiting:
            place.get_by_role("link", name=self.say(english), exact=True).first.click()
        loaded: Download = waiting.value
        return Path(loaded.path()).read_bytes()

    def watch(self, selector: str, text: str) -> None:
        """Note the moment at which something on the page first says this."""
        self.page.evaluate(_WATCH, [selector, text])

    def saw_after(self, since: float) -> float:
        """Seconds from a moment (of time.time) to the one noted by `watch`; waits for it."""
        for _try in range(200):  # not wait_for_function, which needs what the page's policy forbids
            if seen_at := self.page.evaluate("window.seenAt"):
                return float(seen_at) / 1000 - since
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{self.role}: not seen within ten seconds")

    def look(self, picture: str = "") -> None:
        """Examine the page: language, title, heading, accessibility, width, console."""
        if not self.looks:
            return
        facts: dict[str, Any] = self.page.evaluate(_FACTS)
        if facts["language"] != self.say.language:
            self._note(f"lang is {facts['language']!r}")
        if not facts["title"].partition("·")[0].strip():
            self._note("no title")
        if len(facts["headings"]) != 1:
            self._note(f"h1 are {facts['headings']}")
        if barriers := self._barriers():
            self._note(barriers)
        if wide := self._too_wide():
            self._note(f"wider than a phone: {wide}")
        if PICTURES:
            self._take_pictures(Path(PICTURES), picture)

    def leave(self) -> list[str]:
        """Close the browser; what was wrong on its pages and in its console."""
        self.context.close()
        return self.faults

    @contextmanager
    def _next_page(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
        self.look()

    def _has_chosen(self) -> bool:
        return any(cookie["name"] == "language" for cookie in self.context.cookies())

    def _button(self, english: str, within: Locator | None, **facts: object) -> Locator:
        place = within or self.page.locator("body")
        words = self.say(english, **facts)
        return place.get_by_role("button", name=words, exact=True).filter(visible=True).first

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.match(message.text):
            self._note(f"console: {message.text}")

    def _note(self, fault: str) -> None:
        path = self.page.url.removeprefix(self.house.url)
        self.faults.append(f"{self.role} ({self.say.language}) at {path}: {fault}")

    def _barriers(self) -> str:
        if not self.script:
            return ""  # axe waits for timers, which stand still with scripts off
        built = (self.size["width"], self.page.evaluate(_BUILT))
        if built in _CLEAN:
            return ""
        results = Axe().run(self.page, options=RULES)
        if results.violations_count:
            return str(results.generate_report())
        _CLEAN.add(built)
        return ""

    def _too_wide(self) -> list[str]:
        if self.size != PHONE:
            self.page.set_viewport_size(PHONE)
        wide: list[str] = self.page.evaluate(_TOO_WIDE)
        if self.size != PHONE:
            self.page.set_viewport_size(self.size)
        return wide

    def _take_pictures(self, folder: Path, picture: str) -> None:
        name = picture or _name_of(self.page.url, self.house.url)
        _TAKEN[self.role, self.say.language] += 1
        number = _TAKEN[self.role, self.say.language]
        for width, size in ((360, PHONE), (1280, DESK)):
            target = folder / self.say.language / str(width)
            target.mkdir(parents=True, exist_ok=True)
            self.page.set_viewport_size(size)
            # Without "initial" the caret is hidden by styles that then stay in the page.
            self.page.screenshot(
                path=target / f"{self.role}-{number:02}-{name}.png", full_page=True, caret="initial"
            )
        self.page.set_viewport_size(self.size)


# Pages built alike are alike to axe, whatever their words: each build is examined once.
_CLEAN: set[tuple[int, str]] = set()
_BUILT = """() => {
    const seen = new Set();
    const tell = (part) => {
        const known = part.id && seen.has(part.id) ? "twice" : "";
        seen.add(part.id);
        const marks = [...part.attributes].map(({ name, value }) =>
            /^(class|type|role|lang|hidden|disabled|open|tabindex|aria-(?!label$|labelledby$|describedby$).*)$/.test(name)
                ? `${name}=${value}` : value ? name : `${name}!`);
        const words = [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        return [part.localName, known, words ? "words" : "", ...marks].join(" ");
    };
    return [...document.querySelectorAll("*")].map(tell).join("|");
}"""
_TAKEN: Counter[tuple[str, str]] = Counter()
_FACTS = """() => ({
    language: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
})"""
_WATCH = """([selector, text]) => {
    window.seenAt = 0;
    const look = () => {
        const found = [...document.querySelectorAll(selector)];
        if (!window.seenAt && found.some((part) => part.textContent.includes(text))) window.seenAt = Date.now();
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
_TOO_WIDE = """() => {
    const most = 360, page = document.documentElement;
    if (page.scrollWidth <= most) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((part) =>
        part.getBoundingClientRect().right > most + 1 && part.getClientRects().length);
    return [`${page.scrollWidth} px`, ...wide.slice(-4).map((part) => part.outerHTML.slice(0, 160))];
}"""


def _name_of(url: str, home: str) -> str:
    path = url.removeprefix(home).partition("?")[0].partition("#")[0].strip("/")
    words = [word for word in path.split("/") if word and len(word) < 15]
    return "-".join(words) or "home"
