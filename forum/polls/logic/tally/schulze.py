"""The winner by strongest paths of pairwise victories.

Markus Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36, 2011. Strength of a victory: the votes
of the winning side ("winning votes"). Where several options are potential winners the lot decides.
"""

from forum.polls.logic.tally.profile import Matrix


def strengths_of(pairs: Matrix) -> Matrix:
    """The strength of the strongest path from each option to each other; 0 where there is none."""
    places = range(len(pairs))
    strongest = [[pairs[i][j] if pairs[i][j] > pairs[j][i] else 0 for j in places] for i in places]
    for by in places:
        for i in places:
            to_there = strongest[i][by]
            for j in places:
                if i not in (j, by) and j != by:
                    strongest[i][j] = max(strongest[i][j], min(to_there, strongest[by][j]))
    return tuple(map(tuple, strongest))


def order_of(strengths: Matrix) -> tuple[tuple[int, ...], ...]:
    """The places in groups: the potential winners, then those of the rest, and so on.

    Beating by strongest paths is transitive, so no group is empty.
    """
    groups, left = [], tuple(range(len(strengths)))
    while left:
        top = tuple(i for i in left if all(strengths[i][j] >= strengths[j][i] for j in left))
        groups.append(top)
        left = tuple(i for i in left if i not in top)
    return tuple(groups)
