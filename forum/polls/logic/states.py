"""Where a poll stands, what may be done there, and from when on its results may be seen."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from forum.polls.logic.kinds import PollState, ResultsShown


class Act(StrEnum):
    """What those who run a poll do with it."""

    EDIT = "edit"
    DELETE = "delete"
    OPEN = "open"
    CLOSE = "close"
    SHOW = "show"
    RESET = "reset"


# Closing and showing are repeatable: two facilitators may press at once, or one twice.
_LEADS_TO: Mapping[tuple[PollState, Act], PollState] = MappingProxyType(
    {
        (PollState.DRAFTED, Act.EDIT): PollState.DRAFTED,
        (PollState.DRAFTED, Act.DELETE): PollState.DRAFTED,
        (PollState.DRAFTED, Act.OPEN): PollState.OPEN,
        (PollState.OPEN, Act.CLOSE): PollState.CLOSED,
        (PollState.OPEN, Act.RESET): PollState.DRAFTED,
        (PollState.CLOSED, Act.CLOSE): PollState.CLOSED,
        (PollState.CLOSED, Act.SHOW): PollState.CLOSED,
        (PollState.CLOSED, Act.RESET): PollState.DRAFTED,
    }
)


def state_after(state: PollState, act: Act) -> PollState | None:
    """The state an act leads to; None where it is not possible."""
    return _LEADS_TO.get((state, act))


def results_visible(state: PollState, rule: ResultsShown, shown_at: datetime | None) -> bool:
    """Whether anybody may see results: never while open, and then as the poll's rule says.

    There is no earlier look for those who run the poll, so nobody can act on a result that the
    hall does not know.
    """
    if state is not PollState.CLOSED:
        return False
    return rule is ResultsShown.AFTER_CLOSE or shown_at is not None
