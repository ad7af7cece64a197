"""What can be refused while a date is looked for."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class DatePollClosed(Conflict):
    code = "scheduling.closed"
    message = N_("This question is closed. Answers are no longer taken.")


class ClosesInPast(RuleBroken):
    code = "scheduling.closes_in_past"
    message = N_("Answers must be possible until a moment that is still to come.")
    field = "closes_day"


class SlotEndsBeforeStart(RuleBroken):
    code = "scheduling.slot_ends_before_start"
    message = N_("A proposed time must end after it begins.")
    field = "hours"


class SlotPassed(RuleBroken):
    code = "scheduling.slot_passed"
    message = N_("A proposed time must be still to come.")
    field = "days"


class TooManySlots(RuleBroken):
    code = "scheduling.too_many_slots"
    message = N_("Propose %(most)s times at the most: nobody answers more on a phone.")
    field = "days"


class LastSlot(RuleBroken):
    code = "scheduling.last_slot"
    message = N_("One proposed time must stay. Add another one first.")


class NameMissing(RuleBroken):
    code = "scheduling.name_missing"
    message = N_("Enter your name, so that the organisers know who can come.")
    field = "name"


class NothingAnswered(RuleBroken):
    code = "scheduling.nothing_answered"
    message = N_("Say for at least one time whether you can come.")


class TooManyReplies(Conflict):
    code = "scheduling.too_many_replies"
    message = N_("No more answers are taken here. Please tell the organisers when you can come.")


class AlreadyChosen(Conflict):
    code = "scheduling.already_chosen"
    message = N_("Another time was chosen already. Take that choice back first.")


class NoDraftChosen(RuleBroken):
    code = "scheduling.no_draft_chosen"
    message = N_("Choose one of the drafts of this programme.")
    field = "forum"


class NotDecided(Conflict):
    code = "scheduling.not_decided"
    message = N_("No time is chosen at present.")
