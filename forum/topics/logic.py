"""Pure rules of topics: their states, what may be done in them, how they are listed."""

from dataclasses import dataclass
from enum import StrEnum


class TopicState(StrEnum):
    PROPOSED = "proposed"
    ON_AGENDA = "on_agenda"
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What an organiser's answer decides; an answer to a topic on the agenda leaves it there."""

    ANSWERED = "answered"
    DECLINED = "declined"


class Order(StrEnum):
    """How topics are listed."""

    ENDORSED = "endorsed"
    NEWEST = "newest"
    NUMBER = "number"


SUPPORTABLE = frozenset({TopicState.PROPOSED, TopicState.ANSWERED, TopicState.ON_AGENDA})


@dataclass(frozen=True)
class TopicText:
    """What a topic says: what is wrong, how we know, what to do."""

    title: str
    problem: str
    proposal: str
    evidence: str = ""


@dataclass(frozen=True)
class Filter:
    """Which topics to list: words in their text, a state, the sector (code) of who proposed them."""

    search: str = ""
    state: TopicState | None = None
    sector: str | None = None
    order: Order = Order.ENDORSED

    @property
    def is_narrow(self) -> bool:
        """Whether some topics may be left out."""
        return bool(self.search or self.state or self.sector)


def is_supportable(state: TopicState) -> bool:
    """Whether people can stand behind a topic in this state, or step back."""
    return state in SUPPORTABLE


def is_editable(state: TopicState, endorsements: int) -> bool:
    """Whether its text may still change: as long as nobody stands behind it or answered it."""
    return state is TopicState.PROPOSED and endorsements == 0


def is_withdrawable(state: TopicState) -> bool:
    """Whether its proposer may take it back: until the organisers have taken it up."""
    return state is TopicState.PROPOSED


def state_after(state: TopicState, decision: Decision) -> TopicState:
    """The state after an organiser's answer."""
    if state is TopicState.ON_AGENDA:
        return state
    return TopicState(decision)
