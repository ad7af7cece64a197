"""Cards to cut out: name badges and wallet-sized tickets; and tickets on a page of their own."""

import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import segno

from forum.documents import threads
from forum.documents.prints.words import word
from forum.documents.text import in_digits, printable
from forum.documents.tree import Digits
from forum.documents.typeset import lines, typeset, words
from forum.language.normal import graphemes


class BadgeSize(StrEnum):
    """How large a badge is, and so how many stand on a sheet of A4."""

    CARD = "90x55"
    A7 = "a7"
    A6 = "a6"


class TicketSize(StrEnum):
    """A ticket as a whole page, or as a card to cut out."""

    A4 = "a4"
    A5 = "a5"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge; the sector is told by colour, letter and words. `thread` is the sector's."""

    given_name: str
    family_name: str
    organisation: str
    sector: str
    letter: str
    thread: str


@dataclass(frozen=True, slots=True)
class TicketCard:
    """One ticket; `link` goes into its QR code, `code` can be read aloud.

    `facts` are the day, the time, the place.
    """

    name: str
    organisation: str
    sector: str
    letter: str
    thread: str
    link: str
    code: str
    forum: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cards of this size (mm) on A4: so many beside and below each other."""

    width: int
    height: int
    across: int
    down: int


_BADGES: Final = {
    BadgeSize.CARD: _Grid(90, 55, 2, 5),
    BadgeSize.A7: _Grid(105, 74, 2, 4),
    BadgeSize.A6: _Grid(105, 148, 2, 2),
}
_SPACE: Final = re.compile("( )")
_WALLET: Final = _Grid(86, 54, 2, 5)  # as a bank card, ISO/IEC 7810 ID-1


def badges(people: list[Badge], size: BadgeSize, title: str, language: str) -> bytes:
    """Name badges on A4 with marks to cut along, as PDF. `title` is the forum's."""
    cards = [
        {
            **_sector(badge.sector, badge.letter, badge.thread),
            "given": fitted_name(badge.given_name),
            "family": fitted_name(badge.family_name),
            "organisation": _fitted(badge.organisation),
        }
        for badge in people
    ]
    return _cards("badge", cards, _BADGES[size], title, language)


def tickets(people: list[TicketCard], size: TicketSize, language: str) -> bytes:
    """Tickets as PDF: a page each, or as cards of a wallet's size on A4 with marks to cut along."""
    cards = [_ticket(ticket, language) for ticket in people]
    title = word(language, "ticket")
    if size is TicketSize.WALLET:
        return _cards("ticket", cards, _WALLET, title, language)
    data = {
        "title_plain": title,
        "title": lines(title),
        "language": language,
        "paper": size.value,
        "at_the_door": lines(word(language, "at_the_door")),
        "cards": cards,
    }
    return typeset("ticket", data, standards=("a-2a", "ua-1"))


def _ticket(ticket: TicketCard, language: str) -> dict[str, Any]:
    return {
        **_sector(ticket.sector, ticket.letter, ticket.thread),
        "name": fitted_name(ticket.name),
        "organisation": _fitted(ticket.organisation),
        "qr": _qr(ticket.link),
        "qr_alt": word(language, "qr", code=ticket.code),
        "code": ticket.code,
        "forum": _fitted(ticket.forum),
        "facts": [_fitted(each) for each in ticket.facts if each.strip()],
    }


def _cards(kind: str, cards: list[dict[str, Any]], grid: _Grid, title: str, language: str) -> bytes:
    data = {
        "title_plain": printable(title),
        "title": _fitted(title),
        "language": language,
        "kind": kind,
        "grid": {
            "width": grid.width,
            "height": grid.height,
            "across": grid.across,
            "down": grid.down,
        },
        "cards": cards,
    }
    return typeset("cards", data, standards=("a-2a", "ua-1"))


def _sector(name: str, letter: str, thread: str) -> dict[str, Any]:
    colour = threads.BARS.get(thread.replace("_", "-"), threads.BARS["other"])
    return {"sector": _text(name), "letter": printable(letter)[:3], "colour": colour}


def _fitted(text: str) -> dict[str, Any]:
    """A text for the template's `fit`, which may break between its words."""
    clean = _one_line(text)
    return {"whole": list(words(clean)), "parts": _parts(clean)}


def fitted_name(text: str) -> dict[str, Any]:
    """A person's name for the template's `fit`: rather smaller letters than a break in a name."""
    clean = _one_line(text)
    whole = [part if part == " " else [part] for part in _SPACE.split(clean) if part]
    return {"whole": whole, "parts": _parts(clean)}


def _parts(text: str) -> list[str | list[str]]:
    """Broken at any sign: for a text that fits at no size otherwise."""
    return [sign if sign == " " else [sign] for sign in graphemes(text)]


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())


def _text(text: str) -> Any:
    return lines(in_digits(printable(text), Digits.ARABIC))


def _qr(link: str) -> str:
    """The link's QR code as SVG: medium correction, four modules of quiet as ISO/IEC 18004 asks."""
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="svg", border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()
