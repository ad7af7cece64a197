"""Composing again: what changed, and where typed text stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """A block as it stands now.

    It floats when a person put it where it is (typed, or moved): it stays after the block it stands
    after. All others follow the order of the facts.
    """

    key: str
    facts_hash: str
    floats: bool = False
    is_typed: bool = False
    is_touched: bool = False  # rewritten or hidden: a person's decision that must not be lost
    is_gone: bool = False  # its facts had vanished before


@dataclass(frozen=True)
class Plan:
    """What composing again does, by key; `order` is the new order of all blocks.

    `gone` are blocks that a person touched and whose facts have vanished since.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    gone: tuple[str, ...]
    order: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed."""
        return not (self.added or self.changed or self.removed or self.gone)


def plan(kept: Sequence[Kept], composed: Mapping[str, str]) -> Plan:
    """What to do about the blocks, given the newly composed ones (hash by key, in their order).

    Blocks whose facts vanished are removed, unless a person rewrote or hid them: those stay and are
    marked as gone. Typed blocks are never changed.
    """
    now = {each.key: each for each in kept}
    vanished = [each for each in kept if not each.is_typed and each.key not in composed]
    orphans = [each for each in vanished if each.is_touched]
    removed = tuple(each.key for each in vanished if not each.is_touched)
    changed = [k for k, hash_ in composed.items() if k in now and now[k].facts_hash != hash_]
    return Plan(
        added=tuple(key for key in composed if key not in now),
        changed=tuple(changed),
        removed=removed,
        gone=tuple(each.key for each in orphans if not each.is_gone),
        order=tuple(arrange(kept, list(composed), {each.key for each in orphans})),
    )


def arrange(kept: Sequence[Kept], composed: Sequence[str], orphans: set[str]) -> list[str]:
    """The new order: composed blocks as the facts order them, floating ones where they were put.

    A floating block follows the nearest block before it that is still there and does not float.
    """
    there = set(composed) | orphans
    floating = {k.key for k in kept if k.is_typed or (k.floats and k.key in there)} | orphans
    fixed = [key for key in composed if key not in floating]
    surviving = set(fixed)
    behind: dict[str | None, list[str]] = {None: []}
    anchor: str | None = None
    for each in kept:
        if each.key in floating:
            behind.setdefault(anchor, []).append(each.key)
        elif each.key in surviving:
            anchor = each.key
    order = list(behind[None])
    for key in fixed:
        order += [key, *behind.get(key, [])]
    return order
