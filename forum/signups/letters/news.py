"""Letters to everybody of a forum: it changed, it comes soon, it is over and written down."""

from collections.abc import Mapping

from flask_babel import force_locale, gettext

from forum.core.clock import now
from forum.core.i18n import N_, LocalText, localised
from forum.events.logic.stages import AHEAD, CALLED_OFF, Change
from forum.events.models import Forum
from forum.mail.logic import Topic
from forum.mail.ports import BuiltLetter
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.queries import list_open, respondent_of
from forum.signups.letters.parts import (
    Reader,
    TicketLine,
    calendar_file,
    reachable,
    reader_of,
    ticket_line,
    written,
)
from forum.signups.logic.states import ACTIVE, SignupState
from forum.signups.models.places import Signup
from forum.signups.ports import minutes_are_public
from forum.signups.queries.reminders import find_reminder
from forum.web.links import absolute_url

CHANGES: Mapping[Change, tuple[str, str, str]] = {
    Change.MOVED: (
        N_("Changed time or place: %(forum)s"),
        N_("the time or the place of this forum has changed. It is now:"),
        N_("Changed time or place: %(forum)s, now %(moment)s. %(link)s"),
    ),
    Change.POSTPONED: (
        N_("Postponed: %(forum)s"),
        N_("this forum is postponed. We will write as soon as there is a new date. It was to be:"),
        N_("Postponed: %(forum)s. A new date will follow."),
    ),
    Change.CANCELLED: (
        N_("Cancelled: %(forum)s"),
        N_("this forum is cancelled. We are sorry. It was to be:"),
        N_("Cancelled: %(forum)s, %(moment)s."),
    ),
    Change.REINSTATED: (
        N_("It takes place: %(forum)s"),
        N_("this forum takes place after all:"),
        N_("It takes place after all: %(forum)s, %(moment)s. %(link)s"),
    ),
}


def forum_changed(signup_id: int, occasion: str) -> BuiltLetter | None:
    """What happened to the forum, with the calendar file that replaces the earlier one."""
    signup = reachable(signup_id)
    if signup is None or signup.state not in ACTIVE:
        return None
    name, _, sequence = occasion.partition(":")
    change = Change(name)
    if not _is_still(change, sequence, signup.forum):
        return None
    subject, sentence, short = CHANGES[change]
    with force_locale(signup.language):
        sentence = gettext(sentence)
    return written(
        reader_of(signup),
        signup.forum,
        subject,
        "forum_changed",
        short=short,
        attachments=[calendar_file(signup.forum, signup.language)],
        sentence=sentence,
        reason=localised(signup.forum.change_reason, signup.language),
        ticket=ticket_line(signup) if change is not Change.CANCELLED else None,
    )


def _is_still(change: Change, sequence: str, forum: Forum) -> bool:
    """Whether a change is still what is to be told; a later one has a letter of its own."""
    if change in {Change.POSTPONED, Change.CANCELLED}:
        return forum.stage.value == change.value
    return forum.stage not in CALLED_OFF and sequence == str(forum.sequence)


def reminder(signup_id: int, occasion: str) -> BuiltLetter | None:
    """The forum comes soon; nothing when it is called off, has begun, or the seat is given up."""
    signup, row = reachable(signup_id), find_reminder(occasion)
    if signup is None or row is None or row.forum_id != signup.forum_id:
        return None
    forum = signup.forum
    is_ahead = forum.stage in AHEAD and now() < forum.starts_at
    if signup.state is not SignupState.SEATED or not is_ahead:
        return None
    return reminder_letter(reader_of(signup), forum, row.note, ticket_line(signup))


def reminder_letter(
    reader: Reader, forum: Forum, note: LocalText, ticket: TicketLine
) -> BuiltLetter | None:
    """A reminder as its reader gets it: the same for the outbox and for the organiser's preview."""
    return written(
        reader,
        forum,
        N_("Reminder: %(forum)s"),
        "reminder",
        short=N_("Reminder: %(forum)s, %(moment)s. Ticket: %(link)s"),
        attachments=[calendar_file(forum, reader.language)],
        topic=Topic.REMINDERS,
        note=localised(note, reader.language),
        ticket=ticket,
    )


def thanks(signup_id: int, _occasion: str) -> BuiltLetter | None:
    """Thanks after the forum, with the minutes if they are public, and the questions if asked now."""
    signup = reachable(signup_id)
    if signup is None or signup.state is not SignupState.SEATED:
        return None
    if signup.forum.stage in CALLED_OFF:
        return None
    return thanks_letter(
        reader_of(signup),
        signup.forum,
        was_there=signup.check_in is not None,
        questions_link=ticket_line(signup).link if _is_asked(signup) else "",
    )


def thanks_letter(
    reader: Reader, forum: Forum, *, was_there: bool, questions_link: str
) -> BuiltLetter | None:
    """The thanks as their reader gets them."""
    has_minutes = minutes_are_public.only(forum.id)
    minutes = absolute_url("minutes.read", forum_id=forum.public_id, lang=reader.language)
    return written(
        reader,
        forum,
        N_("Thank you: %(forum)s"),
        "thanks",
        topic=Topic.THANKS,
        was_there=was_there,
        minutes_link=minutes if has_minutes else "",
        questions_link=questions_link,
    )


def _is_asked(signup: Signup) -> bool:
    """Whether the evaluation, or what is asked after the forum, waits for this person's answers."""
    open_now = list_open(signup.forum, respondent_of(signup.public_id), now())
    return any(each.purpose is not Purpose.SIGNUP and not each.is_answered for each in open_now)
