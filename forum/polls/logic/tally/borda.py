"""Points for places: the last place none, each better place one more.

Jean-Charles de Borda, "Mémoire sur les élections au scrutin", 1784 (read 1770). Options of equal
rank share the average of their places; those not ranked share the places left.
"""

from fractions import Fraction

from forum.polls.logic.tally.profile import Matrix


def points_of(pairs: Matrix, votes: int) -> tuple[Fraction, ...]:
    """Exact points of every option, out of the pairs.

    An option's place says how many are below it, and half of those beside it: over all votes that
    is, for each other option, (votes + votes for it - votes against it) / 2.
    """
    places = range(len(pairs))
    return tuple(
        sum((Fraction(votes + pairs[i][j] - pairs[j][i], 2) for j in places if j != i), Fraction(0))
        for i in places
    )
