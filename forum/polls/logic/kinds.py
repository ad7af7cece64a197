"""The kinds a poll comes in: states, methods, levels, rules."""

from enum import StrEnum


class PollState(StrEnum):
    DRAFTED = "drafted"
    OPEN = "open"
    CLOSED = "closed"


class Method(StrEnum):
    """How a question is put and counted."""

    CHOICE = "choice"
    APPROVAL = "approval"
    CONSENT = "consent"
    SCORE = "score"
    DOTS = "dots"
    RANKING = "ranking"
    STV = "stv"
    BUDGET = "budget"
    SCALE = "scale"
    WORDS = "words"
    TEXT = "text"
    TIME = "time"


class RankingRule(StrEnum):
    """Which count of the same rankings decides; all of them are shown."""

    IRV = "irv"
    SCHULZE = "schulze"
    BORDA = "borda"


class BudgetBallot(StrEnum):
    """What a voter gives to priced options."""

    APPROVALS = "approvals"
    POINTS = "points"


class BudgetRule(StrEnum):
    """Which of the two selections decides; both are shown."""

    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"


class SecrecyLevel(StrEnum):
    """Who can know what somebody voted; fixed at opening, shown before voting."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"


class ResultsShown(StrEnum):
    """From when on results may be seen."""

    LIVE = "live"
    AFTER_OWN = "after_own"
    AFTER_CLOSE = "after_close"
    WHEN_SHOWN = "when_shown"


class ReasonRule(StrEnum):
    """Whether a vote carries a reason."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ElectorateRule(StrEnum):
    """Who may vote; frozen at opening."""

    PRESENT = "present"
    SEATED = "seated"
    SECTOR = "sector"
    NETWORK = "network"
    LISTED = "listed"


class PassRule(StrEnum):
    """What the leading answer needs to be carried; abstentions are not in the base."""

    NONE = "none"
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"


class BallotChannel(StrEnum):
    """How a ballot of one person came in."""

    PHONE = "phone"
    ASSISTED = "assisted"
    PROXY = "proxy"


class SheetChannel(StrEnum):
    """How votes were counted by people, without ballots of single persons."""

    HANDS = "hands"
    PAPER = "paper"


class Meaning(StrEnum):
    """The fixed sense of an answer; an answer without one has only its label."""

    AGREE = "agree"
    RESERVE = "reserve"
    ABSTAIN = "abstain"
    OBJECT = "object"
    BLOCK = "block"
