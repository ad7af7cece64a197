"""What somebody plans for a programme, a forum, a part, an item: plain data for the services."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from forum.core.i18n import LocalText
from forum.core.ids import ALPHABET, LENGTH
from forum.events.logic.stages import AttributionMode
from forum.language.dates import fiscal_year


@dataclass(frozen=True)
class ProgrammePlan:
    """A programme as typed: `parent` and `organisation` are public ids, empty for none."""

    title: LocalText
    description: LocalText = field(default_factory=dict)
    parent: str = ""
    organisation: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class ForumPlan:
    """A forum as typed; all moments are aware."""

    title: LocalText
    starts_at: datetime
    ends_at: datetime
    summary: LocalText = field(default_factory=dict)
    description: LocalText = field(default_factory=dict)
    number: str = ""
    place: LocalText = field(default_factory=dict)
    online_url: str = ""
    signup_opens_at: datetime | None = None
    signup_closes_at: datetime | None = None
    attribution_mode: AttributionMode = AttributionMode.SECTOR
    authoritative_language: str = "th"
    is_rehearsal: bool = False
    has_weights: bool = False
    most_proxies: int = 0

    def moved_to(self, starts_at: datetime, ends_at: datetime) -> "ForumPlan":
        """The same plan on another day: the sign-up window keeps its distance to the start."""
        by = starts_at - self.starts_at
        return replace(
            self,
            starts_at=starts_at,
            ends_at=ends_at,
            signup_opens_at=self.signup_opens_at and self.signup_opens_at + by,
            signup_closes_at=self.signup_closes_at and self.signup_closes_at + by,
        )


@dataclass(frozen=True)
class PartPlan:
    """A timed part of a forum as typed."""

    title: LocalText
    kind: str
    starts_at: datetime
    ends_at: datetime
    room: LocalText = field(default_factory=dict)
    online_url: str = ""


@dataclass(frozen=True)
class ItemPlan:
    """An agenda item as typed; `part` and `parent` are public ids, empty for none."""

    title: LocalText
    description: LocalText = field(default_factory=dict)
    minutes: int = 0
    presenter: str = ""
    part: str = ""
    parent: str = ""


@dataclass(frozen=True)
class MaterialPlan:
    """Something to read as typed: for the whole forum, or (`item`, a public id) for an item."""

    title: LocalText
    item: str = ""
    url: str = ""


def fingerprint(values: Iterable[Any]) -> str:
    """A short mark of what a form showed, to notice that somebody saved something else since."""
    written = json.dumps([_plain(value) for value in values], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def keyed_id(kind: str, actor_id: int | None, request_key: str) -> str:
    """A public id drawn from a form's random key: the same form sent twice makes the same thing.

    As hard to guess as the key, which the server drew at random; the actor is mixed in, so that
    nobody can aim at somebody else's.
    """
    digest = hashlib.sha256(f"{kind}:{actor_id}:{request_key}".encode()).digest()
    number, letters = int.from_bytes(digest, "big"), []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def is_web_address(text: str) -> bool:
    """Whether a link leads to a web page; `javascript:` and the like do not."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    has_space = any(sign.isspace() for sign in text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not has_space


def fiscal_years(starts_on: date | None, ends_on: date | None) -> tuple[int, ...]:
    """The Thai fiscal years (BE) that a period touches: none, one, or the first and the last."""
    days = [day for day in (starts_on, ends_on) if day is not None]
    return tuple(sorted({fiscal_year(day) for day in days}))


def _plain(value: Any) -> Any:
    return value if isinstance(value, dict | int | str | None) else str(value)
