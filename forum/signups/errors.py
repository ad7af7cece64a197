"""What can be refused around sign-ups and seats."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class SignupClosed(Conflict):
    code = "signups.closed"
    message = N_("Sign-up for this forum is not open now.")


class ConsentNeeded(RuleBroken):
    code = "signups.consent_needed"
    message = N_("Without this consent we cannot keep a seat for you.")
    field = "consent_organising"


class UnknownSector(RuleBroken):
    code = "signups.unknown_sector"
    message = N_("Choose one of the sectors.")
    field = "sector"


class SectorFull(RuleBroken):
    code = "signups.sector_full"
    message = N_("There is no seat left in this sector. Raise its seats first.")
    field = "sector"


class MinimaAboveCapacity(RuleBroken):
    code = "signups.minima_above_capacity"
    message = N_(
        "The seats kept for the sectors add up to %(minima)s, more than all seats together."
    )
    field = "capacity"


class MinimumAboveMaximum(RuleBroken):
    code = "signups.minimum_above_maximum"
    message = N_("A sector cannot keep more seats than it may have.")


class NotSeated(Conflict):
    code = "signups.not_seated"
    message = N_("Only somebody with a seat can be checked in.")


class AlreadyPresent(Conflict):
    code = "signups.already_present"
    message = N_("Somebody who is checked in cannot withdraw any more.")


class ForumOver(Conflict):
    code = "signups.forum_over"
    message = N_("The forum is over.")


class ReasonNeeded(RuleBroken):
    code = "signups.reason_needed"
    message = N_("Say what the list is for.")
    field = "reason"


class UnknownCode(RuleBroken):
    code = "signups.unknown_code"
    message = N_("No ticket of this forum has this code.")
    field = "code"
