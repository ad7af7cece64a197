"""How questionnaires are named and addressed."""

from collections.abc import Mapping

from flask_babel import gettext

from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.questionnaires.logic.answers import Answered, text_of
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState, Round
from forum.web.locale import current_language

PURPOSES: Mapping[Purpose, tuple[str, str]] = {
    Purpose.SIGNUP: (
        N_("Questions at sign-up"),
        N_("Asked as a step of signing up. People can change their answers until sign-up closes."),
    ),
    Purpose.EVALUATION: (
        N_("Evaluation"),
        N_("Asked once, from the end of the forum. Nobody sees who answered what."),
    ),
    Purpose.BEFORE_AFTER: (
        N_("Before and after"),
        N_(
            "The same questions until the forum begins and again from its end, to see what changed."
        ),
    ),
}
KINDS: Mapping[QuestionKind, tuple[str, str]] = {
    QuestionKind.SHORT_TEXT: (N_("Short text"), N_("One line, for example a name.")),
    QuestionKind.LONG_TEXT: (N_("Long text"), N_("Several lines in their own words.")),
    QuestionKind.ONE_OF: (N_("One of several"), N_("Exactly one of the answers you list.")),
    QuestionKind.SEVERAL_OF: (N_("Several of a list"), N_("As many of your answers as fit.")),
    QuestionKind.YES_NO: (N_("Yes or no"), N_("Other questions can hang on the answer.")),
    QuestionKind.SCALE: (N_("Scale"), N_("A point between two ends, for example 1 to 5.")),
    QuestionKind.NUMBER: (N_("Number"), N_("Thai digits are read, too.")),
    QuestionKind.DATE: (N_("Date"), N_("In the Buddhist or the common era.")),
    QuestionKind.PLACE: (N_("Place"), N_("Province and district, or a country.")),
    QuestionKind.FILE: (N_("File"), N_("A document or a picture to send along.")),
    QuestionKind.STATEMENT: (N_("Statement to accept"), N_("A sentence with a box to tick.")),
}
STATES: Mapping[QuestionnaireState, tuple[str, str]] = {
    QuestionnaireState.DRAFT: (N_("Draft"), "plain"),
    QuestionnaireState.OPEN: (N_("Open"), "open"),
    QuestionnaireState.CLOSED: (N_("Closed"), "quiet"),
}
ROUNDS: Mapping[Round, str] = {
    Round.ONCE: N_("Once"),
    Round.BEFORE: N_("Before"),
    Round.AFTER: N_("After"),
}
_BY_NAME = {purpose.address: purpose for purpose in Purpose}


def purpose_of(name: str) -> Purpose:
    """The purpose an address names. Raises NotFound for any other word."""
    if name not in _BY_NAME:
        raise NotFound
    return _BY_NAME[name]


def answer_text(answered: Answered) -> str:
    """What somebody answered, in the reader's words."""
    return text_of(answered.question, answered.value, current_language(), gettext)
