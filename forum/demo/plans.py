"""What a forum of the demonstration is made of: plain data, so that the forums read as texts."""

from dataclasses import dataclass
from datetime import date

from forum.core.i18n import LocalText


@dataclass(frozen=True)
class Item:
    """An agenda item with its sub-items; `part` names a part by its key."""

    title: LocalText
    minutes: int
    part: str = ""
    below: tuple["Item", ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a forum: hours after its start, and for how long."""

    key: str
    title: LocalText
    room: LocalText
    kind: str
    begins: float
    hours: float


@dataclass(frozen=True)
class TopicText:
    """A proposal, who makes it, how many stand behind it, what is said about it."""

    title: str
    problem: str
    proposal: str
    sector: str
    evidence: str = ""
    endorsed_by: int = 0
    comments: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    on_agenda: bool = False


@dataclass(frozen=True)
class StatementText:
    """A statement and the shares (of a hundred) that agree and disagree; the rest passes."""

    text: str
    agree: int
    disagree: int


@dataclass(frozen=True)
class ConsultationText:
    """A consultation and how many answer it."""

    title: LocalText
    description: LocalText
    statements: tuple[StatementText, ...]
    respondents: int
    item: int | None = None


@dataclass(frozen=True)
class PollText:
    """A question of the hall; `weights` share out the voters over the options."""

    question: LocalText
    item: int
    weights: tuple[int, ...]
    method: str = "consent"
    level: str = "confidential"
    options: tuple[LocalText, ...] = ()
    reasons: tuple[str, ...] = ()
    resolution: str = ""
    end: str = "shown"


@dataclass(frozen=True)
class ForumText:
    """A whole forum; `days` from today, negative for the past; `on` is a day of its own."""

    key: str
    stage: str
    days: int
    title: LocalText
    summary: LocalText
    description: LocalText
    place: LocalText
    seats: dict[str, int]
    signups: dict[str, int]
    items: tuple[Item, ...] = ()
    parts: tuple[Part, ...] = ()
    number: str = ""
    begins: tuple[int, int] = (9, 0)
    hours: float = 7.5
    online_url: str = ""
    topics: tuple[TopicText, ...] = ()
    consultation: ConsultationText | None = None
    polls: tuple[PollText, ...] = ()
    resolutions: tuple[tuple[int, str], ...] = ()
    present: float = 0.85
    minutes: str = "draft"
    on: date | None = None
