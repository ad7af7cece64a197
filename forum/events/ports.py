"""What features above forums plug in: seats and letters follow what happens to a forum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.actor import Actor
from forum.core.port import Port

# All are called inside the transaction of the act, so that what they write is kept or lost with it.

# (forum id, change, actor, now); change is one of logic.stages.Change: moved, postponed, cancelled, reinstated.
forum_changed: Port[Callable[[int, str, Actor, datetime], None]] = Port("events.forum_changed")

# (forum id, now): a new, empty forum was made.
forum_created: Port[Callable[[int, datetime], None]] = Port("events.forum_created")

# (from forum id, to forum id, now): the second was made in the likeness of the first.
forum_cloned: Port[Callable[[int, int, datetime], None]] = Port("events.forum_cloned")


# Given ids of tables and blocks: those at which somebody sits, or where votes were counted.
blocks_in_use: Port[Callable[[Sequence[int]], set[int]]] = Port("events.blocks_in_use")


@dataclass(frozen=True)
class Check:
    """One line of the checklist to "ready": a label marked with N_, whether it is done, where to do it.

    `endpoint` takes `forum_id`; `is_needed` says that the forum should not open without it.
    """

    label: str
    is_done: bool
    endpoint: str
    is_needed: bool = True


# Given the forum's id, what else should be ready before it opens.
readiness: Port[Callable[[int], tuple[Check, ...]]] = Port("events.readiness")
