"""Counts as shares that add up: exact fractions, and thousandths for printing."""

from collections.abc import Sequence
from fractions import Fraction


def shares_of(counts: Sequence[int]) -> tuple[Fraction, ...]:
    """Each count as an exact part of all; zeros when there is nothing."""
    total = sum(counts)
    return tuple(Fraction(count, total) if total else Fraction(0) for count in counts)


def permilles_of(counts: Sequence[int]) -> tuple[int, ...]:
    """Shares in thousandths that add to exactly 1000, by largest remainders (Hamilton).

    Ties go to the earlier count. Zeros when there is nothing.
    """
    total = sum(counts)
    if not total:
        return tuple(0 for _ in counts)
    floors = [count * 1000 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(counts[i] * 1000 % total), i))
    for i in by_remainder[: 1000 - sum(floors)]:
        floors[i] += 1
    return tuple(floors)


def permille_of(share: Fraction) -> int:
    """One share in thousandths, rounded half up: for shares that need not add to one."""
    return int(share * 1000 + Fraction(1, 2))
