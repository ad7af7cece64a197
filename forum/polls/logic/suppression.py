"""Which sectors of a confidential poll may be shown, so that nobody's vote can be worked out.

A sector is shown only with enough ballots, never when all of it said the same of some option. What
is hidden can be worked out by subtraction, so it must be at least two groups, enough ballots
together, and not unanimous either; otherwise the smallest shown sector is hidden too. Hiding small
cells alone gives somebody away in every third poll of a forum this size. Not covered: sectors of
almost one mind (19 of 20), people who pool what they know, several polls of the same people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.polls.logic.sectors import Group, together

K = 5


@dataclass(frozen=True)
class Breakdown:
    """Sectors that may be shown, and those that may only be shown together."""

    shown: tuple[str, ...]
    hidden: tuple[str, ...]


def break_down(
    votes: Mapping[str, Group],
    eligible: Mapping[str, int],
    *,
    apart: Group | None = None,
    zeros_speak: bool = False,
    k: int = K,
) -> Breakdown | None:
    """Choose the sectors to show, in the order given; None when no breakdown may be shown.

    `eligible` are people by sector. Sectors without a ballot are neither shown nor able to protect
    others. `apart` are ballots of no sector (hands, paper): always hidden, and never by themselves,
    or choices by channel could be told. They protect no sector either: a hall sees its own hands,
    and whoever counted them can take them off the rest.
    """
    voted = [sector for sector in votes if votes[sector].ballots]
    shown = [s for s in voted if _may_be_shown(votes[s], eligible.get(s, 0), zeros_speak, k)]
    hidden = [s for s in voted if s not in shown]
    has_others = apart is not None and apart.ballots > 0
    while shown and (hidden or has_others):
        if _protects([votes[s] for s in hidden], zeros_speak, k):
            break
        smallest = min(shown, key=lambda s: (votes[s].ballots, voted.index(s)))
        shown.remove(smallest)
        hidden.append(smallest)
    if not shown:
        return None
    return Breakdown(tuple(shown), tuple(s for s in voted if s in hidden))


def _may_be_shown(group: Group, eligible: int, zeros_speak: bool, k: int) -> bool:
    return eligible >= k and group.ballots >= k and not group.is_unanimous(zeros_speak=zeros_speak)


def _protects(groups: Sequence[Group], zeros_speak: bool, k: int) -> bool:
    """Whether these groups together give none of them away."""
    all_hidden = together(groups)
    is_enough = len(groups) >= 2 and all_hidden.ballots >= k
    return is_enough and not all_hidden.is_unanimous(zeros_speak=zeros_speak)
