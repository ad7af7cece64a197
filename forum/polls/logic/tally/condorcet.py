"""Every pair of options as a vote of its own.

Marquis de Condorcet, "Essai sur l'application de l'analyse à la probabilité des décisions rendues à
la pluralité des voix", 1785.
"""

from collections import defaultdict

from forum.polls.logic.tally.profile import Matrix, Profile


def pairs_of(profile: Profile) -> Matrix:
    """`pairs[i][j]` votes rank option i above option j; who is not ranked is below all ranked."""
    places = range(len(profile.keys))
    pairs = [[0] * len(places) for _ in places]
    for row, lines in zip(pairs, _lines(profile), strict=True):
        for below, votes in lines.items():
            for place in places:
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


def _lines(profile: Profile) -> list[dict[int, int]]:
    """For each option, how many votes rank it above exactly this set of options (as bits).

    Far fewer than pairs in all ballots: with ten options at most 512 sets for each.
    """
    lines = [defaultdict[int, int](int) for _ in profile.keys]
    places = {key: (1 << place, lines[place]) for place, key in enumerate(profile.keys)}
    everything = (1 << len(lines)) - 1
    for order, votes in profile.strict.items():
        below = everything
        for key in order:
            bit, rows = places[key]
            below ^= bit
            rows[below] += votes
    for groups, votes in profile.tied.items():
        below = everything
        for group in groups:
            for key in group:
                below ^= places[key][0]
            for key in group:
                places[key][1][below] += votes
    return list(lines)
