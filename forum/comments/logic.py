"""Pure rules of discussion: how people are named, when they may still contribute."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from forum.events.logic.stages import AttributionMode, Stage

SectorT = TypeVar("SectorT")

# Time to mend a slip of the finger; later, what others answered to must stand as it was.
EDITING_TIME = timedelta(minutes=10)
LONGEST_COMMENT = 3000  # characters, about a page

# After the forum the record is written: nothing is added to what it is made from.
CONTRIBUTING_STAGES = frozenset({Stage.ANNOUNCED, Stage.OPEN, Stage.RUNNING, Stage.POSTPONED})


class ThreadState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Readers(StrEnum):
    """Who may read (or write in) a thread."""

    EVERYONE = "everyone"
    PARTICIPANTS = "participants"
    STAFF = "staff"


@dataclass(frozen=True)
class Attribution(Generic[SectorT]):
    """How a contribution is attributed; None for what is not told."""

    name: str | None
    sector: SectorT | None


def attribution(
    mode: AttributionMode, name: str | None, sector: SectorT | None
) -> Attribution[SectorT]:
    """What is told of somebody who contributed, by the forum's attribution mode.

    Named: name and sector. Sector: the sector only. Anonymous: nothing. The one function for
    comments, topics, statements and minutes.
    """
    if mode is AttributionMode.ANONYMOUS:
        return Attribution(None, None)
    return Attribution(name if mode is AttributionMode.NAMED else None, sector)


def takes_contributions(stage: Stage) -> bool:
    """Whether people can still propose, comment, endorse and answer at this stage of a forum."""
    return stage in CONTRIBUTING_STAGES


def includes(group: Readers, *, has_place: bool, is_staff: bool) -> bool:
    """Whether somebody belongs to a thread's readers or writers; staff always read."""
    if group is Readers.EVERYONE:
        return True
    return is_staff or (group is Readers.PARTICIPANTS and has_place)


def is_still_editable(created_at: datetime, now: datetime) -> bool:
    """Whether an author may still change the words of a comment."""
    return now - created_at <= EDITING_TIME
