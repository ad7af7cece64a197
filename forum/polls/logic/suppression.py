"""Which sectors of a confidential poll may be shown, so that nobody's vote can be worked out.

A sector is shown only with enough ballots, never when all of it chose the same. What is hidden can
be worked out by subtraction, so it must be at least two sectors, enough ballots together, and not
unanimous either; otherwise the smallest shown sector is hidden too. Hiding small cells alone gives
somebody away in every third poll of a forum this size. Not covered: sectors of almost one mind
(19 of 20), people who pool what they know, several polls of the same people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

K = 5

Counts = Mapping[str, int]  # by option; options nobody chose may be missing


@dataclass(frozen=True)
class Breakdown:
    """Sectors that may be shown, and those that may only be shown together."""

    shown: tuple[str, ...]
    hidden: tuple[str, ...]


def break_down(
    votes: Mapping[str, Counts], eligible: Mapping[str, int], *, k: int = K
) -> Breakdown | None:
    """Choose the sectors to show, in the order given; None when no breakdown may be shown.

    `votes` are ballots by sector and option, `eligible` people by sector. Sectors without a ballot
    are neither shown nor able to protect others.
    """
    voted = [sector for sector in votes if _ballots(votes[sector])]
    shown = [s for s in voted if _may_be_shown(votes[s], eligible.get(s, 0), k)]
    hidden = [s for s in voted if s not in shown]
    while shown and hidden and not _protects([votes[s] for s in hidden], k):
        smallest = min(shown, key=lambda s: (_ballots(votes[s]), voted.index(s)))
        shown.remove(smallest)
        hidden.append(smallest)
    if not shown:
        return None
    return Breakdown(tuple(shown), tuple(s for s in voted if s in hidden))


def _may_be_shown(counts: Counts, eligible: int, k: int) -> bool:
    return eligible >= k and _ballots(counts) >= k and not _is_unanimous([counts])


def _protects(groups: Sequence[Counts], k: int) -> bool:
    """Whether these sectors together give none of them away."""
    together = sum(_ballots(counts) for counts in groups)
    return len(groups) >= 2 and together >= k and not _is_unanimous(groups)


def _is_unanimous(groups: Sequence[Counts]) -> bool:
    chosen = {option for counts in groups for option, count in counts.items() if count}
    return len(chosen) == 1


def _ballots(counts: Counts) -> int:
    return sum(counts.values())
