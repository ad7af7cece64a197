"""Letters to nobody, for organisers to look at before they send them."""

from dataclasses import dataclass, replace
from typing import Final

from flask import current_app
from flask_babel import force_locale, gettext

from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.mail.logic import Carrier, text_parts
from forum.mail.ports import BuiltLetter
from forum.signups.letters.news import reminder_letter, thanks_letter
from forum.signups.letters.parts import Reader, TicketLine
from forum.web.links import absolute_url

_TOKEN: Final = "x" * 43  # as long as a real one


@dataclass(frozen=True)
class Sample:
    """A letter in one language; beside it the short message with the number of its parts."""

    letter: BuiltLetter
    short: str
    parts: int


def sample_reminders(forum: Forum, note: LocalText) -> list[Sample]:
    """The reminder in each of the installation's languages."""
    return [
        _sample(
            reminder_letter(reader, forum, note, ticket),
            reminder_letter(_by_phone(reader), forum, note, _linked(ticket)),
        )
        for reader, ticket in map(_reader, current_app.config["LANGUAGES"])
    ]


def sample_thanks(forum: Forum, *, is_asked: bool) -> list[Sample]:
    """The thanks in each of the installation's languages, for somebody who was there."""
    return [
        _sample(
            thanks_letter(
                reader, forum, was_there=True, questions_link=ticket.link if is_asked else ""
            ),
            None,
        )
        for reader, ticket in map(_reader, current_app.config["LANGUAGES"])
    ]


def _sample(letter: BuiltLetter | None, short: BuiltLetter | None) -> Sample:
    assert letter is not None  # to a mail address there is always something to say
    text = short.text if short else ""
    return Sample(letter, text, text_parts(text))


def _reader(language: str) -> tuple[Reader, TicketLine]:
    with force_locale(language):
        name, link = gettext("(name)"), gettext("(personal link)")
    ticket = TicketLine(name, link, "xxxx xxxx", is_seated=True, standing="")
    return Reader("", language, name), ticket


def _by_phone(reader: Reader) -> Reader:
    return replace(reader, carrier=Carrier.TEXT)


def _linked(ticket: TicketLine) -> TicketLine:
    return replace(ticket, link=absolute_url("signups.show_link", token=_TOKEN))
