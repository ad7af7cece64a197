"""What a look at a ticket is, and what it finds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Looks that one sending may hold; a device sends the others after it.
MOST_AT_ONCE = 200
# A device keeps what it could not send; a clock that is further off than this is not believed.
LONGEST_OFFLINE = timedelta(days=3)


class Found(StrEnum):
    """What a look at a ticket found."""

    FIRST = "first"
    AGAIN = "again"
    NOT_SEATED = "not-seated"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Look:
    """One look: whose ticket (by the hash of its token, its code, or the sign-up's id), and when.

    `key` is made by the device and says which sendings are the same look. `at` is the device's
    clock. `is_by_name` tells that nobody saw a ticket: a helper found the name.
    """

    key: str
    at: datetime
    ticket: str = ""
    code: str = ""
    signup: str = ""
    is_by_name: bool = False


def moment_of(look: Look, now: datetime) -> datetime:
    """When the look happened, as far as its device's clock can be: not to come, not long ago."""
    return look.at if now - LONGEST_OFFLINE <= look.at <= now else now
