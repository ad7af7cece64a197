"""What can be asked, when, and how an answer is kept."""

from enum import StrEnum


class Purpose(StrEnum):
    """What a questionnaire is for: asked at sign-up, once afterwards, or before and after."""

    SIGNUP = "signup"
    EVALUATION = "evaluation"
    BEFORE_AFTER = "before_after"

    @property
    def address(self) -> str:
        """As addresses write it."""
        return self.value.replace("_", "-")


class Round(StrEnum):
    """When a sheet was filled in; only before-and-after questionnaires have two."""

    ONCE = "once"
    BEFORE = "before"
    AFTER = "after"


class QuestionnaireState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class QuestionKind(StrEnum):
    """How an answer is given."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    YES_NO = "yes_no"
    SCALE = "scale"
    FILE = "file"
    PLACE = "place"
    STATEMENT = "statement"

    @property
    def is_file(self) -> bool:
        """Whether the answer is something to send along."""
        return self is QuestionKind.FILE
