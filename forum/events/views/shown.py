"""How forums are said on pages: days and hours, their standing in words, their address."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import gettext

from forum.core.clock import now
from forum.core.i18n import N_
from forum.events.facts.jsonld import event_jsonld
from forum.events.logic.stages import AttributionMode, Stage, Standing, standing_of
from forum.events.models import Forum, PartKind
from forum.language import dates
from forum.web.locale import current_language, local_text, unbroken

STAGE_NAMES = {
    Stage.ANNOUNCED: N_("Announced"),
    Stage.OPEN: N_("Open for sign-up"),
    Stage.RUNNING: N_("Running"),
    Stage.MINUTES: N_("Minutes being written"),
    Stage.FINISHED: N_("Finished"),
    Stage.POSTPONED: N_("Postponed"),
    Stage.CANCELLED: N_("Cancelled"),
}
_STANDINGS = {
    Standing.ANNOUNCED: (N_("Announced"), "quiet"),
    Standing.SIGNUP_SOON: (N_("Sign-up opens soon"), "quiet"),
    Standing.SIGNUP_OPEN: (N_("Sign-up is open"), "open"),
    Standing.SIGNUP_CLOSED: (N_("Sign-up is closed"), "quiet"),
    Standing.RUNNING: (N_("Running now"), "open"),
    Standing.MINUTES: (N_("Minutes being written"), "quiet"),
    Standing.FINISHED: (N_("Finished"), "agree"),
    Standing.POSTPONED: (N_("Postponed"), "object"),
    Standing.CANCELLED: (N_("Cancelled"), "object"),
}
PART_KINDS = {
    PartKind.PLENARY: N_("Plenary"),
    PartKind.WORKSHOP: N_("Workshop"),
    PartKind.TABLES: N_("Table round"),
    PartKind.BREAK: N_("Break"),
}
ATTRIBUTIONS = {
    AttributionMode.NAMED: N_("With the name"),
    AttributionMode.SECTOR: N_("With the sector only"),
    AttributionMode.ANONYMOUS: N_("Without name and sector"),
}


def standing_words(forum: Forum) -> dict[str, str]:
    """The standing of a forum in words, with the tone that goes with it."""
    standing = standing_of(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now())
    text, tone = _STANDINGS[standing]
    return {"text": gettext(text), "tone": tone}


def period_of(forum: Forum) -> str:
    """Day and hours in one line: "12 December 2026, 09:00–16:30"."""
    language = current_language()
    first, last = dates.local(forum.starts_at), dates.local(forum.ends_at)
    if first.date() == last.date():
        return f"{unbroken(dates.format_date(first, language))} {hours_of(forum)}"
    days = unbroken(dates.format_date_range(first.date(), last.date(), language))
    start = gettext("from %(time)s", time=dates.format_time(first, language))
    return f"{days} {start}"


def hours_of(forum: Forum) -> str:
    """The hours of a forum; with the last day where it is another."""
    language = current_language()
    first, last = dates.local(forum.starts_at), dates.local(forum.ends_at)
    if first.date() == last.date():
        return unbroken(dates.format_time_range(first.time(), last.time(), language))
    start = unbroken(dates.format_time(first.time(), language))
    day = unbroken(dates.format_date(last, language))
    end = f"{day} {unbroken(dates.format_time(last.time(), language))}"
    return str(gettext("%(start)s until %(end)s", start=start, end=end))


def clock_range(starts_at: datetime, ends_at: datetime) -> str:
    """Two moments of one day as hours."""
    first, last = dates.local(starts_at), dates.local(ends_at)
    return dates.format_time_range(first.time(), last.time(), current_language())


def date_block_of(moment: datetime) -> dates.DateBlock:
    """The day of a moment for the `date_block` macro."""
    return dates.date_block(dates.local(moment).date(), current_language())


def minutes_words(minutes: int) -> str:
    """A length of time in words: "45 minutes", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(gettext("%(number)s min", number=rest))
    if not rest:
        return str(gettext("%(number)s h", number=hours))
    return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest))


def forum_url(forum: Forum) -> str:
    """The full address of a forum's page, as written on PUBLIC_URL."""
    return public_url("portal.forum", forum_id=forum.public_id)


def public_url(endpoint: str, **values: Any) -> str:
    """An address that works outside of this request, built on PUBLIC_URL."""
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + url_for(endpoint, **values)


def public_host() -> str:
    """The host of PUBLIC_URL: the part of a UID after the @."""
    return urlsplit(str(current_app.config["PUBLIC_URL"])).hostname or "localhost"


def host_of(url: str) -> str:
    """The host of a link, to show where it leads."""
    return urlsplit(url).hostname or url


def jsonld_of(forum: Forum) -> dict[str, Any]:
    """The forum for search engines, in the page's language."""
    asset = current_app.jinja_env.globals["asset"]
    root = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    return event_jsonld(
        forum,
        current_language(),
        url=forum_url(forum),
        image=root + asset("og.png"),  # type: ignore[operator]
        organiser=local_text(current_app.config["INSTALLATION"]["RESPONSIBLE"]),
    )
