"""The kinds a poll comes in: states, methods, levels, rules."""

from enum import StrEnum


class PollState(StrEnum):
    DRAFTED = "drafted"
    OPEN = "open"
    CLOSED = "closed"


class Method(StrEnum):
    """How a question is put and counted."""

    CHOICE = "choice"
    CONSENT = "consent"


class SecrecyLevel(StrEnum):
    """Who can know what somebody voted; fixed at opening, shown before voting."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"


class ResultsShown(StrEnum):
    """From when on results may be seen, by anybody at all."""

    AFTER_CLOSE = "after_close"
    WHEN_SHOWN = "when_shown"


class ReasonRule(StrEnum):
    """Whether a vote carries a reason."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class BallotChannel(StrEnum):
    PHONE = "phone"
    ASSISTED = "assisted"


class Meaning(StrEnum):
    """The fixed sense of an answer; an answer without one has only its label."""

    AGREE = "agree"
    RESERVE = "reserve"
    ABSTAIN = "abstain"
    OBJECT = "object"
    BLOCK = "block"
