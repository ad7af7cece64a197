"""Take the pictures of README from the demonstration: python -m tests.journeys.pictures"""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.deeds import sign_in
from tests.journeys.house import ROOT, House, open_house
from tests.journeys.person import Person

TARGET = ROOT / ".readme"
MOST = 120_000  # bytes a picture


def main() -> None:
    """Seed and serve a demonstration, visit it, and keep what is seen."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_house(Path(folder), "demo", "--no-serve") as house,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        _take_all(browser, house)
        browser.close()


def _take_all(browser: Browser, house: House) -> None:
    stages = _forums_by_stage(house)
    links = _links(house)

    def somebody(language: str, role: str = "", *, phone: bool = True) -> Person:
        person = Person(browser, house, language, phone=phone, looks=False)
        if role:
            sign_in(person, links[role])
        return person

    _visit(somebody("th"), "/", "home-th")
    _visit(somebody("th"), stages["open"], "forum-th")
    _visit(somebody("en"), stages["open"], "forum-en")
    hall = f"{stages['running']}/hall"
    participant = somebody("th", "participant")
    _visit(participant, hall, "hall-th", _come_in)
    _visit(participant, f"{stages['running']}/polls", "ballot-th", _to_open_poll)
    results = f"{stages['minutes']}/polls"
    _visit(somebody("th", phone=False), results, "result-th", _to_result)
    _visit(somebody("en", phone=False), f"{stages['running']}/projector", "projector-en")
    _visit(
        somebody("en", "facilitator", phone=False), f"{stages['running']}/desk/floor", "console-en"
    )
    _visit(somebody("th", phone=False), f"{stages['finished']}/minutes", "minutes-th")
    _visit(
        somebody("th", "rapporteur", phone=False), f"{stages['minutes']}/desk/minutes", "desk-th"
    )


def _come_in(page: Page) -> None:
    """Through the door, where somebody stands at it."""
    door = page.locator('form[action$="/hall/join"] button')
    if door.count():
        with page.expect_navigation():
            door.click()


def _to_open_poll(page: Page) -> None:
    """To the ballot of the poll that waits on the list."""
    page.locator('main a[href*="/polls/"]').first.click()
    _begin_at(page, "main article h2")


def _to_result(page: Page) -> None:
    """To the bars of the first poll on the list."""
    page.locator('main a[href*="/polls/"]').first.click()
    _begin_at(page, "main .result")


def _begin_at(page: Page, part: str) -> None:
    """The page from here on, with a little air above."""
    page.locator(part).evaluate("part => scrollTo(0, part.getBoundingClientRect().top - 16)")


def _visit(
    person: Person, path: str, name: str, then: Callable[[Page], None] | None = None
) -> None:
    person.visit(path)
    if then:
        then(person.page)
    person.page.wait_for_timeout(500)
    _keep(person.page.screenshot(caret="initial"), TARGET / f"{name}.png")


def _keep(raw: bytes, target: Path) -> None:
    """As few colours as make the file small enough."""
    for colours in (256, 128, 64, 32):
        picture = (
            Image.open(io.BytesIO(raw)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        )
        picture.save(target, optimize=True)
        if target.stat().st_size <= MOST:
            return
    raise AssertionError(f"{target} is too large")


def _forums_by_stage(house: House) -> dict[str, str]:
    """The address of one forum at each stage."""
    rows = [line.split() for line in house.flask("forums").splitlines() if line]
    return {stage: f"/forums/{public_id}" for public_id, stage, *_title in rows}


def _links(house: House) -> dict[str, str]:
    """One sign-in link a role, as the demonstration prints them."""
    words = [line.split() for line in house.flask("demo", "--no-serve").splitlines()]
    pairs = [pair for pair in words if len(pair) == 2 and "/sign-in/link/" in pair[1]]
    return {role: "/" + link.split("/", 3)[3] for role, link in pairs}


if __name__ == "__main__":
    main()
