"""Pure rules of seats: who gets one, who waits, who is next.

The rules of seats, in one place:

* A forum has no limit, or one or several **pools** of seats (hall, online, a workshop). Everybody is
  in one pool; what follows holds in each pool by itself.
* A companion takes a seat of the pool and counts under no quota: quotas are about who is heard.
* **Maximum**: no value of a characteristic (a sector; a gender, region or network) gets more seats
  than its maximum, and nobody gets one above the pool's capacity.
* **Minimum**: seats that a value must have and has not yet filled stay free from everybody else.
  Sectors and the second characteristic are looked at together: one person may fill a minimum of
  each, so the seats to be kept are the larger of the two sums, not both. A seat is given only where
  the seats that are left can still fill every minimum. That is exact, not merely safe: as long as
  people of every combination may yet come, seats can be filled to any sums of sectors and any sums
  of values that have the same total. Seats that the sectors' maxima leave nobody to fill do not
  count as left. Where minima can no longer be met at all (a limit was lowered), a seat goes to
  whoever makes the gap no larger.
* **Not said** (no gender, no province, no network): counts under no value. It fills no minimum, no
  maximum holds it, and the seats kept for others are kept from it as from everybody.
* **Invitation**: its seats that are not used yet count as taken, under its sector and network where
  it names them. They are free for whoever comes with it, without harm to any minimum; a maximum
  holds for them, too. What is not used when it expires or is declined or revoked goes to the line.
* **Line**: whoever finds no room waits. A freed seat goes to the first of the sector that left it,
  and where nobody there can have it, to the first of all who fits.
* **Group**: people with one code are seated all or none. They wait at the place of their last
  member and are skipped while they do not fit. A group that has its seats takes somebody in only
  while there is one more seat; else they are told to sign up by themselves. Where seats have to
  be accepted, one answer holds for all of a group; whoever cannot come withdraws for themselves.
* **Draw**: seats that come free later go to its reserve first, by its own rule (`logic.draw`).

Late changes:

* A limit lowered below what is taken: nobody loses a seat; nobody moves up until there is room.
* A sector changed: a seat moves along if the new sector has room, else the change is refused; the
  seat left behind goes to the line. Whoever waits keeps the time they came.
* A person merged with another: of two sign-ups for one forum the better state stays (present,
  seated, offered, waiting, applied; then who came first); the other's seat goes to the line.
* A pool removed: its people move to another pool with what they have. Nobody loses a seat (that
  pool may then be over its limit); whoever waits keeps the time they came. The last pool removed:
  no limit any more, so everybody who waits gets a seat.
* An offer not accepted in time ends; the seat is offered to the next.
* A companion added when full: refused, the seat held stays. Who waits with a companion waits for
  two seats. A companion taken away frees a seat.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from types import MappingProxyType


class Standing(StrEnum):
    """What a sign-up gets: a seat, a turn in its sector's line, or an answer to come."""

    SEATED = "seated"
    WAITING = "waiting"
    APPLIED = "applied"


class Characteristic(StrEnum):
    """What seats are shared by: always the sector, and at most one more in a pool."""

    SECTOR = "sector"
    GENDER = "gender"
    REGION = "region"
    NETWORK = "network"


SECOND = (Characteristic.GENDER, Characteristic.REGION, Characteristic.NETWORK)


@dataclass(frozen=True)
class Share:
    """How many seats a value must (minimum) and may (maximum; None: no limit of its own) have."""

    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True)
class PoolPlan:
    """A pool as the organiser wants it; a value left out has no share of its own.

    `second` is the characteristic that `values` belong to.
    """

    capacity: int
    name: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, Share] = field(default_factory=dict)
    second: Characteristic | None = None
    values: Mapping[str, Share] = field(default_factory=dict)

    @property
    def shares(self) -> dict[Characteristic, Mapping[str, Share]]:
        """By characteristic, those that say anything."""
        both = {Characteristic.SECTOR: self.sectors}
        if self.second is not None:
            both[self.second] = self.values
        return {
            each: {value: share for value, share in shares.items() if share != Share()}
            for each, shares in both.items()
        }


@dataclass(frozen=True)
class Party:
    """Somebody with whoever comes along: what they are counted under, and how many seats they take.

    What they did not say is not among the traits.
    """

    traits: frozenset[tuple[Characteristic, str]]
    size: int = 1

    @property
    def sector(self) -> str:
        """The sector they come for."""
        return dict(self.traits).get(Characteristic.SECTOR, "")


def party_of(
    sector: str,
    *,
    gender: str | None = None,
    region: str | None = None,
    network: str | None = None,
    size: int = 1,
) -> Party:
    """A party from what somebody said of themselves."""
    said = {
        Characteristic.SECTOR: sector,
        Characteristic.GENDER: gender,
        Characteristic.REGION: region,
        Characteristic.NETWORK: network,
    }
    return Party(frozenset((each, value) for each, value in said.items() if value), size)


Shares = Mapping[Characteristic, Mapping[str, Share]]
Counts = Mapping[Characteristic, Mapping[str, int]]


@dataclass(frozen=True)
class Seats:
    """A pool's seats: all together (None: no limit), each value's share, and what is taken.

    A value without a share has no limit of its own. `taken` counts people, `total_taken` seats.
    `complete` are the characteristics of which everybody has a value that stands in `shares`.
    """

    capacity: int | None
    shares: Shares = field(default_factory=lambda: MappingProxyType({}))
    taken: Counts = field(default_factory=lambda: MappingProxyType({}))
    total_taken: int = 0
    complete: frozenset[Characteristic] = frozenset()

    def after(self, party: Party, change: int = 1) -> "Seats":
        """The same with the party seated (or, with -1, gone)."""
        return self.after_all([party], change)

    def after_all(self, parties: Iterable[Party], change: int = 1) -> "Seats":
        """The same with all of them seated (or gone)."""
        taken = {each: dict(counts) for each, counts in self.taken.items()}
        total = self.total_taken
        for party in parties:
            total += change * party.size
            for each, value in party.traits:
                counts = taken.setdefault(each, {})
                counts[value] = counts.get(value, 0) + change
        return Seats(self.capacity, self.shares, taken, total, self.complete)

    def has_room(self, parties: Sequence[Party], floor: float | None = None) -> bool:
        """Whether all of them can be seated now, together.

        `floor` is the slack that must remain; left out, what there is now, and 0 is enough.
        """
        after = self.after_all(parties)
        if floor is None:
            floor = min(0, self.slack)
        return after.fits(parties) and after.slack >= floor

    def fits(self, parties: Iterable[Party]) -> bool:
        """Whether nothing that these parties are counted under is above its limit."""
        if self.capacity is not None and self.total_taken > self.capacity:
            return False
        values = {trait for party in parties for trait in party.traits}
        return all(self._left_under(each, value) >= 0 for each, value in values)

    @property
    def slack(self) -> float:
        """Seats left beyond those that must be kept for minima; negative: some cannot be met."""
        return self._room - max((self._unfilled(each) for each in self.shares), default=0)

    def left_for(self, party: Party) -> int | None:
        """How many more such people can be seated now; None where nothing limits them.

        Never negative: a lowered limit leaves nothing, it takes nothing.
        """
        traits, floor = dict(party.traits), min(0, self.slack)
        limits = [self._capacity_left, *(self._left_under(*trait) for trait in party.traits)]
        for each in self.shares:
            own = self._gap(each, traits[each]) if each in traits else 0
            limits.append(self._room - self._unfilled(each) + own - floor)
        left = min(limits)
        return None if left == inf else max(0, int(left))

    @property
    def left_by_maxima(self) -> dict[tuple[Characteristic, str], int]:
        """What each maximum leaves now, however many seats there are; never negative."""
        return {
            (each, value): max(0, int(self._left_under(each, value)))
            for each, shares in self.shares.items()
            for value, share in shares.items()
            if share.maximum is not None
        }

    def without(self, number: int) -> "Seats":
        """The same with so many seats fewer, where there is a number of them."""
        capacity = None if self.capacity is None else self.capacity - number
        return Seats(capacity, self.shares, self.taken, self.total_taken, self.complete)

    @property
    def _capacity_left(self) -> float:
        return inf if self.capacity is None else self.capacity - self.total_taken

    @property
    def _room(self) -> float:
        """Seats that somebody can still have: not those which maxima leave nobody for."""
        return min([self._capacity_left, *(self._left_by_maxima(each) for each in self.complete)])

    def _left_by_maxima(self, each: Characteristic) -> float:
        return sum(max(0, self._left_under(each, value)) for value in self.shares.get(each, ()))

    def _left_under(self, each: Characteristic, value: str) -> float:
        maximum = self.shares.get(each, {}).get(value, Share()).maximum
        return inf if maximum is None else maximum - self.taken.get(each, {}).get(value, 0)

    def _unfilled(self, each: Characteristic) -> int:
        return sum(self._gap(each, value) for value in self.shares[each])

    def _gap(self, each: Characteristic, value: str) -> int:
        minimum = self.shares[each].get(value, Share()).minimum
        return max(0, minimum - self.taken.get(each, {}).get(value, 0))


def standing_in(seats: Seats, party: Party) -> Standing:
    """Seated while there is room under every rule, waiting after that."""
    return Standing.SEATED if seats.has_room([party]) else Standing.WAITING


def has_invited_room(seats: Seats, reserved: Party, count: int, party: Party) -> bool:
    """Whether a party can be seated on an invitation of which `count` seats are still reserved.

    `reserved` is what each of them counts as. In `seats` they count as taken. A party larger than
    what is reserved needs free seats for the rest.
    """
    free = seats.after_all([reserved] * count, -1)
    still_reserved = max(0, count - party.size)
    after = free.after(party).after_all([reserved] * still_reserved)
    return after.fits([party]) and after.slack >= min(0, seats.slack)
