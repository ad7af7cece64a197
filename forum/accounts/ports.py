"""What accounts need from features above: places at forums, and each feature's data of a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forum.core.actor import Place
from forum.core.port import Port

# The places that a person (signed in) and tickets (opened on this device) give.
PlacesOf = Callable[[int | None, tuple[int, ...]], tuple[Place, ...]]
places_of: Port[PlacesOf] = Port("accounts.places_of")


@dataclass(frozen=True)
class PersonalData:
    """What a feature does with a person's data: hand it out, erase it."""

    feature: str
    export: Callable[[int], dict[str, Any]]
    erase: Callable[[int], None]


personal_data: Port[PersonalData] = Port("accounts.personal_data")
