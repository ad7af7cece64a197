"""What happened at a forum, as plain data: all that minutes are composed from.

Attribution and the protection of small groups are already applied where these come from: what must
not be told is not in here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forum.consultations.logic.counting import Finding, Tally
from forum.core.i18n import LocalText
from forum.events.logic.stages import AttributionMode
from forum.polls.logic.comparing import Comparison
from forum.polls.logic.kinds import Method, SecrecyLevel
from forum.polls.logic.passing import Verdict
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.shapes import Consensus, Result
from forum.questionnaires.logic.kinds import Purpose, Round
from forum.questionnaires.logic.results import Change, Summary


@dataclass(frozen=True)
class Voice:
    """Who said something, as far as it is told."""

    name: str | None = None
    sector: LocalText | None = None


@dataclass(frozen=True)
class SectorCount:
    """One sector's people: with a seat, and present by how it was noticed."""

    code: str
    name: LocalText
    seated: int
    present: Mapping[str, int]

    @property
    def total_present(self) -> int:
        """How many were present."""
        return sum(self.present.values())


@dataclass(frozen=True)
class Attendance:
    """Who came; `named` holds those who agreed to be named, by sector code."""

    signed_up: int = 0
    sectors: tuple[SectorCount, ...] = ()
    named: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

    @property
    def seated(self) -> int:
        """How many had a seat."""
        return sum(sector.seated for sector in self.sectors)

    @property
    def present(self) -> int:
        """How many were present."""
        return sum(sector.total_present for sector in self.sectors)


@dataclass(frozen=True)
class Said:
    """A comment."""

    public_id: str
    body: str
    language: str
    voice: Voice
    sector_code: str = ""


@dataclass(frozen=True)
class Topic:
    """A proposal for the agenda; `item` is the public id of the item it became."""

    public_id: str
    number: int
    title: str
    problem: str
    evidence: str
    proposal: str
    language: str
    voice: Voice
    endorsements: int
    answer: str
    item: str | None
    comments: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A statement and how it was answered."""

    public_id: str
    number: int
    text: str
    language: str
    tally: Tally


@dataclass(frozen=True)
class Consultation:
    """Statements put to the participants, with the three lists of findings."""

    public_id: str
    title: LocalText
    item: str | None
    respondents: int
    statements: tuple[Statement, ...]
    hidden: int
    findings: Mapping[Finding, tuple[Statement, ...]]
    source_note: str = ""


@dataclass(frozen=True)
class PollOption:
    """An answer, how often it was given, and its share in thousandths."""

    label: LocalText
    meaning: str
    count: int
    permille: int


@dataclass(frozen=True)
class Reason:
    """What a voter gave as reason."""

    text: str
    answer: LocalText
    meaning: str
    voice: Voice = Voice()


@dataclass(frozen=True)
class SectorVotes:
    """One sector's votes in the order of the options."""

    name: LocalText
    eligible: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class SectorTable:
    """The one breakdown of a poll; what had to be hidden is in the remainder only.

    `apart`: votes counted by hand or on paper, which belong to no sector, are in it, too.
    `with_majority` counts the sectors in which most chose the leading answer, where that can be told;
    `missing` names those with too few of the voters.
    """

    lines: tuple[SectorVotes, ...]
    hidden: int
    remainder: tuple[int, ...]
    apart: bool = False
    with_majority: int | None = None
    missing: tuple[LocalText, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """What the people of the forum answered, small numbers already taken out."""

    public_id: str
    purpose: Purpose
    sheets: Mapping[Round, int]
    summaries: Mapping[Round, tuple[Summary, ...]]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class HeldPoll:
    """A closed poll whose results were never shown: that it was held, and how many took part."""

    public_id: str
    item: str | None
    question: LocalText
    explanation: LocalText
    method: Method
    level: SecrecyLevel
    eligible: int
    cast: int


@dataclass(frozen=True)
class Counted:
    """What a method found, with the answers' words and prices and the rules it was judged by.

    `channels` are ballots by channel: never choices. `has_weights`: the counts are of weights.
    `comparison` is with the first asking, where the question was asked again.
    """

    result: Result
    labels: Mapping[str, LocalText]
    prices: Mapping[str, int]
    settings: Settings
    verdict: Verdict
    short_sectors: tuple[LocalText, ...] = ()
    channels: tuple[tuple[str, int], ...] = ()
    has_weights: bool = False
    comparison: Comparison | None = None


@dataclass(frozen=True)
class Poll(HeldPoll):
    """A closed poll whose results may be seen."""

    options: tuple[PollOption, ...]
    leading: tuple[LocalText, ...]
    consensus: Consensus | None
    sectors: SectorTable | None
    reasons: tuple[Reason, ...] = ()
    withheld: int = 0  # reasons that nobody let through
    counted: Counted | None = None


@dataclass(frozen=True)
class Resolved:
    """A resolution as it was recorded in the hall."""

    public_id: str
    item: str | None
    poll: str | None
    text: str
    language: str


@dataclass(frozen=True)
class Span:
    """When an item was dealt with."""

    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Item:
    """An agenda item: as planned, and when it was dealt with."""

    public_id: str
    number: str
    depth: int
    title: LocalText
    description: LocalText
    presenter: str
    runs: tuple[Span, ...] = ()


@dataclass(frozen=True)
class ForumFacts:
    """Everything of one forum."""

    public_id: str
    number: str
    title: LocalText
    summary: LocalText
    description: LocalText
    programme: LocalText
    organiser: LocalText
    place: LocalText
    is_online: bool
    starts_at: datetime
    ends_at: datetime
    attribution: AttributionMode
    authoritative_language: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    attendance: Attendance = Attendance()
    items: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    questionnaires: tuple[Questionnaire, ...] = ()
    polls: tuple[HeldPoll, ...] = ()
    resolutions: tuple[Resolved, ...] = ()

    @property
    def shown_polls(self) -> tuple[Poll, ...]:
        """The polls whose results may be told."""
        return tuple(poll for poll in self.polls if isinstance(poll, Poll))
