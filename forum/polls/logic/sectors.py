"""How sectors stand to a result: where it has a majority, and who was missing among the voters."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

# The four-fifths rule of thumb: below it a group counts as under-represented.
_FAIR_SHARE = Fraction(4, 5)


def majorities(votes: Iterable[Mapping[str, int]], option: str) -> int:
    """In how many sectors more than half of those who voted chose the option."""
    return sum(1 for counts in votes if 2 * counts.get(option, 0) > sum(counts.values()))


def under_represented(voted: Mapping[str, int], eligible: Mapping[str, int]) -> tuple[str, ...]:
    """Sectors whose share of the voters is below four fifths of their share of the electorate."""
    all_voted, all_eligible = sum(voted.values()), sum(eligible.values())
    if not all_voted or not all_eligible:
        return ()
    return tuple(
        sector
        for sector, people in eligible.items()
        if people
        and Fraction(voted.get(sector, 0), all_voted) < _FAIR_SHARE * Fraction(people, all_eligible)
    )
