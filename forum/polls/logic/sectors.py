"""How sectors stand to a result: what each said, where it has a majority, and who was missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from forum.polls.logic.kinds import Method

# The four-fifths rule of thumb: below it a group counts as under-represented.
_FAIR_SHARE = Fraction(4, 5)
# Consent asks whether anybody objects; elsewhere numbers are no votes for one thing.
_OF_MAJORITIES = frozenset({Method.CHOICE, Method.APPROVAL})

Marks = Mapping[str, int]  # what one ballot marks: options it does not mark may be missing


@dataclass(frozen=True)
class Group:
    """The ballots of a sector, or of several together: sums, and the least and most of any ballot.

    `votes` are the ballots with their weights, as the sums are.
    """

    ballots: int
    votes: int
    sums: Mapping[str, int]
    lows: Mapping[str, int]
    highs: Mapping[str, int]

    def is_unanimous(self, *, zeros_speak: bool = False) -> bool:
        """Whether all of it said the same of some option; leaving one out counts where that speaks."""
        return bool(self.ballots) and any(
            self.lows[cell] == self.highs[cell] and (self.highs[cell] or zeros_speak)
            for cell in self.sums
        )


def group_of(ballots: Sequence[tuple[Marks, int]], cells: Sequence[str]) -> Group:
    """The marks of some ballots (each with its weight) as a group, over all cells."""
    return Group(
        ballots=len(ballots),
        votes=sum(weight for _, weight in ballots),
        sums={c: sum(marks.get(c, 0) * weight for marks, weight in ballots) for c in cells},
        lows={c: min((marks.get(c, 0) for marks, _ in ballots), default=0) for c in cells},
        highs={c: max((marks.get(c, 0) for marks, _ in ballots), default=0) for c in cells},
    )


def told_group(sheets: Iterable[tuple[int, Marks]], cells: Sequence[str]) -> Group:
    """Votes that people counted: ballots and sums, each ballot marking an option once or not."""
    kept = list(sheets)
    ballots = sum(number for number, _ in kept)
    sums = {cell: sum(counts.get(cell, 0) for _, counts in kept) for cell in cells}
    return Group(
        ballots=ballots,
        votes=ballots,
        sums=sums,
        lows={cell: int(bool(ballots) and sums[cell] == ballots) for cell in cells},
        highs={cell: int(sums[cell] > 0) for cell in cells},
    )


def together(groups: Sequence[Group]) -> Group:
    """Several groups as one; those without a ballot add nothing."""
    heard = [group for group in groups if group.ballots]
    cells = {cell for group in groups for cell in group.sums}
    return Group(
        ballots=sum(group.ballots for group in heard),
        votes=sum(group.votes for group in heard),
        sums={cell: sum(group.sums.get(cell, 0) for group in heard) for cell in cells},
        lows={cell: min((group.lows.get(cell, 0) for group in heard), default=0) for cell in cells},
        highs={c: max((group.highs.get(c, 0) for group in heard), default=0) for c in cells},
    )


def majorities(method: Method, groups: Iterable[Group], leading: Sequence[str]) -> int | None:
    """In how many sectors more than half of those who voted (with their weights) chose what leads.

    None in a tie, and by methods that ask for no majority.
    """
    if method not in _OF_MAJORITIES or len(leading) != 1:
        return None
    return sum(2 * group.sums.get(leading[0], 0) > group.votes for group in groups)


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
