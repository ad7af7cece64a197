"""Forums as an iCalendar file (RFC 5545, RFC 7986), for one forum or a whole programme."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from forum.core.i18n import localised
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.language.dates import local
from forum.language.normal import normalise, normalise_lines

if TYPE_CHECKING:
    from icalendar import Event

_STATUS = {Stage.CANCELLED: "CANCELLED", Stage.POSTPONED: "TENTATIVE"}
_FRESH_FOR = timedelta(hours=6)


def calendar_of(
    forums: Iterable[Forum],
    name: str,
    *,
    host: str,
    url_of: Callable[[Forum], str],
    language: str,
) -> bytes:
    """The forums as an .ics file in one language; times on Thailand's clock, Gregorian years.

    A forum keeps its UID (its public id at `host`) for life, and SEQUENCE grows with every change
    of time or place, so that calendars replace what they have. `url_of` gives a forum's page. The
    link to an online room is not in it: files like this are passed on.
    """
    from icalendar import Calendar, vText  # noqa: PLC0415 - heavy, loaded when used

    calendar = Calendar()
    calendar.add("prodid", "-//Wethi//Forums//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", normalise(name))
    calendar.add("x-wr-calname", normalise(name))
    calendar.add("refresh-interval", _FRESH_FOR, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText("PT6H"))
    for forum in forums:
        calendar.add_component(_event(forum, host, url_of(forum), language))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(forum: Forum, host: str, url: str, language: str) -> "Event":
    from icalendar import Event, vUri  # noqa: PLC0415 - heavy, loaded when used

    event = Event()
    event.add("uid", f"{forum.public_id}@{host}")
    event.add("dtstamp", forum.updated_at)
    event.add("last-modified", forum.updated_at)
    event.add("created", forum.created_at)
    event.add("sequence", forum.sequence)
    event.add("dtstart", local(forum.starts_at))
    event.add("dtend", local(forum.ends_at))
    event.add("status", _STATUS.get(forum.stage, "CONFIRMED"))
    event.add("url", vUri(url))
    texts = {
        "summary": normalise(localised(forum.title, language)),
        "description": _description(forum, url, language),
        "location": normalise(localised(forum.place, language)),
    }
    for key, text in texts.items():
        if text:
            event.add(key, text, parameters={"LANGUAGE": language})
    return event


def _description(forum: Forum, url: str, language: str) -> str:
    reason = localised(forum.change_reason, language)
    lines = (reason, localised(forum.summary, language), url)
    return normalise_lines("\n\n".join(line for line in lines if line))
