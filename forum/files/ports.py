"""Who owns files: features above say who may read one and which are in use."""

from collections.abc import Callable, Sequence

from forum.core.actor import Actor
from forum.core.port import Port

# (actor, file id): whether the actor may read something of this feature that hands out the file.
may_read: Port[Callable[[Actor, int], bool]] = Port("files.may_read")

# Of these file ids, those the feature still uses.
in_use: Port[Callable[[Sequence[int]], set[int]]] = Port("files.in_use")
