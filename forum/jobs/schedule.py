"""When a periodic job is due: time is cut into slots, and a slot is used at most once."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from huey import crontab as huey_crontab

Slot = Callable[[datetime], int | None]
_CRON_FIELDS = ("minute", "hour", "day", "month", "day_of_week")


def every_minutes(minutes: int) -> Slot:
    """A slot of so many minutes, counted from the epoch; always due, so a missed one is caught up.

    Raises ValueError below one minute.
    """
    if minutes < 1:
        raise ValueError("a periodic job runs at most once a minute")
    return lambda moment: _minute(moment) // minutes


def at_times(line: str, zone: str) -> Slot:
    """The minutes a crontab line of five fields names, read on the clock of `zone`.

    Raises ValueError for a line that is not a crontab's.
    """
    fields = line.split()
    if len(fields) != len(_CRON_FIELDS):
        raise ValueError(f"not a crontab line of five fields: {line!r}")
    matches = huey_crontab(**dict(zip(_CRON_FIELDS, fields, strict=True)), strict=True)
    place = ZoneInfo(zone)

    def slot(moment: datetime) -> int | None:
        return _minute(moment) if matches(moment.astimezone(place)) else None

    return slot


def from_huey(naive: datetime) -> datetime:
    """Huey's clock says UTC without saying so."""
    return naive.replace(tzinfo=UTC)


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
