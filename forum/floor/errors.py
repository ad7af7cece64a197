"""What can be refused in the live room."""

from forum.core.errors import Conflict, RuleBroken
from forum.core.i18n import N_


class FloorNotOpen(Conflict):
    code = "floor.not_open"
    message = N_("The live room is not open.")


class FloorOver(Conflict):
    code = "floor.over"
    message = N_("The live room was closed. Its minutes are being written.")


class NoSuchCode(RuleBroken):
    code = "floor.no_such_code"
    message = N_("No live room has this code now. Look at the screen in the hall again.")
    field = "code"


class AnotherPollOpen(Conflict):
    code = "floor.another_poll_open"
    message = N_("Another poll is still open. Close it first.")


class PollsStillOpen(Conflict):
    code = "floor.polls_still_open"
    message = N_("A poll is still open. Close it before you close the live room.")


class EndOfAgenda(Conflict):
    code = "floor.end_of_agenda"
    message = N_("There is no further agenda item in that direction.")


class NothingToShow(Conflict):
    code = "floor.nothing_to_show"
    message = N_("There is nothing to show there yet.")


class ResolutionEmpty(RuleBroken):
    code = "floor.resolution_empty"
    message = N_("Write what was decided.")
    field = "text"
