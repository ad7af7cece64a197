"""What a sign-up is: its states, how it reached us, how presence was noticed."""

from enum import StrEnum


class SignupState(StrEnum):
    APPLIED = "applied"
    OFFERED = "offered"
    SEATED = "seated"
    WAITING = "waiting"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


# States in which somebody has a place: a seat, a turn in the line, or an answer to come.
ACTIVE = frozenset(
    {
        SignupState.APPLIED,
        SignupState.OFFERED,
        SignupState.SEATED,
        SignupState.WAITING,
    }
)


class SignupChannel(StrEnum):
    """How the sign-up reached us."""

    SELF = "self"
    ASSISTED = "assisted"
    HALL = "hall"
    IMPORT = "import"


class CheckInChannel(StrEnum):
    """How somebody's presence was noticed."""

    TICKET = "ticket"
    SELF = "self"
    HELPER = "helper"
    LIVE = "live"
