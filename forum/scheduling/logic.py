"""Finding a date: what people say to proposed times, and which of these times suits best."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from forum.core.i18n import LocalText
from forum.language.dates import BANGKOK

MOST_SLOTS = 60  # times of one poll: more than anybody answers on a phone
MOST_REPLIES = 1000  # of one poll: whoever has its link can write, and nobody else holds them back
KEPT_FOR = timedelta(days=90)  # how long replies stay after closing


class Availability(StrEnum):
    """Whether somebody can come at a time."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


class DatePollState(StrEnum):
    """Where the search for a date stands: takes answers, takes none, or has found one."""

    OPEN = "open"
    CLOSED = "closed"
    DECIDED = "decided"


class Outcome(StrEnum):
    """What becomes of a chosen time: a new draft, a draft that stands already, only the word."""

    NEW_FORUM = "new"
    DRAFT = "draft"
    TELL_ONLY = "tell"


@dataclass(frozen=True)
class DatePollPlan:
    """The question as typed."""

    title: LocalText
    closes_at: datetime
    description: LocalText = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """A time, from and to; both aware."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Tally:
    """How many said what to one time. Who said nothing to it is in none of the three."""

    slot_id: int
    starts_at: datetime
    ends_at: datetime
    yes: int = 0
    if_need_be: int = 0
    no: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """What decides before the calendar does."""
        return self.yes, self.if_need_be, self.no


def state_of(
    closes_at: datetime, closed_at: datetime | None, now: datetime, *, is_decided: bool
) -> DatePollState:
    """Where a poll stands: closed by hand or by time, decided once a time is chosen."""
    if is_decided:
        return DatePollState.DECIDED
    is_over = closed_at is not None or now >= closes_at
    return DatePollState.CLOSED if is_over else DatePollState.OPEN


def rank(tallies: Iterable[Tally]) -> list[Tally]:
    """The times by how well they suit, the best first.

    Most say yes; of equals, the fewest say no; of those, the most could if need be; then the
    earlier one. "If need be" never outweighs a yes: it tells equals apart only.
    """
    return sorted(tallies, key=lambda t: (suitability(*t.counts), t.starts_at, t.ends_at))


def suitability(yes: int, if_need_be: int, no: int) -> tuple[int, int, int]:
    """What sorts times by how well they suit, the smallest first: the rule of `rank`."""
    return -yes, no, -if_need_be


def best(tallies: Iterable[Tally]) -> set[int]:
    """The slots that suit best, several where only the calendar tells them apart.

    None before anybody can come at all.
    """
    ranked = rank(tallies)
    if not ranked or not (ranked[0].yes or ranked[0].if_need_be):
        return set()
    return {tally.slot_id for tally in ranked if tally.counts == ranked[0].counts}


def spans_of(days: Sequence[date], hours: Sequence[tuple[time, time]]) -> list[Span]:
    """Every day at each of the hours, on Thailand's clock, in order and each once."""
    spans = {
        (datetime.combine(day, start, BANGKOK), datetime.combine(day, end, BANGKOK))
        for day in days
        for start, end in hours
    }
    return [Span(start, end) for start, end in sorted(spans)]


def link_token(secret: str, serial: str) -> str:
    """The token in the link that is sent round: made again with the installation's secret."""
    return _token(secret, "dates", serial)


def reply_token(secret: str, reply_id: str) -> str:
    """The token in the link that changes one reply; a repeated sending gets the same again."""
    return _token(secret, "date-reply", reply_id)


def _token(secret: str, kind: str, serial: str) -> str:
    """HMAC-SHA256 of what it is for, 256 bits, URL-safe."""
    digest = hmac.new(secret.encode(), f"{kind}:{serial}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
