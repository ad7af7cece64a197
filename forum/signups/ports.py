"""What features above sign-ups tell letters and tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.i18n import LocalText
from forum.core.port import Port


@dataclass(frozen=True)
class OpenPoll:
    """A poll by link that waits for the answer of somebody who has a place."""

    public_id: str
    question: LocalText
    closes_at: datetime | None


# Given the forum's id: whether anybody may read its minutes.
minutes_are_public: Port[Callable[[int], bool]] = Port("signups.minutes_are_public")
# Given a sign-up's id: the polls by link that wait for its answer.
polls_waiting_for: Port[Callable[[int], Sequence[OpenPoll]]] = Port("signups.polls_waiting_for")
