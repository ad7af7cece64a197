"""When the door is open, and the code that is shown at it."""

from datetime import datetime

from forum.core.ids import ALPHABET
from forum.events.logic.stages import CALLED_OFF, Stage
from forum.language.dates import local
from forum.language.normal import fold

CODE_LENGTH = 6  # 30 ** 6: 700 million, at ten tries a place and hour


def is_door_open(stage: Stage, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether it is one of the forum's days, by Thailand's calendar, and it takes place."""
    first, last = local(starts_at).date(), local(ends_at).date()
    return stage not in CALLED_OFF and first <= local(now).date() <= last


def plain_code(typed: str) -> str:
    """The code as it is compared: however it was typed."""
    return "".join(sign for sign in fold(typed) if sign in ALPHABET)
