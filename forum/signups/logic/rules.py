"""How a forum gives its seats, and what it asks beside the name."""

from dataclasses import dataclass

from forum.signups.logic.states import SeatMode


@dataclass(frozen=True)
class SeatRules:
    """The defaults are a forum without any setting: first come first served, nothing more asked.

    `accept_hours` is how long somebody who moves up has to accept; None: they are seated at once.
    """

    mode: SeatMode = SeatMode.DIRECT
    accept_hours: int | None = None
    companions_most: int = 0
    has_groups: bool = False
    asks_gender: bool = False
    asks_province: bool = False
