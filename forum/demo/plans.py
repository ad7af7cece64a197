"""What a forum of the demonstration is made of: plain data, so that the forums read as texts."""

from dataclasses import dataclass, field
from datetime import date

from forum.core.i18n import LocalText
from forum.polls.logic.settings import Settings


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
    """A question of the hall; `weights` share out the voters over the options (of words: the words).

    In a ranking they say how early an option stands, in a budget how many of a hundred approve.
    `end`: shown, still open in the hall, or online for days.
    """

    question: LocalText
    item: int
    weights: tuple[int, ...]
    method: str = "consent"
    level: str = "confidential"
    options: tuple[LocalText, ...] = ()
    prices: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    reasons: tuple[str, ...] = ()
    resolution: str = ""
    end: str = "shown"


@dataclass(frozen=True)
class QuestionText:
    """A question of the organiser's own, and how often each answer is given.

    `weights` share out the answers over the choices (of a scale its points, of yes and no these
    two); `words` are what people write. `after` is the number of an earlier question with yes and
    no, asked of those who said yes. `kept_days` is how long after the forum answers stay.
    """

    kind: str
    label: LocalText
    hint: LocalText = field(default_factory=dict)
    choices: tuple[LocalText, ...] = ()
    weights: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    is_required: bool = False
    is_sensitive: bool = False
    kept_days: int | None = None
    after: int | None = None
    answered: float = 1.0


@dataclass(frozen=True)
class PoolText:
    """A second way to take part, with seats of its own; `every`: one in so many chooses it."""

    name: LocalText
    capacity: int
    every: int


@dataclass(frozen=True)
class InvitationText:
    """Seats kept for somebody; `taken` of them are used, the rest is open or was given back."""

    recipient: str
    sector: str
    seats: int
    note: str = ""
    taken: int = 0
    is_declined: bool = False


@dataclass(frozen=True)
class DrawText:
    """A draw by sector and gender: how many people, and at least and at most how many of a value."""

    size: int
    targets: tuple[tuple[str, str, int, int], ...]


@dataclass(frozen=True)
class ForumText:
    """A whole forum; `days` from today, negative for the past; `on` is a day of its own.

    Sign-up closes `closes_days` before it. `women` is how many seats are kept for them; `hall`
    names the seats there, beside those `online`.
    """

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
    closes_days: int = 5
    hall: LocalText = field(default_factory=dict)
    online: PoolText | None = None
    women: int = 0
    questions: tuple[QuestionText, ...] = ()
    invitations: tuple[InvitationText, ...] = ()
    draw: DrawText | None = None
    evaluation: tuple[QuestionText, ...] = ()
