"""An agenda in order and in time: numbers, starts, parts side by side, moving items about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True)
class Entry:
    """An agenda item as far as order and time go. `part` and `parent` are ids."""

    id: int
    minutes: int
    parent: int | None = None
    part: int | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of time: a part, or the whole forum."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """Its length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


@dataclass(frozen=True)
class Slot:
    """Where an item stands: number ("3", "3.1"), depth (0 at the top), part, start, minutes."""

    id: int
    number: str
    depth: int
    part: int | None
    starts_at: datetime
    minutes: int

    @property
    def ends_at(self) -> datetime:
        """When it should be over."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Block:
    """What is read as one: a part with its items, or items between parts (`part` is None)."""

    part: int | None
    starts_at: datetime
    ends_at: datetime
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Overrun:
    """More is planned than fits, by `minutes`: in a part, below an item, or (both None) in all."""

    minutes: int
    part: int | None = None
    item: int | None = None


class Direction(StrEnum):
    """Where an agenda item can be moved."""

    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


DEEPEST = 2  # items, sub-items and one level more: 3, 3.1, 3.1.2


def schedule(entries: Sequence[Entry], parts: Mapping[int, Span], forum: Span) -> list[Slot]:
    """Number and time of every entry, in reading order, which is the order of time.

    `entries` come by position. Items of a part follow one another from the part's start; parts may
    run at the same time. Items without a part follow one another from the forum's start in the
    time that parts leave. A sub-item starts with its parent and follows its sisters. An entry whose
    parent is missing, or that hangs in a circle, stands at the top, so that nothing is ever lost.
    """
    below, lengths = _children(entries), minutes_of(entries)
    starts = _starts_of_tops(below[None], lengths, parts, forum)
    order = {entry.id: place for place, entry in enumerate(below[None])}

    def reading(entry: Entry) -> tuple[datetime, int, int]:
        if entry.part is not None and entry.part in parts:
            return parts[entry.part].starts_at, entry.part, order[entry.id]
        return starts[entry.id], 0, order[entry.id]

    slots: list[Slot] = []
    for place, entry in enumerate(sorted(below[None], key=reading), start=1):
        part = entry.part if entry.part in parts else None
        first = Slot(entry.id, str(place), 0, part, starts[entry.id], lengths[entry.id])
        slots += [first, *_slots_below(first, below, lengths)]
    return slots


def minutes_of(entries: Sequence[Entry]) -> dict[int, int]:
    """How long each entry takes: its own minutes, or those of its sub-items where they are more."""
    below = _children(entries)
    lengths: dict[int, int] = {}

    def measure(entry: Entry) -> int:
        inside = sum(measure(sub) for sub in below[entry.id])
        lengths[entry.id] = max(entry.minutes, inside)
        return lengths[entry.id]

    for entry in below[None]:
        measure(entry)
    return lengths


def timetable(slots: Sequence[Slot], parts: Mapping[int, Span]) -> list[tuple[Block, ...]]:
    """The slots as rows in time; a row of several blocks are parts that run at the same time."""
    blocks = [
        Block(part, span.starts_at, span.ends_at, tuple(s for s in slots if s.part == part))
        for part, span in parts.items()
    ]
    blocks += _blocks_between(slots)
    rows: list[list[Block]] = []
    for block in sorted(blocks, key=lambda each: (each.starts_at, each.part or 0)):
        if block.part and rows and _runs_beside(block, rows[-1]):
            rows[-1].append(block)
        else:
            rows.append([block])
    return [tuple(row) for row in rows]


def overruns(entries: Sequence[Entry], parts: Mapping[int, Span], forum: Span) -> list[Overrun]:
    """Where more is planned than fits: below items, in parts, then in the forum as a whole.

    An item overruns when it names its minutes and its sub-items take more. A part overruns when
    its items take longer than the part. The forum overruns when the items outside of parts take
    longer than what the parts leave of its time (parts at the same time are counted once).
    """
    below, lengths = _children(entries), minutes_of(entries)
    planned: dict[int | None, int] = dict.fromkeys([*parts, None], 0)
    for entry in below[None]:
        planned[entry.part if entry.part in parts else None] += lengths[entry.id]
    room: dict[int | None, int] = {part: span.minutes for part, span in parts.items()}
    room[None] = forum.minutes - _covered(parts.values(), forum)
    promised = [e for e in entries if e.minutes and lengths[e.id] > e.minutes]
    return [Overrun(lengths[entry.id] - entry.minutes, item=entry.id) for entry in promised] + [
        Overrun(minutes - room[part], part=part)
        for part, minutes in planned.items()
        if minutes > room[part]
    ]


def rearranged(entries: Sequence[Entry], moving: int, direction: Direction) -> list[Entry] | None:
    """The entries in their new order after moving one of them; None when it cannot go there.

    Up and down change places with the sister before or after (in the same part); in makes it the
    last sub-item of the sister before, out puts it after its parent. Sub-items travel along.
    """
    entry = next(each for each in entries if each.id == moving)
    sisters = _sisters(entries, entry)
    place = [each.id for each in sisters].index(moving)
    if direction is Direction.OUT:
        return _moved_out(entries, entry)
    neighbour = place + 1 if direction is Direction.DOWN else place - 1
    if not 0 <= neighbour < len(sisters):
        return None
    if direction is Direction.IN:
        return _moved_in(entries, entry, sisters[neighbour])
    return _swapped(entries, entry, sisters[neighbour])


def _sisters(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    below = _children(entries)
    if entry in below[None]:
        return [each for each in below[None] if each.part == entry.part]
    return below[entry.parent]


def _swapped(entries: Sequence[Entry], one: Entry, other: Entry) -> list[Entry]:
    change = {one.id: other, other.id: one}
    return [change.get(each.id, each) for each in entries]


def _moved_in(entries: Sequence[Entry], entry: Entry, parent: Entry) -> list[Entry] | None:
    below = _children(entries)
    if _depth(entries, parent) + 1 + _height(below, entry) > DEEPEST:
        return None
    return [*_without(entries, entry), replace(entry, parent=parent.id, part=None)]


def _moved_out(entries: Sequence[Entry], entry: Entry) -> list[Entry] | None:
    parent = next((each for each in entries if each.id == entry.parent), None)
    if parent is None:
        return None
    rest = _without(entries, entry)
    place = rest.index(parent) + 1
    moved = replace(entry, parent=parent.parent, part=parent.part)
    return [*rest[:place], moved, *rest[place:]]


def _without(entries: Sequence[Entry], entry: Entry) -> list[Entry]:
    return [each for each in entries if each.id != entry.id]


def _depth(entries: Sequence[Entry], entry: Entry) -> int:
    known = {each.id: each for each in entries}
    depth = 0
    while entry.parent is not None and entry.parent in known and depth <= DEEPEST:
        entry, depth = known[entry.parent], depth + 1
    return depth


def _height(below: Mapping[int | None, Sequence[Entry]], entry: Entry) -> int:
    return max((1 + _height(below, sub) for sub in below[entry.id]), default=0)


def _children(entries: Sequence[Entry]) -> dict[int | None, list[Entry]]:
    known = {entry.id: entry for entry in entries}
    below: dict[int | None, list[Entry]] = {None: [], **{entry.id: [] for entry in entries}}
    for entry in entries:
        below[None if _is_top(entry, known) else entry.parent].append(entry)
    return below


def _is_top(entry: Entry, known: Mapping[int, Entry]) -> bool:
    """Whether the entry has no parent, an unknown one, or a way up that never ends."""
    if entry.parent is None or entry.parent not in known:
        return True
    seen = {entry.id}
    above: Entry | None = known[entry.parent]
    while above is not None and above.id not in seen:
        seen.add(above.id)
        above = known.get(above.parent) if above.parent is not None else None
    return above is not None


def _starts_of_tops(
    tops: Sequence[Entry], lengths: Mapping[int, int], parts: Mapping[int, Span], forum: Span
) -> dict[int, datetime]:
    clocks = {part: span.starts_at for part, span in parts.items()}
    between = forum.starts_at
    starts = {}
    for entry in tops:
        length = timedelta(minutes=lengths[entry.id])
        if entry.part in clocks:
            starts[entry.id] = clocks[entry.part]
            clocks[entry.part] += length
        else:
            starts[entry.id] = between = _after_parts(between, parts.values())
            between += length
    return starts


def _after_parts(moment: datetime, spans: Iterable[Span]) -> datetime:
    """The moment, or the end of the parts that cover it."""
    for span in sorted(spans, key=lambda each: each.starts_at):
        if span.starts_at <= moment < span.ends_at:
            moment = span.ends_at
    return moment


def _slots_below(
    above: Slot, below: Mapping[int | None, Sequence[Entry]], lengths: Mapping[int, int]
) -> list[Slot]:
    slots: list[Slot] = []
    moment = above.starts_at
    for place, entry in enumerate(below[above.id], start=1):
        number = f"{above.number}.{place}"
        slot = Slot(entry.id, number, above.depth + 1, above.part, moment, lengths[entry.id])
        slots += [slot, *_slots_below(slot, below, lengths)]
        moment = slot.ends_at
    return slots


def _blocks_between(slots: Sequence[Slot]) -> list[Block]:
    """Items outside of parts, those that follow one another without a part between as one block."""
    runs: list[list[Slot]] = []
    previous: Slot | None = None
    for slot in slots:
        if slot.part is None:
            if (
                previous is None
                or previous.part is not None
                or slot.starts_at > runs[-1][-1].ends_at
            ):
                runs.append([])
            runs[-1].append(slot)
        previous = slot
    return [Block(None, run[0].starts_at, max(s.ends_at for s in run), tuple(run)) for run in runs]


def _runs_beside(block: Block, row: Sequence[Block]) -> bool:
    return all(each.part for each in row) and block.starts_at < max(each.ends_at for each in row)


def _covered(spans: Iterable[Span], forum: Span) -> int:
    """Minutes of the forum that lie in at least one of the spans."""
    covered, until = timedelta(0), forum.starts_at
    for span in sorted(spans, key=lambda each: each.starts_at):
        start, end = max(span.starts_at, until), min(span.ends_at, forum.ends_at)
        if end > start:
            covered, until = covered + (end - start), end
    return int(covered.total_seconds() // 60)
