"""Where a forum stands in its life, and how people are named in it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """Where a forum stands in its life."""

    ANNOUNCED = "announced"
    OPEN = "open"
    RUNNING = "running"
    MINUTES = "minutes"
    FINISHED = "finished"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class AttributionMode(StrEnum):
    """How contributions are attributed, for comments, questions, statements and minutes alike."""

    NAMED = "named"
    SECTOR = "sector"
    ANONYMOUS = "anonymous"


def strictest(*modes: AttributionMode) -> AttributionMode:
    """Of several modes the one that tells least."""
    order = (AttributionMode.ANONYMOUS, AttributionMode.SECTOR, AttributionMode.NAMED)
    return min(modes, key=order.index)


class Change(StrEnum):
    """What happened to a forum that those who signed up must know of."""

    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"


# Forward along the story, and one step back from each, since buttons are pressed by mistake.
# A forum that has begun can no longer be put off: its minutes record what happened.
NEXT_STAGES: Mapping[Stage, frozenset[Stage]] = MappingProxyType(
    {
        Stage.ANNOUNCED: frozenset({Stage.OPEN, Stage.RUNNING, Stage.POSTPONED, Stage.CANCELLED}),
        Stage.OPEN: frozenset({Stage.ANNOUNCED, Stage.RUNNING, Stage.POSTPONED, Stage.CANCELLED}),
        Stage.RUNNING: frozenset({Stage.OPEN, Stage.MINUTES}),
        Stage.MINUTES: frozenset({Stage.RUNNING, Stage.FINISHED}),
        Stage.FINISHED: frozenset({Stage.MINUTES}),
        Stage.POSTPONED: frozenset({Stage.ANNOUNCED, Stage.CANCELLED}),
        Stage.CANCELLED: frozenset({Stage.ANNOUNCED}),
    }
)
CALLED_OFF = frozenset({Stage.POSTPONED, Stage.CANCELLED})
AHEAD = frozenset({Stage.ANNOUNCED, Stage.OPEN})


class Standing(StrEnum):
    """What a reader of a list wants to know of a forum: its stage and its sign-up in one word."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    ANNOUNCED = "announced"
    SIGNUP_SOON = "signup-soon"
    SIGNUP_OPEN = "signup-open"
    SIGNUP_CLOSED = "signup-closed"
    RUNNING = "running"
    MINUTES = "minutes"
    FINISHED = "finished"


def can_become(stage: Stage, wanted: Stage) -> bool:
    """Whether a forum at `stage` may be brought to the wanted one in one step."""
    return wanted in NEXT_STAGES[stage]


def is_signup_open(
    stage: Stage, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> bool:
    """Whether people can sign up now: the stage is open and the moment lies in the window.

    Without an opening moment the window is open from the start, without a closing one until the
    stage changes. The closing moment itself is outside.
    """
    if stage is not Stage.OPEN:
        return False
    return (opens_at is None or now >= opens_at) and (closes_at is None or now < closes_at)


def standing_of(
    stage: Stage, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> Standing:
    """The stage, with an open sign-up told apart from one that has not begun or is over."""
    if stage is not Stage.OPEN:
        return Standing(stage.value)
    if is_signup_open(stage, opens_at, closes_at, now):
        return Standing.SIGNUP_OPEN
    is_ahead = opens_at is not None and now < opens_at
    return Standing.SIGNUP_SOON if is_ahead else Standing.SIGNUP_CLOSED
