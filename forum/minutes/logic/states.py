"""The life of minutes, and what a block can be."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class MinutesState(StrEnum):
    """How far minutes are: only certified ones are for everybody."""

    DRAFT = "draft"
    CHECKED = "checked"
    CIRCULATED = "circulated"
    CERTIFIED = "certified"
    SUPERSEDED = "superseded"


class BlockOrigin(StrEnum):
    """Composed from what happened, or typed by a person."""

    COMPOSED = "composed"
    TYPED = "typed"


class Standing(StrEnum):
    """How a block that somebody rewrote stands to the facts it came from."""

    CURRENT = "current"
    CHANGED = "changed"
    GONE = "gone"


class TypedKind(StrEnum):
    """What a rapporteur can add."""

    PARAGRAPH = "paragraph"
    RESOLUTION = "resolution"
    RESERVATION = "reservation"
    QUOTATION = "quotation"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


# What is on the way, in order; superseded is what becomes of a version, not a step.
STEPS = (
    MinutesState.DRAFT,
    MinutesState.CHECKED,
    MinutesState.CIRCULATED,
    MinutesState.CERTIFIED,
)
# Circulating is not asked for yet; who circulates may certify afterwards.
NEXT_STATES: Mapping[MinutesState, frozenset[MinutesState]] = MappingProxyType(
    {
        MinutesState.DRAFT: frozenset({MinutesState.CHECKED}),
        MinutesState.CHECKED: frozenset(
            {MinutesState.DRAFT, MinutesState.CIRCULATED, MinutesState.CERTIFIED}
        ),
        MinutesState.CIRCULATED: frozenset({MinutesState.DRAFT, MinutesState.CERTIFIED}),
        MinutesState.CERTIFIED: frozenset({MinutesState.DRAFT}),
        MinutesState.SUPERSEDED: frozenset(),
    }
)

TITLE = "title"  # the kind (and key) of the block that is the document's head
# What people wrote for the forum: purpose, background of an item, resolution.
_WRITTEN_BY_PEOPLE = frozenset({"forum", "item"})
FIXED_KINDS = frozenset({TITLE, "heading", "annex"})


def can_become(state: MinutesState, wanted: MinutesState) -> bool:
    """Whether minutes in `state` may be brought to the wanted one in one step."""
    return wanted in NEXT_STATES[state]


def is_writable(state: MinutesState) -> bool:
    """Whether blocks may change. Certified minutes are only succeeded by a corrected version."""
    return state not in {MinutesState.CERTIFIED, MinutesState.SUPERSEDED}


def is_rewritable(origin: BlockOrigin, kind: str, source_kinds: Iterable[str]) -> bool:
    """Whether the words of a block may be typed anew.

    Typed ones always. Of composed ones resolutions, and prose that somebody wrote for the forum.
    What counts, quotes or finds may be hidden with a reason, never reworded.
    """
    if origin is BlockOrigin.TYPED or kind == "resolution":
        return True
    return kind == "paragraph" and set(source_kinds) <= _WRITTEN_BY_PEOPLE


def is_movable(kind: str) -> bool:
    """Whether a block may be put elsewhere: heads and annexes keep their place."""
    return kind not in FIXED_KINDS


def is_hideable(kind: str) -> bool:
    """Whether a block may be left out with a reason."""
    return kind != TITLE
