"""What comments need from features above: whose thread it is, and the sector of a place."""

from collections.abc import Callable
from dataclasses import dataclass

from forum.core.actor import Actor
from forum.core.port import Port
from forum.events.models import Forum


@dataclass(frozen=True)
class ThreadOwner:
    """A kind of thing that owns threads.

    `access(actor, public_id)` gives the forum of the thing when the actor may see it, and raises
    NotFound otherwise. `endpoint` shows the thing with its thread; `argument` names its id there.
    """

    kind: str
    access: Callable[[Actor, str], Forum]
    endpoint: str
    argument: str


thread_owners: Port[ThreadOwner] = Port("comments.thread_owners")

# The sector (its id) for which a place, named by the id of its sign-up, was taken.
sector_of_place: Port[Callable[[int], int | None]] = Port("comments.sector_of_place")


def owner_of_kind(kind: str) -> ThreadOwner | None:
    """Who owns threads of this kind; None when nobody does."""
    return next((owner for owner in thread_owners.suppliers if owner.kind == kind), None)
