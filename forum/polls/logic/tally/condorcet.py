"""Every pair of options as a vote of its own.

Marquis de Condorcet, "Essai sur l'application de l'analyse à la probabilité des décisions rendues à
la pluralité des voix", 1785.
"""

from collections import Counter

from forum.polls.logic.tally.profile import Matrix, Profile


def pairs_of(profile: Profile) -> Matrix:
    """`pairs[i][j]` votes rank option i above option j; who is not ranked is below all ranked."""
    size = len(profile.keys)
    pairs = [[0] * size for _ in range(size)]
    for (above, below), votes in _lines(profile).items():
        row = pairs[above]
        for place in range(size):
            if below >> place & 1:
                row[place] += votes
    return tuple(map(tuple, pairs))


def winner_of(pairs: Matrix) -> int | None:
    """The place of the option that beats every other, if there is one."""
    places = range(len(pairs))
    for i in places:
        if all(i == j or pairs[i][j] > pairs[j][i] for j in places):
            return i
    return None


def _lines(profile: Profile) -> Counter[tuple[int, int]]:
    """How many votes rank an option above exactly this set of options (as bits).

    Far fewer than pairs in all ballots: with ten options at most ten times 512.
    """
    places = {key: (place, 1 << place) for place, key in enumerate(profile.keys)}
    everything = (1 << len(profile.keys)) - 1
    lines: Counter[tuple[int, int]] = Counter()
    for order, votes in profile.orders.items():
        below = everything
        for group in order:
            for key in group:
                below ^= places[key][1]
            for key in group:
                lines[places[key][0], below] += votes
    return lines
