"""What accounts need from features above: places at forums, and each feature's data of a person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from forum.core.actor import Actor, Place
from forum.core.i18n import LocalText
from forum.core.permissions import Scope
from forum.core.port import Port
from forum.language.redaction import Marks

# The places that a person (signed in) and tickets (opened on this device) give.
PlacesOf = Callable[[int | None, tuple[int, ...]], tuple[Place, ...]]
places_of: Port[PlacesOf] = Port("accounts.places_of")

# The persons whose tickets (ids) these are, ended sign-ups included, the newest ticket's last.
PersonsOf = Callable[[Sequence[int]], Sequence[int]]
persons_of_tickets: Port[PersonsOf] = Port("accounts.persons_of_tickets")


@dataclass(frozen=True)
class Occasion:
    """A forum that a person is or was signed up for; consents are given for one.

    `is_active`: their sign-up stands, and ends with the consent that it needs.
    """

    scope: Scope
    public_id: str
    title: LocalText
    starts_at: datetime
    is_active: bool


OccasionsOf = Callable[[int], Sequence[Occasion]]
occasions_of: Port[OccasionsOf] = Port("accounts.occasions_of")

# What a feature does when a consent (person, scope, purpose) was withdrawn.
ConsentWithdrawn = Callable[[int, Scope, str, Actor, datetime], None]
consent_withdrawn: Port[ConsentWithdrawn] = Port("accounts.consent_withdrawn")

# Whether what a person (the first) would be merged with (the second) belongs to this scope alone.
BelongsOnly = Callable[[int, Scope], bool]
belongs_only: Port[BelongsOnly] = Port("accounts.belongs_only")


@dataclass(frozen=True)
class Held:
    """What a feature holds of a person, in sentences marked with N_ for the page that erases.

    `goes` is taken away or cut loose, `stays` is kept without the person. `words` name the keys of
    the feature's export for people who read it.
    """

    title: str = ""
    goes: str = ""
    stays: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def _nothing_to_merge(_kept: int, _double: int) -> None:
    """For features that hold nothing under a person's own key."""


def _nothing_to_redact(_person: int, _marks: Marks) -> None:
    """For features where others type no text."""


@dataclass(frozen=True)
class PersonalData:
    """What a feature does with a person's data: hand it out, erase it, join it with a double's.

    `merge(kept, double)` moves what the double holds; it raises a RuleBroken of its own where the
    two cannot be one person. `redact` takes the person out of what others typed at the forums they
    came to: only where the staff has seen to it, or signing up under a minister's name and leaving
    again would take the minister out of the minutes. All run inside the transaction of whoever asks.
    """

    feature: str
    export: Callable[[int], dict[str, Any]]
    erase: Callable[[int], None]
    merge: Callable[[int, int], None] = _nothing_to_merge
    redact: Callable[[int, Marks], None] = _nothing_to_redact
    held: Held = Held()


personal_data: Port[PersonalData] = Port("accounts.personal_data")
