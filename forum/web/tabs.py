"""Tabs of a forum's pages and of its organiser's desk: each feature lists its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from forum.core.actor import Actor
from forum.core.port import Port
from forum.web.guard import current_actor


def _always(_forum: Any, _actor: Actor) -> bool:
    return True


def _uncounted(_forum: Any) -> int | None:
    return None


@dataclass(frozen=True)
class Tab:
    """One tab: its label marked with N_, the endpoint (taking `forum_id`), when it shows, its count."""

    key: str
    label: str
    endpoint: str
    is_shown: Callable[[Any, Actor], bool] = _always
    count: Callable[[Any], int | None] = _uncounted


forum_tabs: Port[Tab] = Port("web.forum_tabs")
desk_tabs: Port[Tab] = Port("web.desk_tabs")


def tabs_of(forum: Any, current: str) -> list[dict[str, Any]]:
    """The public tabs of a forum, for the `tabs` macro."""
    return _shown(forum_tabs, forum, current)


def desk_tabs_of(forum: Any, current: str) -> list[dict[str, Any]]:
    """The tabs of a forum's organiser's desk that this actor may open."""
    return _shown(desk_tabs, forum, current)


def _shown(port: Port[Tab], forum: Any, current: str) -> list[dict[str, Any]]:
    actor = current_actor()
    return [
        {
            "label": gettext(tab.label),
            "url": url_for(tab.endpoint, forum_id=forum.public_id),
            "current": tab.key == current,
            "count": tab.count(forum) or None,  # nothing yet is not worth a figure
        }
        for tab in port.suppliers
        if tab.is_shown(forum, actor)
    ]
