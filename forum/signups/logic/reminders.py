"""When reminders go, and what has become of them."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from forum.events.logic.stages import AHEAD, Stage
from forum.language.dates import BANGKOK, local

_IN_THE_MORNING: Final = time(9)
_BEFORE_IT_BEGINS: Final = timedelta(hours=2)
# Later than that a reminder is not sent any more: what it says would surprise.
_STILL_TRUE: Final = timedelta(hours=24)
MOST_DAYS: Final = 60


class ReminderState(StrEnum):
    """Still to come, going now, gone, or passed over."""

    PLANNED = "planned"
    DUE = "due"
    GONE = "gone"
    MISSED = "missed"
    HELD = "held"


def due_at(starts_at: datetime, days_before: int) -> datetime:
    """At nine in the morning so many days before; on the day itself two hours before it begins."""
    day = local(starts_at).date() - timedelta(days=days_before)
    at_nine = datetime.combine(day, _IN_THE_MORNING, BANGKOK)
    return min(at_nine, starts_at - _BEFORE_IT_BEGINS)


def state_of(
    starts_at: datetime, days_before: int, stage: Stage, queued_at: datetime | None, now: datetime
) -> ReminderState:
    """Where a reminder stands; held while the forum is called off, missed a day after its time."""
    if queued_at is not None:
        return ReminderState.GONE
    if stage not in AHEAD:
        return ReminderState.HELD
    due = due_at(starts_at, days_before)
    if now < due:
        return ReminderState.PLANNED
    return ReminderState.DUE if now < min(due + _STILL_TRUE, starts_at) else ReminderState.MISSED
