"""What a device at the door sends."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from forum.signups.logic.scans import MOST_AT_ONCE, Look

_KEY = re.compile("[A-Za-z0-9_-]{16,64}")
_HASH = re.compile("[0-9a-f]{64}")
_NAMED = re.compile("[A-Za-z0-9 -]{0,40}")


class UnreadableScans(ValueError):
    """What was sent is no list of looks at tickets."""


def read_looks(sent: Any, now: datetime) -> list[Look]:
    """The looks in what a device sent, MOST_AT_ONCE at the most.

    `{"scans": [{"key", "at" (ISO, with its zone), and "ticket", "code" or "signup"}]}`. A clock that
    cannot be read is taken to be ours. Raises UnreadableScans.
    """
    listed = sent.get("scans") if isinstance(sent, Mapping) else None
    if not isinstance(listed, list) or len(listed) > MOST_AT_ONCE:
        raise UnreadableScans
    return [_look(each, now) for each in listed]


def _look(sent: Any, now: datetime) -> Look:
    if not isinstance(sent, Mapping):
        raise UnreadableScans
    return Look(
        key=_text(sent, "key", _KEY),
        at=_moment(sent.get("at"), now),
        ticket=_text(sent, "ticket", _HASH) if sent.get("ticket") else "",
        code=_text(sent, "code", _NAMED),
        signup=_text(sent, "signup", _NAMED),
        is_by_name=bool(sent.get("signup")),
    )


def _text(sent: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    text = sent.get(name, "")
    if not isinstance(text, str) or not shape.fullmatch(text):
        raise UnreadableScans
    return text


def _moment(text: Any, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return now
    return moment.astimezone(UTC) if moment.tzinfo else now
