"""What can be refused about minutes."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class RehearsalHasNoMinutes(RuleBroken):
    code = "minutes.rehearsal"
    message = N_("This forum is a rehearsal: nothing in it goes into minutes.")


class MinutesAreCertified(RuleBroken):
    code = "minutes.certified"
    message = N_("These minutes are certified and cannot be changed. Begin a corrected version.")


class TextIsStale(Conflict):
    code = "minutes.stale_text"
    message = N_("Somebody else changed this text while you were writing.")


class ComposedTextIsFixed(RuleBroken):
    code = "minutes.fixed"
    message = N_(
        "This text comes from the records and cannot be reworded. You can hide it with a reason."
    )
    field = "text"


class TextMissing(RuleBroken):
    code = "minutes.text_missing"
    message = N_("Enter the text in at least one language.")


class ReasonMissing(RuleBroken):
    code = "minutes.reason_missing"
    message = N_("Say why this is not to be printed.")
    field = "reason"


class BlockStaysInPlace(RuleBroken):
    code = "minutes.fixed_place"
    message = N_("This block cannot be moved or hidden.")


class OnlyTypedTextIsRemoved(RuleBroken):
    code = "minutes.not_typed"
    message = N_("What comes from the records can be hidden with a reason, not removed.")


class SecondPersonNeeded(RuleBroken):
    code = "minutes.second_person"
    message = N_("Minutes are checked by a second person: somebody else than who last edited them.")


class NotReady(RuleBroken):
    code = "minutes.not_ready"
    message = N_("This step is not possible at this stage of the minutes.")


class NameMissing(RuleBroken):
    code = "minutes.name_missing"
    message = N_("Enter the name of the person who certifies.")
    field = "certifier"
