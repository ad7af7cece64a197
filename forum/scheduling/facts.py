"""The date that was found, as an iCalendar file (RFC 5545)."""

from datetime import datetime

from forum.core.i18n import localised
from forum.language.dates import local
from forum.language.normal import normalise
from forum.scheduling.models import DatePoll, DateSlot


def calendar_of(
    poll: DatePoll, slot: DateSlot, *, host: str, language: str, now: datetime
) -> bytes:
    """The chosen time as an .ics file, tentative until a forum is announced.

    The UID is the forum's where one came out of it, so that its own calendar file takes the place
    of this entry later. Nothing of a draft is in it but that: the words are the poll's.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - heavy, loaded when used

    calendar = Calendar()
    calendar.add("prodid", "-//Wethi//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{poll.forum.public_id if poll.forum else slot.public_id}@{host}")
    event.add("dtstamp", slot.chosen_at or now)
    event.add("sequence", 0)
    event.add("dtstart", local(slot.starts_at))
    event.add("dtend", local(slot.ends_at))
    event.add("status", "TENTATIVE")
    title = normalise(localised(poll.title, language))
    event.add("summary", title, parameters={"LANGUAGE": language})
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
