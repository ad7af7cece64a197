"""First drafts of official letters of invitation, and their running numbers."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from forum.core.i18n import LocalText, localised
from forum.language import dates
from forum.language.digits import arabic, thai

# Words in a letter's text that are replaced when it is written to somebody with an invitation.
SEATS, UNTIL, LINK = "{seats}", "{until}", "{link}"
_LAST_NUMBER: Final = re.compile(r"([0-9]+|[๐-๙]+)(?!.*[0-9๐-๙])")


@dataclass(frozen=True)
class OfficialText:
    """What stands in a letter, whoever it goes to."""

    office: LocalText = field(default_factory=dict)
    subject: LocalText = field(default_factory=dict)
    enclosures: LocalText = field(default_factory=dict)
    body: LocalText = field(default_factory=dict)
    signatory: str = ""
    signatory_position: LocalText = field(default_factory=dict)
    contact: LocalText = field(default_factory=dict)
    has_thai_digits: bool = True


@dataclass(frozen=True)
class ForumFacts:
    """What a draft says of a forum."""

    title: LocalText
    summary: LocalText
    place: LocalText
    starts_at: datetime
    ends_at: datetime


def draft(forum: ForumFacts, responsible: LocalText, contact: str) -> OfficialText:
    """A letter for a forum in Thai and English: cause, wish and closing, as such letters are built."""
    office = {code: localised(responsible, code) for code in ("th", "en") if responsible}
    return OfficialText(
        office=office,
        subject={
            "th": f"ขอเชิญเข้าร่วม{_called(forum, 'th')}",
            "en": f"Invitation to {_called(forum, 'en')}",
        },
        body={"th": _body_thai(forum, office), "en": _body_english(forum, office)},
        contact={"th": contact, "en": contact} if contact else {},
    )


def with_seats(body: LocalText) -> LocalText:
    """The text with a sentence about the reserved seats before its closing, in each language."""
    more = {
        "th": (f"ทั้งนี้ ได้สำรองที่นั่งไว้ให้ท่าน จำนวน {SEATS} ที่นั่ง โปรดแจ้งการเข้าร่วมภายใน{UNTIL} ทาง {LINK}"),
        "en": f"Seats reserved for you: {SEATS}. Please let us know by {UNTIL} at {LINK}",
    }
    return {code: _before_the_last(text, more.get(code, "")) for code, text in body.items()}


def filled(text: LocalText, *, seats: int, until: datetime, link: str) -> LocalText:
    """The text with an invitation's seats, last day and link in the places for them."""
    day = dates.local(until).date()
    return {
        code: words.replace(SEATS, str(seats))
        .replace(UNTIL, dates.format_date(day, code, "full"))
        .replace(LINK, link)
        for code, words in text.items()
    }


def next_number(number: str) -> str:
    """The number of the next letter: the last figure one higher, in its own digits. Empty: empty."""
    found = _LAST_NUMBER.search(number)
    if found is None:
        return number
    figure = found.group()
    higher = str(int(arabic(figure)) + 1).zfill(len(figure))
    higher = higher if figure.isascii() else thai(higher)
    return f"{number[: found.start()]}{higher}{number[found.end() :]}"


def _called(forum: ForumFacts, language: str) -> str:
    title = localised(forum.title, language)
    if language == "th":
        return title if title.startswith("เวที") else f"เวที “{title}”"
    return f"the forum “{title}”"


def _when(forum: ForumFacts, language: str) -> str:
    first, last = dates.local(forum.starts_at), dates.local(forum.ends_at)
    days = dates.format_date_range(first.date(), last.date(), language, "full")
    if first.date() != last.date():
        return days
    times = dates.format_time_range(first, last, language)
    return f"{days} เวลา {times}" if language == "th" else f"{days}, {times}"


def _body_thai(forum: ForumFacts, office: LocalText) -> str:
    place = localised(forum.place, "th")
    summary = localised(forum.summary, "th")
    cause = (
        f"ด้วย{office.get('th') or 'คณะผู้จัด'} กำหนดจัด{_called(forum, 'th')} ใน{_when(forum, 'th')}"
        + (f" ณ {place}" if place else "")
        + (f" {summary}" if summary else "")
    )
    wish = "ในการนี้ จึงขอเรียนเชิญท่านหรือผู้แทนเข้าร่วมเวทีตามวัน เวลา และสถานที่ดังกล่าว"
    return "\n".join((cause, wish, "จึงเรียนมาเพื่อโปรดพิจารณาเข้าร่วม"))


def _body_english(forum: ForumFacts, office: LocalText) -> str:
    place = localised(forum.place, "en")
    summary = localised(forum.summary, "en")
    cause = (
        f"{office.get('en') or 'The organisers'} will hold {_called(forum, 'en')} "
        f"on {_when(forum, 'en')}"
        + (f", at {place}." if place else ".")
        + (f" {summary}" if summary else "")
    )
    wish = "We have the honour of inviting you, or somebody you name, to take part."
    return "\n".join((cause, wish, "We look forward to your answer."))


def _before_the_last(text: str, more: str) -> str:
    *first, last = text.split("\n")
    return "\n".join((*first, more, last)) if more else text
