"""Pure rules of seats: who gets one, who waits, who is next.

The rules of seats, in one place:

* No sector takes more than its maximum, and all sectors together no more than the capacity.
* A sector's minimum that is not yet filled keeps that many seats free from all other sectors.
* Whoever finds no room waits; a seat that becomes free goes to the first of the sector that left
  it, and where nobody there can have it, to the first of all whose sector has room.
* Nobody loses a seat because a limit was lowered; seats are then given again once there is room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Standing(StrEnum):
    """What a sign-up gets: a seat, or a turn in its sector's line."""

    SEATED = "seated"
    WAITING = "waiting"


@dataclass(frozen=True)
class Share:
    """How many seats a sector must (minimum) and may (maximum; None: no limit of its own) have."""

    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class Waiting:
    """Somebody in line: the sign-up's id and sector. A line is a sequence, first come first."""

    id: int
    sector: str


@dataclass(frozen=True)
class Seats:
    """A forum's seats: all together (None: no limit), each sector's share, and how many are taken.

    A sector without a share has no limit of its own.
    """

    capacity: int | None
    shares: Mapping[str, Share] = field(default_factory=lambda: MappingProxyType({}))
    taken: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def total_taken(self) -> int:
        """Seats taken by all sectors."""
        return sum(self.taken.values())

    def after(self, sector: str, change: int) -> "Seats":
        """The same with `change` more (or fewer) seats of the sector taken."""
        taken = {**self.taken, sector: self.taken.get(sector, 0) + change}
        return Seats(self.capacity, self.shares, taken)

    def left_for(self, sector: str) -> int | None:
        """How many more of this sector can be seated now; None where nothing limits them.

        The sector's own maximum, and what the capacity leaves once the unfilled minima of the
        others are kept free. Never negative: a lowered limit leaves nothing, it takes nothing.
        """
        limits = []
        maximum = self.shares.get(sector, Share()).maximum
        if maximum is not None:
            limits.append(maximum - self.taken.get(sector, 0))
        if self.capacity is not None:
            limits.append(self.capacity - self.total_taken - self._kept_from(sector))
        return max(0, min(limits)) if limits else None

    def _kept_from(self, sector: str) -> int:
        return sum(
            max(0, share.minimum - self.taken.get(other, 0))
            for other, share in self.shares.items()
            if other != sector
        )


def standing_for(
    sector: str,
    *,
    quotas: Mapping[str, Share],
    taken: Mapping[str, int],
    capacity: int | None,
    total_taken: int | None = None,
) -> Standing:
    """Seated while the sector has room under every limit, waiting after that.

    `total_taken` counts seats beyond those of `taken`, where a sector is not named there.
    """
    nameless = (total_taken or 0) - sum(taken.values())
    everyone = {**taken, "": max(0, nameless)} if nameless > 0 else taken
    return standing_in(Seats(capacity, quotas, everyone), sector)


def standing_in(seats: Seats, sector: str) -> Standing:
    """Seated while the sector has room, waiting after that."""
    return Standing.WAITING if seats.left_for(sector) == 0 else Standing.SEATED


def next_in_line(
    line: Sequence[Waiting], seats: Seats, freed_sector: str | None = None
) -> Waiting | None:
    """Who gets a seat now: the first of the sector that freed one, else the first who has room.

    None when nobody who waits has room.
    """
    with_room = [waiting for waiting in line if seats.left_for(waiting.sector) != 0]
    same = (waiting for waiting in with_room if waiting.sector == freed_sector)
    return next(same, with_room[0] if with_room else None)


def promotions(
    line: Sequence[Waiting], seats: Seats, freed_sector: str | None = None
) -> list[Waiting]:
    """Everybody who gets a seat now, in the order they get it."""
    promoted: list[Waiting] = []
    rest = list(line)
    while (chosen := next_in_line(rest, seats, freed_sector)) is not None:
        promoted.append(chosen)
        rest.remove(chosen)
        seats = seats.after(chosen.sector, +1)
    return promoted
