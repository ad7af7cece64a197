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


class DrawLibraryMissing(Conflict):
    code = "signups.draw_library_missing"
    message = N_("The library for draws is not installed here.")


class DrawUnchecked(Conflict):
    code = "signups.draw_unchecked"
    message = N_("Check first whether all targets can be met by those who have applied.")


class DrawImpossible(RuleBroken):
    code = "signups.draw_impossible"
    message = N_("As it stands this draw cannot be made: see what stands in its way.")


class DrawFixed(Conflict):
    code = "signups.draw_fixed"
    message = N_("This draw is fixed and cannot be changed any more.")


class DrawNotFixed(Conflict):
    code = "signups.draw_not_fixed"
    message = N_("People and targets have to be fixed before the draw.")


class OtherDrawUnderWay(Conflict):
    code = "signups.other_draw_under_way"
    message = N_("Another draw of these seats is under way. Finish or cancel it first.")


class DrawUnderWay(Conflict):
    code = "signups.draw_under_way"
    message = N_("A draw that has begun cannot be cancelled.")


class SeedNoteNeeded(RuleBroken):
    code = "signups.seed_note_needed"
    message = N_("Say which public number it will be, and of which day.")
    field = "seed_note"


class SeedNeeded(RuleBroken):
    code = "signups.seed_needed"
    message = N_("Enter the public number.")
    field = "number"


class SeedLost(Conflict):
    code = "signups.seed_lost"
    message = N_(
        "The installation's secret has changed, so the seed is not the one promised any more."
        " Cancel this draw and fix a new one."
    )


class TargetUnreadable(RuleBroken):
    code = "signups.target_unreadable"
    message = N_("The smallest number of a target is above its largest.")


class UnknownPool(RuleBroken):
    code = "signups.unknown_pool"
    message = N_("Choose where you take part.")
    field = "pool"


class TooManyCompanions(RuleBroken):
    code = "signups.too_many_companions"
    message = N_("At most %(most)s people can come along.")


class NoSeatForCompanion(Conflict):
    code = "signups.no_seat_for_companion"
    message = N_("There is no seat left for somebody who comes along. Your own seat stays yours.")


class PageSentBefore(Conflict):
    code = "signups.page_sent_before"
    message = N_(
        "This page was sent before, and that sign-up has ended. Open the form again to sign up anew."
    )


class EndedByOrganiser(Conflict):
    code = "signups.ended_by_organiser"
    message = N_("The organisers have ended your sign-up for this forum. Please ask them.")


class CompanionsFixed(Conflict):
    code = "signups.companions_fixed"
    message = N_(
        "The draw is fixed with those who come along. After it you can bring somebody if a seat is"
        " free."
    )


class UnknownGroup(RuleBroken):
    code = "signups.unknown_group"
    message = N_("No group of this forum has this code.")
    field = "group"


class GroupElsewhere(RuleBroken):
    code = "signups.group_elsewhere"
    message = N_("This group has chosen another way to take part. Choose the same, or no group.")
    field = "group"


class GroupFull(Conflict):
    code = "signups.group_full"
    message = N_(
        "The group has its seats, and there is no further one beside them. Leave the code out to "
        "sign up by yourself."
    )
    field = "group"


class InvitationOver(Conflict):
    code = "signups.invitation_over"
    message = N_("This invitation no longer holds. You can sign up like everybody else.")


class SeatsNotFree(Conflict):
    code = "signups.seats_not_free"
    message = N_("So many seats are not free now. Raise the seats first, or reserve fewer.")
    field = "seats"


class OfferOver(Conflict):
    code = "signups.offer_over"
    message = N_("The time to accept this seat is over.")


class NameNeeded(RuleBroken):
    code = "signups.name_needed"
    message = N_("With several ways to take part, each needs a name.")
    field = "name"


class FirstNeedsName(RuleBroken):
    code = "signups.first_needs_name"
    message = N_("Give the seats you have a name first.")


class PoolNeeded(RuleBroken):
    code = "signups.pool_needed"
    message = N_("Say where the people of this one are to go.")
    field = "into"


class GroupsInDraw(RuleBroken):
    code = "signups.groups_in_draw"
    message = N_("In a draw everybody is drawn alone: groups cannot have seats together.")
    field = "has_groups"


class ExpiryPast(RuleBroken):
    code = "signups.expiry_past"
    message = N_("The invitation must hold until a day to come, before the forum begins.")
    field = "expires_on"


class BothPresent(RuleBroken):
    code = "signups.both_present"
    message = N_("Both were checked in at the same forum, so they are two people.")


class DoorClosed(Conflict):
    code = "signups.door_closed"
    message = N_("Checking in is possible on the days of the forum only.")


class WrongDoorCode(RuleBroken):
    code = "signups.wrong_door_code"
    message = N_("This is not the code at the entrance. Look at the sign again.")
    field = "door_code"


class NoSeatAtDoor(Conflict):
    code = "signups.no_seat_at_door"
    message = N_(
        "There is no seat left for this sector. An organiser can let somebody in with a reason."
    )
    field = "reason"


class ReminderPast(RuleBroken):
    code = "signups.reminder_past"
    message = N_("The time for this reminder has passed. Choose fewer days.")
    field = "days_before"


class ReminderGone(Conflict):
    code = "signups.reminder_gone"
    message = N_("This reminder has gone already.")
    field = "days_before"


class NotOver(Conflict):
    code = "signups.not_over"
    message = N_("Thanks can be sent when the forum is over.")


class LetterTextMissing(RuleBroken):
    code = "signups.letter_text_missing"
    message = N_("The letter is not written in this language. Fill in subject, office and text.")


class SectorFixed(RuleBroken):
    code = "signups.sector_fixed"
    message = N_("Your sector and network are fixed by now. Ask the organisers to change them.")
    field = "sector"


class SectorTaken(RuleBroken):
    code = "signups.sector_taken"
    message = N_(
        "No seat is left there, and you would lose yours. Ask the organisers, or withdraw and "
        "sign up again."
    )
    field = "sector"


class NotOfForumAlone(RuleBroken):
    code = "signups.not_of_forum_alone"
    message = N_(
        "This person has an account or belongs to other forums, too: they put their name and "
        "contact right themselves."
    )


class AddressNeeded(RuleBroken):
    code = "signups.address_needed"
    message = N_("An address can be replaced by another, not taken away.")
    field = "email"


class NoTables(Conflict):
    code = "signups.no_tables"
    message = N_("There are no tables yet. Add them first.")
