"""A forum in the words of schema.org, for search engines."""

from typing import Any

from forum.core.i18n import localised
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.language.dates import local

_STATUS = {Stage.CANCELLED: "EventCancelled", Stage.POSTPONED: "EventPostponed"}


def event_jsonld(
    forum: Forum, language: str, *, url: str, image: str, organiser: str
) -> dict[str, Any]:
    """The forum as a schema.org Event, ready for JSON.

    Online forums point to the forum's own page: the room's link is for those who signed up.
    """
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": localised(forum.title, language),
        "description": localised(forum.summary, language),
        "startDate": local(forum.starts_at).isoformat(),
        "endDate": local(forum.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{_STATUS.get(forum.stage, 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{_attendance(forum)}",
        "location": _location(forum, language, url),
        "inLanguage": sorted(forum.title),
        "isAccessibleForFree": True,
        "image": [image],
        "organizer": {"@type": "Organization", "name": _organiser(forum, language) or organiser},
    }
    return {key: value for key, value in event.items() if value not in ("", [], None)}


def _attendance(forum: Forum) -> str:
    if not forum.online_url:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if forum.place else "OnlineEventAttendanceMode"


def _location(forum: Forum, language: str, url: str) -> list[dict[str, Any]]:
    place = localised(forum.place, language)
    address = {"@type": "PostalAddress", "streetAddress": place, "addressCountry": "TH"}
    places: list[dict[str, Any]] = []
    if place:
        places.append({"@type": "Place", "name": place, "address": address})
    if forum.online_url:
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _organiser(forum: Forum, language: str) -> str:
    body = forum.programme.organisation
    return localised(body.name, language) if body is not None else ""
