"""Letters about one place: confirmed, offered, moved up, decided, ended."""

from typing import Any

from forum.core.i18n import N_
from forum.mail.ports import BuiltLetter
from forum.signups.letters.parts import (
    calendar_file,
    moment_words,
    reachable,
    reader_of,
    ticket_line,
    written,
)
from forum.signups.logic.states import ACTIVE, HOLDING, SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.line import list_offered_with
from forum.signups.queries.lists import is_unasked
from forum.signups.queries.people import list_of_contact
from forum.signups.service.giving import occasion_of

_CONFIRMED = {
    SignupState.SEATED: N_("You have a seat: %(forum)s"),
    SignupState.WAITING: N_("You are on the waiting list: %(forum)s"),
    SignupState.APPLIED: N_("We have your application: %(forum)s"),
    SignupState.OFFERED: N_("A seat is offered to you: %(forum)s"),
}
_CONFIRMED_SHORT = {
    SignupState.SEATED: N_("Seat at %(forum)s, %(moment)s. Ticket: %(link)s"),
    SignupState.WAITING: N_("On the waiting list of %(forum)s. Ticket: %(link)s"),
    SignupState.APPLIED: N_("Application received: %(forum)s. Ticket: %(link)s"),
    SignupState.OFFERED: N_("A seat at %(forum)s is offered to you. Accept it here: %(link)s"),
}


def still(signup_id: int, occasion: str, *states: SignupState) -> Signup | None:
    """The sign-up, if it still is what a letter tells, of the same time that they signed up."""
    signup = reachable(signup_id)
    is_true = signup is not None and signup.state in states
    return signup if signup and is_true and occasion_of(signup) == occasion else None


def confirmation(signup_id: int, _occasion: str) -> BuiltLetter | None:
    """What somebody has after signing up, with the ticket."""
    signup = reachable(signup_id)
    if signup is None or signup.state not in ACTIVE:
        return None
    return _with_ticket(
        signup,
        _CONFIRMED[signup.state],
        "confirmation",
        _CONFIRMED_SHORT[signup.state],
        is_unasked=is_unasked(signup),
    )


def promotion(signup_id: int, occasion: str) -> BuiltLetter | None:
    """A seat came free, and is theirs."""
    signup = still(signup_id, occasion, SignupState.SEATED)
    subject = N_("A seat is free for you: %(forum)s")
    short = N_("You now have a seat at %(forum)s, %(moment)s. Ticket: %(link)s")
    return _with_ticket(signup, subject, "promotion", short)


def offer(signup_id: int, occasion: str) -> BuiltLetter | None:
    """A seat is kept for them until a moment: they have to accept it."""
    signup = still(signup_id, occasion, SignupState.OFFERED)
    if signup is None or signup.offer_expires_at is None:
        return None
    return _with_ticket(
        signup,
        N_("A seat is offered to you: %(forum)s"),
        "offer",
        N_("A seat at %(forum)s is offered to you. Accept it here: %(link)s"),
        deadline=moment_words(signup.offer_expires_at, signup.language),
        others=len(list_offered_with(signup)),
    )


def accepted_together(signup_id: int, occasion: str) -> BuiltLetter | None:
    """Somebody of their group has accepted the seats that were offered to all of it."""
    signup = still(signup_id, occasion, SignupState.SEATED)
    subject = N_("Your group has accepted its seats: %(forum)s")
    short = N_("Your group has accepted its seats at %(forum)s, %(moment)s. Ticket: %(link)s")
    return _with_ticket(signup, subject, "accepted_together", short)


def offer_ended(signup_id: int, occasion: str) -> BuiltLetter | None:
    """The offer was not accepted in time, and the seat has gone to the next."""
    signup = still(signup_id, occasion, SignupState.WITHDRAWN)
    if signup is None:
        return None
    return written(
        reader_of(signup),
        signup.forum,
        N_("The offered seat has gone to the next: %(forum)s"),
        "offer_ended",
        short=N_("The seat offered at %(forum)s was not accepted in time and has gone on."),
    )


def accepted(signup_id: int, occasion: str) -> BuiltLetter | None:
    """The organiser's yes: with a seat, an offer, or a turn in the line."""
    signup = still(signup_id, occasion, SignupState.SEATED, SignupState.WAITING)
    if signup is None:
        return None
    subject = N_("Your application is accepted: %(forum)s")
    return _with_ticket(signup, subject, "accepted", _CONFIRMED_SHORT[signup.state])


def declined(signup_id: int, occasion: str) -> BuiltLetter | None:
    """The organiser's no, with the reason that was given."""
    signup = still(signup_id, occasion, SignupState.DECLINED)
    if signup is None:
        return None
    return written(
        reader_of(signup),
        signup.forum,
        N_("Your application: %(forum)s"),
        "declined",
        short=N_("We cannot give you a seat at %(forum)s this time."),
        reason=signup.decision_note,
    )


def withdrawn(signup_id: int, occasion: str) -> BuiltLetter | None:
    """Goodbye to whoever gave the place back, or had it taken."""
    signup = still(signup_id, occasion, SignupState.WITHDRAWN, SignupState.CANCELLED)
    if signup is None:
        return None
    by_organiser = signup.state is SignupState.CANCELLED
    return written(
        reader_of(signup),
        signup.forum,
        N_("Your sign-up has ended: %(forum)s"),
        "withdrawn",
        short=N_("Your sign-up for %(forum)s has ended.") if by_organiser else "",
        by_organiser=by_organiser,
    )


def tickets(signup_id: int, _occasion: str) -> BuiltLetter | None:
    """All tickets of an address at a forum: several people may share it."""
    signup = reachable(signup_id)
    if signup is None:
        return None
    email = signup.person.email
    if email is None and signup.state not in ACTIVE:
        return None
    own = list_of_contact(signup.forum_id, email) if email else [signup]
    lines = [ticket_line(each) for each in own]
    if not lines:
        return None
    return written(
        reader_of(signup),
        signup.forum,
        N_("Your ticket: %(forum)s"),
        "tickets",
        short=N_("Your ticket for %(forum)s: %(link)s"),
        tickets=lines,
        link=lines[0].link,
    )


def _with_ticket(
    signup: Signup | None, subject: str, template: str, short: str, **facts: Any
) -> BuiltLetter | None:
    if signup is None:
        return None
    files = [calendar_file(signup.forum, signup.language)] if signup.state in HOLDING else []
    return written(
        reader_of(signup),
        signup.forum,
        subject,
        template,
        short=short,
        attachments=files,
        ticket=ticket_line(signup),
        **facts,
    )
