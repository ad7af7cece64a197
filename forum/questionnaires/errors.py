"""What can be refused about questionnaires."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class OptionsNeeded(RuleBroken):
    code = "questionnaires.options_needed"
    message = N_("Enter at least two different answers to choose from, one a line.")
    field = "options"


class OptionsUneven(RuleBroken):
    code = "questionnaires.options_uneven"
    message = N_("Write the same number of lines in each language, or leave one language empty.")
    field = "options"


class TooManyOptions(RuleBroken):
    code = "questionnaires.too_many_options"
    message = N_("At most %(most)s answers can be offered.")
    field = "options"


class TooManyQuestions(RuleBroken):
    code = "questionnaires.too_many_questions"
    message = N_("At most %(most)s questions can be asked.")


class ConditionNotEarlier(RuleBroken):
    """A question may hang on an earlier one only: so nothing goes round in a circle."""

    code = "questionnaires.condition_not_earlier"
    message = N_("Choose an answer to a question that stands before this one.")
    field = "condition"


class OthersDepend(RuleBroken):
    """What is moved, changed or removed leads to another question."""

    code = "questionnaires.others_depend"
    message = N_("“%(label)s” is asked after an answer to this question. Change that one first.")


class MovedBeforeItsReason(RuleBroken):
    code = "questionnaires.moved_before_its_reason"
    message = N_("This question hangs on the answer to the one above: it cannot come before it.")


class KindFixed(RuleBroken):
    code = "questionnaires.kind_fixed"
    message = N_("What kind a question is cannot change. Remove it and add another.")


class SensitivityFixed(RuleBroken):
    code = "questionnaires.sensitivity_fixed"
    message = N_("This question has answers: whether it is sensitive cannot change any more.")
    field = "is_sensitive"


class RetentionNeeded(RuleBroken):
    code = "questionnaires.retention_needed"
    message = N_("Say until when these answers are kept: sensitive answers may not stay.")
    field = "keep_until"


class RetentionPast(RuleBroken):
    code = "questionnaires.retention_past"
    message = N_("This day has passed: answers would be deleted at once.")
    field = "keep_until"


class NothingToAsk(RuleBroken):
    code = "questionnaires.nothing_to_ask"
    message = N_("Add a question first.")


class QuestionnaireShut(Conflict):
    code = "questionnaires.shut"
    message = N_("These questions are not asked at present. Your answers were not kept.")


class AnswersMissing(Conflict):
    """Seen by whoever had the page open while the organiser changed it."""

    code = "questionnaires.answers_missing"
    message = N_("The questions have changed in the meantime. Please look at them again.")
    field = "questions"
