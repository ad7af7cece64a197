"""Letters about sign-ups: tickets, moving up, goodbyes, and what happened to the forum."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_, localised
from forum.events.facts.calendar import calendar_of
from forum.events.logic.stages import Change
from forum.language.names import Name, address_name, display_name
from forum.mail.ports import Attachment, Builder, BuiltLetter
from forum.signups.logic.states import ACTIVE, SignupState
from forum.signups.logic.tickets import ticket_code, ticket_token
from forum.signups.models.places import Signup
from forum.signups.queries.people import list_of_contact, number_in_line
from forum.signups.service.promoting import occasion_of
from forum.signups.service.tickets import ticket_of
from forum.web.links import absolute_url

CHANGES: Mapping[Change, tuple[str, str]] = {
    Change.MOVED: (
        N_("Changed time or place: %(forum)s"),
        N_("the time or the place of this forum has changed. It is now:"),
    ),
    Change.POSTPONED: (
        N_("Postponed: %(forum)s"),
        N_("this forum is postponed. We will write as soon as there is a new date. It was to be:"),
    ),
    Change.CANCELLED: (
        N_("Cancelled: %(forum)s"),
        N_("this forum is cancelled. We are sorry. It was to be:"),
    ),
    Change.REINSTATED: (
        N_("It takes place: %(forum)s"),
        N_("this forum takes place after all:"),
    ),
}


@dataclass(frozen=True)
class TicketLine:
    """One person's ticket in a letter."""

    name: str
    link: str
    code: str
    is_seated: bool
    number: int
    sector: str


def _confirmation(signup_id: int, _occasion: str) -> BuiltLetter | None:
    signup = _reachable(signup_id)
    if signup is None or signup.state not in ACTIVE:
        return None
    is_seated = signup.state is SignupState.SEATED
    subject = (
        N_("You have a seat: %(forum)s")
        if is_seated
        else N_("You are on the waiting list: %(forum)s")
    )
    return _letter(signup, subject, "confirmation", [_calendar(signup)], ticket=_ticket(signup))


def _promotion(signup_id: int, occasion: str) -> BuiltLetter | None:
    signup = _reachable(signup_id)
    is_true = signup is not None and signup.state is SignupState.SEATED
    if signup is None or not is_true or occasion_of(signup) != occasion:
        return None
    return _letter(
        signup,
        N_("A seat is free for you: %(forum)s"),
        "promotion",
        [_calendar(signup)],
        ticket=_ticket(signup),
    )


def _withdrawn(signup_id: int, occasion: str) -> BuiltLetter | None:
    signup = _reachable(signup_id)
    if signup is None or signup.state in ACTIVE or occasion_of(signup) != occasion:
        return None
    return _letter(
        signup,
        N_("Your sign-up has ended: %(forum)s"),
        "withdrawn",
        by_organiser=signup.state is SignupState.CANCELLED,
    )


def _tickets(signup_id: int, _occasion: str) -> BuiltLetter | None:
    """All tickets of an address at a forum: several people may share it."""
    signup = _reachable(signup_id)
    if signup is None or signup.person.email is None:
        return None
    lines = [_ticket(each) for each in list_of_contact(signup.forum_id, signup.person.email)]
    if not lines:
        return None
    return _letter(signup, N_("Your ticket: %(forum)s"), "tickets", tickets=lines)


def _forum_changed(signup_id: int, occasion: str) -> BuiltLetter | None:
    signup = _reachable(signup_id)
    if signup is None or signup.state not in ACTIVE:
        return None
    change = Change(occasion.partition(":")[0])
    subject, sentence = CHANGES[change]
    with force_locale(signup.language):
        sentence = gettext(sentence)
    return _letter(
        signup,
        subject,
        "forum_changed",
        [_calendar(signup)],
        sentence=sentence,
        reason=localised(signup.forum.change_reason, signup.language),
        ticket=_ticket(signup) if change is not Change.CANCELLED else None,
    )


def _reachable(signup_id: int) -> Signup | None:
    """The sign-up, if there is still an address to write to."""
    signup = db.session.get(Signup, signup_id)
    return signup if signup is not None and signup.person.email else None


def _ticket(signup: Signup) -> TicketLine:
    secret = str(current_app.config["SECRET_KEY"])
    ticket = ticket_of(signup, secret=secret, now=now())
    person = signup.person
    return TicketLine(
        name=display_name(
            Name(person.prefix, person.given_name, person.family_name), signup.language
        ),
        link=absolute_url(
            "signups.show_link",
            token=ticket_token(secret, ticket.serial),
            lang=signup.language,
        ),
        code=ticket_code(ticket.serial),
        is_seated=signup.state is SignupState.SEATED,
        number=number_in_line(signup),
        sector=localised(signup.sector.name, signup.language),
    )


def _calendar(signup: Signup) -> Attachment:
    """The forum as a calendar file; sent again after a change, it replaces what a calendar has."""
    content = calendar_of(
        [signup.forum],
        localised(signup.forum.title, signup.language),
        host=urlsplit(str(current_app.config["PUBLIC_URL"])).hostname or "localhost",
        url_of=lambda forum: absolute_url("portal.forum", forum_id=forum.public_id),
        language=signup.language,
    )
    return Attachment("forum.ics", "text/calendar", content)


def _letter(
    signup: Signup,
    subject: str,
    template: str,
    attachments: Sequence[Attachment] = (),
    **facts: object,
) -> BuiltLetter:
    person, language = signup.person, signup.language
    title = localised(signup.forum.title, language)
    with force_locale(language):
        text = render_template(
            f"signups/mail/{template}.txt",
            name=address_name(Name(person.prefix, person.given_name, person.family_name), language),
            forum=signup.forum,
            title=title,
            **facts,
        )
        return BuiltLetter(
            str(person.email),
            language,
            gettext(subject, forum=title),
            text,
            attachments=tuple(attachments),
        )


BUILDERS: Mapping[str, Builder] = {
    "signups.confirmation": _confirmation,
    "signups.forum_changed": _forum_changed,
    "signups.promotion": _promotion,
    "signups.ticket": _tickets,
    "signups.withdrawn": _withdrawn,
}
