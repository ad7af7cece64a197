"""Tabs of a forum's pages and of its organiser's desk: each feature lists its own.

The desk has two levels. Its first row names features; a feature with several pages lists the others
`under` its first tab, and they stand in a second row on its pages.
"""

from collections.abc import Callable, Iterable
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
    """One tab: its label marked with N_, the endpoint (taking `forum_id`), when it shows, its count.

    `under` is the key of the tab of the desk's first row that it belongs to; empty for those.
    """

    key: str
    label: str
    endpoint: str
    is_shown: Callable[[Any, Actor], bool] = _always
    count: Callable[[Any], int | None] = _uncounted
    under: str = ""


forum_tabs: Port[Tab] = Port("web.forum_tabs")
desk_tabs: Port[Tab] = Port("web.desk_tabs")


def tabs_of(forum: Any, current: str) -> list[dict[str, Any]]:
    """The public tabs of a forum, for the `tabs` macro."""
    return [_item(tab, forum, current) for tab in _shown(forum_tabs.suppliers, forum)]


def desk_tabs_of(forum: Any, current: str) -> list[dict[str, Any]]:
    """The features on a forum's desk that this actor may open, for the `desk_tabs` macro.

    Each has its `parts`, itself among them; whoever may open only some of them is led to the first.
    """
    features = [
        _feature(
            tab,
            [part for part in desk_tabs.suppliers if tab.key in {part.key, part.under}],
            forum,
            current,
        )
        for tab in desk_tabs.suppliers
        if not tab.under
    ]
    return [feature for feature in features if feature["parts"]]


def _feature(head: Tab, tabs: list[Tab], forum: Any, current: str) -> dict[str, Any]:
    parts = [_item(tab, forum, current) for tab in _shown(tabs, forum)]
    return {
        # whoever may open one page of a feature finds it under its own name
        "label": parts[0]["label"] if len(parts) == 1 else gettext(head.label),
        "url": parts[0]["url"] if parts else "",
        "current": any(part["current"] for part in parts),
        "count": sum(part["count"] or 0 for part in parts) or None,
        "parts": parts,
    }


def _shown(tabs: Iterable[Tab], forum: Any) -> list[Tab]:
    actor = current_actor()
    return [tab for tab in tabs if tab.is_shown(forum, actor)]


def _item(tab: Tab, forum: Any, current: str) -> dict[str, Any]:
    return {
        "label": gettext(tab.label),
        "url": url_for(tab.endpoint, forum_id=forum.public_id),
        "current": tab.key == current,
        "count": tab.count(forum) or None,  # nothing yet is not worth a figure
    }
