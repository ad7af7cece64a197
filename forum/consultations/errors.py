"""What can be refused around consultations."""

from collections.abc import Sequence

from forum.consultations.logic.polis import Problem
from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class ConsultationNotOpen(Conflict):
    code = "consultations.not_open"
    message = N_("This consultation is not open. Your answer was not counted.")


class StatementNotShown(Conflict):
    code = "consultations.statement_not_shown"
    message = N_("This statement is no longer put to the participants.")


class NothingToAnswer(RuleBroken):
    code = "consultations.nothing_to_answer"
    message = N_("Add at least one statement before opening.")


class NotYetOpened(RuleBroken):
    code = "consultations.not_yet_opened"
    message = N_("Open this consultation first; a draft cannot be closed.")


class StatementAnswered(Conflict):
    code = "consultations.statement_answered"
    message = N_("People have answered this statement; its words stay. Hide it and add a new one.")
    field = "text"


class UnknownItem(RuleBroken):
    code = "consultations.unknown_item"
    message = N_("Choose an item of this forum's agenda.")
    field = "item"


class OrderFixed(Conflict):
    code = "consultations.order_fixed"
    message = N_("The order can be changed until the consultation opens.")


class StatementExists(RuleBroken):
    code = "consultations.statement_exists"
    message = N_("This statement is there already.")
    field = "text"


class BrokenExport(RuleBroken):
    """A Polis export with broken rows; `problems` says what is wrong on which line."""

    code = "consultations.broken_export"
    message = N_("%(count)s problems were found; nothing was imported.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems beside their number."""
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class ExportMissing(RuleBroken):
    code = "consultations.export_missing"
    message = N_("%(file)s is missing in this folder; nothing was imported.")


class ImportedAlready(Conflict):
    code = "consultations.imported_already"
    message = N_("This very export is in this forum already, as consultation %(id)s.")
