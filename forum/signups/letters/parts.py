"""What letters about sign-ups are made of: who is spoken to, their ticket, the calendar file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale, gettext

from forum.accounts.models import Person
from forum.accounts.service.texts import are_texts_refused
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_, localised
from forum.events.facts.calendar import calendar_of
from forum.events.models import Forum
from forum.language import dates
from forum.language.names import Name, address_name, display_name
from forum.language.normal import shorten
from forum.mail.logic import Carrier, Topic
from forum.mail.ports import Attachment, BuiltLetter
from forum.mail.service import way_to
from forum.signups.logic.states import SignupState
from forum.signups.logic.tickets import ticket_code, ticket_token
from forum.signups.models.places import Signup
from forum.signups.queries.people import number_in_line
from forum.signups.service.tickets import ticket_of
from forum.web.links import absolute_url

_LONGEST_NAME: Final = 60  # signs
# Public forms write to addresses that somebody typed: a name must not carry an advertisement there.
_LINK: Final = re.compile(r"[:/@]|www\.|[\w-]{2,}\.[A-Za-z]{2,}", re.IGNORECASE)

STANDINGS: Final = {
    SignupState.SEATED: N_("You have a seat."),
    SignupState.APPLIED: N_("We have your application. We will write as soon as it is decided."),
    SignupState.OFFERED: N_(
        "A seat is kept for you until %(moment)s. Please accept it on your ticket's page by then."
    ),
    SignupState.WAITING: N_(
        "You are number %(number)s on the waiting list of %(sector)s. "
        "We will write as soon as a seat is free."
    ),
}


@dataclass(frozen=True)
class TicketLine:
    """One person's ticket in a letter; `standing` says what they have, in words."""

    name: str
    link: str
    code: str
    is_seated: bool
    standing: str


@dataclass(frozen=True)
class Reader:
    """Whom a letter goes to, and what they are called in it."""

    to: str
    language: str
    name: str
    carrier: Carrier = Carrier.MAIL


def reachable(signup_id: int) -> Signup | None:
    """The sign-up, if there is still a way to write to the person."""
    signup = db.session.get(Signup, signup_id)
    return signup if signup is not None and _carrier(signup.person) is not None else None


def reader_of(signup: Signup) -> Reader:
    """The person of a sign-up that is `reachable`: by mail, else by telephone."""
    person = signup.person
    carrier = _carrier(person) or Carrier.MAIL
    to = person.email if carrier is Carrier.MAIL else person.phone
    return Reader(str(to), signup.language, _called(person, signup.language), carrier)


def harmless(name: str) -> str:
    """A name that anybody may have typed, for a letter; empty where it looks like a link."""
    return "" if _LINK.search(name) else shorten(" ".join(name.split()), _LONGEST_NAME)


def ticket_line(signup: Signup) -> TicketLine:
    """The ticket in use; a new one is issued where there is none."""
    secret = str(current_app.config["SECRET_KEY"])
    ticket = ticket_of(signup, secret=secret, now=now())
    person = signup.person
    name = Name(person.prefix, person.given_name, person.family_name)
    token = ticket_token(secret, ticket.serial)
    return TicketLine(
        name=harmless(display_name(name, signup.language)),
        link=absolute_url("signups.show_link", token=token, lang=signup.language),
        code=ticket_code(ticket.serial),
        is_seated=signup.state is SignupState.SEATED,
        standing=standing_sentence(signup),
    )


def standing_sentence(signup: Signup) -> str:
    """What the sign-up has come to, in its own language; empty when it has ended."""
    sentence = STANDINGS.get(signup.state)
    if sentence is None:
        return ""
    ends_at = signup.offer_expires_at
    with force_locale(signup.language):
        return str(
            gettext(
                sentence,
                number=number_in_line(signup),
                sector=localised(signup.sector.name, signup.language),
                moment=moment_words(ends_at, signup.language) if ends_at else "",
            )
        )


def moment_words(moment: datetime, language: str) -> str:
    """A day and a time in words, on Thailand's clock."""
    local = dates.local(moment)
    day = dates.format_date(local.date(), language, "full")
    return f"{day} {dates.format_time(local.time(), language)}"


def calendar_file(forum: Forum, language: str) -> Attachment:
    """The forum as a calendar file; sent again after a change, it replaces what a calendar has."""
    content = calendar_of(
        [forum],
        localised(forum.title, language),
        host=urlsplit(str(current_app.config["PUBLIC_URL"])).hostname or "localhost",
        url_of=lambda each: absolute_url("portal.forum", forum_id=each.public_id),
        language=language,
    )
    return Attachment("forum.ics", "text/calendar", content)


def written(
    reader: Reader,
    forum: Forum,
    subject: str,
    template: str,
    *,
    short: str = "",
    attachments: Sequence[Attachment] = (),
    topic: Topic | None = None,
    folder: str = "signups",
    **facts: Any,
) -> BuiltLetter | None:
    """The letter in the reader's language; for a telephone the `short` sentence alone.

    `subject` and `short` are marked with N_; both may name %(forum)s, `short` %(link)s and
    %(moment)s, too. `folder` holds the template: the feature's that writes. None where there is
    nothing short to say.
    """
    language, title = reader.language, localised(forum.title, reader.language)
    with force_locale(language):
        if reader.carrier is Carrier.TEXT:
            return _text(reader, forum, short, facts)
        hello = gettext("Hello %(name)s,", name=reader.name) if reader.name else gettext("Hello,")
        text = render_template(
            f"{folder}/mail/{template}.txt", hello=hello, forum=forum, title=title, **facts
        )
        return BuiltLetter(
            reader.to,
            language,
            gettext(subject, forum=title),
            f"{text.strip()}\n",
            attachments=tuple(attachments),
            topic=topic,
        )


def _text(reader: Reader, forum: Forum, short: str, facts: dict[str, Any]) -> BuiltLetter | None:
    if not short:
        return None
    ticket = facts.get("ticket")
    link = ticket.link if isinstance(ticket, TicketLine) else str(facts.get("link", ""))
    text = gettext(
        short,
        forum=shorten(localised(forum.title, reader.language), _LONGEST_NAME),
        moment=_short_moment(forum, reader.language),
        link=link.partition("?")[0],
    )
    return BuiltLetter(reader.to, reader.language, "", text.strip(), carrier=Carrier.TEXT)


def _short_moment(forum: Forum, language: str) -> str:
    local = dates.local(forum.starts_at)
    day = dates.format_date(local.date(), language, "short")
    return f"{day} {dates.format_time(local.time(), language)}"


def _carrier(person: Person) -> Carrier | None:
    if person.email:
        return Carrier.MAIL
    is_reached = way_to(person.email, person.phone) and not are_texts_refused(person)
    return Carrier.TEXT if is_reached else None


def _called(person: Person, language: str) -> str:
    return harmless(
        address_name(Name(person.prefix, person.given_name, person.family_name), language)
    )
