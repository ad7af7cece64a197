"""What can be refused in a discussion."""

from forum.core.errors import Conflict, Forbidden, RuleBroken
from forum.core.i18n import N_


class PlaceNeeded(Forbidden):
    code = "comments.place_needed"
    message = N_("Sign up for this forum first; then you can take part here.")


class DiscussionClosed(Conflict):
    code = "comments.discussion_closed"
    message = N_("This discussion is closed. Nothing can be added.")


class ContributionsOver(Conflict):
    code = "comments.contributions_over"
    message = N_("This forum takes no more contributions.")


class NotOwnComment(Forbidden):
    code = "comments.not_own"
    message = N_("Only whoever wrote a comment can change or withdraw it.")


class TooLateToEdit(Conflict):
    code = "comments.too_late_to_edit"
    message = N_("A comment can be changed for ten minutes. You can still withdraw it.")
    field = "body"


class NothingToReplyTo(Conflict):
    code = "comments.nothing_to_reply_to"
    message = N_("The comment you reply to is no longer there.")


class EmptyComment(RuleBroken):
    code = "comments.empty"
    message = N_("Write something first.")
    field = "body"
