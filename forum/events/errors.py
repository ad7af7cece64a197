"""What can be refused around programmes, forums and their agenda."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class EndsBeforeStart(RuleBroken):
    code = "events.ends_before_start"
    message = N_("The end must be after the start.")
    field = "ends_time"


class PeriodReversed(RuleBroken):
    code = "events.period_reversed"
    message = N_("The last day must not be before the first day.")
    field = "ends_on"


class SignupWindowReversed(RuleBroken):
    code = "events.signup_window_reversed"
    message = N_("Sign-up must close after it opens.")
    field = "signup_closes_day"


class SignupOpensTooLate(RuleBroken):
    code = "events.signup_opens_too_late"
    message = N_("Sign-up must open before the forum ends.")
    field = "signup_opens_day"


class ProgrammeCircle(RuleBroken):
    code = "events.programme_circle"
    message = N_("A programme cannot stand below itself or below one of its own projects.")
    field = "parent"


class NotPublishable(RuleBroken):
    code = "events.not_publishable"
    message = N_(
        "Before publishing: give the forum a title, one sentence why, and a place or a link."
    )


class AlreadyPublished(Conflict):
    code = "events.already_published"
    message = N_("This forum is published already.")


class StepNotPossible(Conflict):
    """The forum's stage does not allow this step, perhaps because a colleague took another one."""

    code = "events.step_not_possible"
    message = N_("This step is not possible at the forum's present stage. Look at its stage again.")


class NotYetPublished(RuleBroken):
    code = "events.not_yet_published"
    message = N_("Publish the forum first.")


class ReasonMissing(RuleBroken):
    code = "events.reason_missing"
    message = N_("Say why, in one sentence. People who signed up will read it.")


class ChangedMeanwhile(Conflict):
    """Somebody saved the same thing after this form was opened."""

    code = "events.changed_meanwhile"
    message = N_(
        "Somebody else saved changes after you opened this page. "
        "What you typed is kept below. Compare, then save again to replace their version."
    )


class PartOutsideForum(RuleBroken):
    code = "events.part_outside_forum"
    message = N_("A part must lie within the time of the forum.")
    field = "starts_time"


class PartEndsBeforeStart(RuleBroken):
    code = "events.part_ends_before_start"
    message = N_("The part must end after it starts.")
    field = "ends_time"


class MoveNotPossible(RuleBroken):
    code = "events.move_not_possible"
    message = N_("This item cannot be moved further in that direction.")


class NotALink(RuleBroken):
    code = "events.not_a_link"
    message = N_("Enter a web address that begins with https:// or http://.")
    field = "url"


class OnlineLinkUnreadable(NotALink):
    code = "events.online_link_unreadable"
    field = "online_url"


class TableInUse(Conflict):
    code = "events.table_in_use"
    message = N_("Somebody sits at this table, or votes were counted there. It stays.")


class TooManyTables(RuleBroken):
    code = "events.too_many_tables"
    message = N_("A forum has at most %(most)s tables.")
    field = "number"


class TableNameMissing(RuleBroken):
    code = "events.table_name_missing"
    message = N_("Give the table a name.")
    field = "name"


class ItemsBelow(Conflict):
    """The item to be removed has sub-items that were not spoken of."""

    code = "events.items_below"
    message = N_("This item has sub-items now. Look again before you remove it.")
