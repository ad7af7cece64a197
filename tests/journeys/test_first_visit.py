"""What a phone must load to see a forum for the first time."""

import pytest

from tests.journeys import deeds

pytestmark = pytest.mark.journey

MOST = 110_000  # bytes as they come over the line; the aim is 100 000
MOST_REQUESTS = 10


def test_a_first_visit_is_light(somebody, staff, house, record):
    forum = deeds.open_forum(staff("th"), {"th": "เวทีเบา", "en": "A light forum"})

    for language in ("th", "en"):
        visitor = somebody(language)
        loaded = Loaded(visitor.context.new_cdp_session(visitor.page))
        visitor.page.goto(f"{house.url}{forum}?lang={language}")
        visitor.page.wait_for_load_state("networkidle")

        record(f"first visit ({language}), bytes", loaded.weight)
        record(f"first visit ({language}), requests", len(loaded.urls))
        assert loaded.weight <= MOST, loaded
        assert len(loaded.urls) <= MOST_REQUESTS, loaded


class Loaded:
    """What came over the line, as the browser counts it: headers and compressed bodies."""

    def __init__(self, session) -> None:
        self.urls: dict[str, str] = {}
        self.bytes: dict[str, float] = {}
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @property
    def weight(self) -> int:
        return round(sum(self.bytes.values()))

    def __repr__(self) -> str:
        return "\n".join(f"{self.bytes.get(key, 0):>7} {url}" for key, url in self.urls.items())

    def _sent(self, event) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.urls[event["requestId"]] = event["request"]["url"]

    def _finished(self, event) -> None:
        self.bytes[event["requestId"]] = event["encodedDataLength"]
