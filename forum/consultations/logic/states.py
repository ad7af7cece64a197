"""What can be answered, and the states of consultations and statements."""

from enum import IntEnum, StrEnum


class Answer(IntEnum):
    """What somebody says to a statement; the numbers are those of Polis exports."""

    DISAGREE = -1
    PASS = 0
    AGREE = 1


class ConsultationState(StrEnum):
    DRAFTED = "drafted"
    OPEN = "open"
    CLOSED = "closed"


class StatementState(StrEnum):
    PROPOSED = "proposed"
    SHOWN = "shown"
    HIDDEN = "hidden"


def shows_counts(state: ConsultationState, *, has_answered: bool, is_staff: bool) -> bool:
    """Whether somebody may see how a statement was answered.

    Only after their own answer, so that nobody follows the crowd; everybody once it is closed;
    those who run the consultation always.
    """
    return is_staff or has_answered or state is ConsultationState.CLOSED
