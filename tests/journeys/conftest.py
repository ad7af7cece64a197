"""A running installation and a browser for whole stories."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import deeds
from tests.journeys.house import House, open_house
from tests.journeys.person import Person

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


MEASURED = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter, config):
    """Say what was measured, also where everything passed."""
    lines = config.stash.get(MEASURED, [])
    if lines:
        terminalreporter.section("measured in the browser")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def record(request, record_property) -> Callable[[str, object], None]:
    """Notes something measured; the run ends with a list of it."""

    def note(what: str, value: object) -> None:
        record_property(what, value)
        request.config.stash.setdefault(MEASURED, []).append(
            f"{request.node.name}: {what}: {value}"
        )

    return note


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """An installation of its own for all journeys."""
    with open_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def somebody(chromium, house) -> Iterator[Callable[..., Person]]:
    """Makes people, each with a browser of their own; nothing may be wrong on any of their pages."""
    people: list[Person] = []

    def person(language: str, **how: object) -> Person:
        people.append(Person(chromium, house, language, **how))
        return people[-1]

    yield person
    faults = [fault for each in people for fault in each.leave()]
    assert not faults, "\n\n".join(faults)


@pytest.fixture(scope="session")
def staff_cookies() -> list[dict[str, Any]]:
    """The session of the one organiser whose pages are only used, not examined; filled at first use."""
    return []


@pytest.fixture
def staff(somebody, house, staff_cookies) -> Callable[..., Person]:
    """Makes an organiser who is signed in."""

    def organiser(language: str, **how: object) -> Person:
        person = somebody(language, phone=False, looks=False, role="staff", **how)
        if staff_cookies:
            person.context.add_cookies(staff_cookies)
            return person
        who = ("--email", "staff@example.org", "--given-name", "Pim", "--role", "organiser")
        deeds.sign_in(person, house.flask("user", "create", *who).split()[-1])
        staff_cookies.extend(c for c in person.context.cookies() if c["name"] != "language")
        return person

    return organiser
