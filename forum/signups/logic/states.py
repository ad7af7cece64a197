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

# States in which somebody holds a seat: theirs, or offered to them.
HOLDING = frozenset({SignupState.SEATED, SignupState.OFFERED})


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


class SeatMode(StrEnum):
    """How places are given: to whoever comes first, after the organiser's yes, or by a draw."""

    DIRECT = "direct"
    APPROVAL = "approval"
    DRAW = "draw"


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    USED = "used"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Gender(StrEnum):
    """What somebody says of their gender, when asked and willing."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class CompanionKind(StrEnum):
    """Why somebody comes along with a person who takes part."""

    ASSISTANT = "assistant"
    INTERPRETER = "interpreter"
    CHILD = "child"
    OTHER = "other"


class DrawState(StrEnum):
    """From being written, over the public commitment to people and seed, to the result."""

    PREPARED = "prepared"
    COMMITTED = "committed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class SeedSource(StrEnum):
    """Where a draw's seed comes from: ours, committed to by its hash, or a public number to come."""

    HASH = "hash"
    PUBLIC = "public"


class DrawRole(StrEnum):
    """What a draw gave somebody."""

    APPLICANT = "applicant"
    CHOSEN = "chosen"
    RESERVE = "reserve"
    REPLACEMENT = "replacement"
