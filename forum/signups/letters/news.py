"""Letters to everybody of a forum: it changed, it comes soon, it is over and written down."""

from collections.abc import Mapping

from flask_babel import force_locale, gettext

from forum.core.i18n import N_, localised
from forum.events.logic.stages import Change
from forum.mail.ports import BuiltLetter
from forum.signups.letters.parts import calendar_file, reachable, reader_of, ticket_line, written
from forum.signups.logic.states import ACTIVE

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
    change = Change(occasion.partition(":")[0])
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
