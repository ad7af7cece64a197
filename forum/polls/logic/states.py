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
    """Whether anybody may see what came out: only once closed, and then as the poll's rule says.

    There is no earlier look for those who run the poll, so nobody can act on a result that the
    hall does not know.
    """
    if state is not PollState.CLOSED:
        return False
    return rule is not ResultsShown.WHEN_SHOWN or shown_at is not None


# Rules by which a count is seen while it runs.
RUNNING = frozenset({ResultsShown.LIVE, ResultsShown.AFTER_OWN})


def running_count_visible(state: PollState, rule: ResultsShown, *, has_voted: bool) -> bool:
    """Whether somebody may see the count while it runs: where the poll says so, for all or voters."""
    if state is not PollState.OPEN:
        return False
    return rule is ResultsShown.LIVE or (rule is ResultsShown.AFTER_OWN and has_voted)
