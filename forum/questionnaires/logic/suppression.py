"""What of few answers may be shown, so that nobody's answer can be worked out.

Numbers below `K` people are not shown, and neither is what would give them away by subtraction:
hidden cells are at least two, together at least `K`, and leave each of them open; hidden groups are
at least two, together at least `K` people, not of one mind. A mean is not shown where the number of
people and it would tell how a single one answered: one or two points from the end of a scale, or a
sum that one person makes up for the larger part. Not covered: people who pool what they know.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

K = 5
_TELLING = frozenset({1, 2})  # points from an end of a scale that only one or two people can make


def shown_counts(counts: Sequence[int], *, k: int = K) -> tuple[int | None, ...] | None:
    """Counts that add up to a known number; None for those not shown, or for all of them.

    Where one is below `k`, the next larger goes with it, and all that are equal to that: hiding just
    enough would tell whoever knows the rule why it was enough. Noughts are shown: nobody stands
    behind them.
    """
    if sum(counts) < k:
        return None
    hidden = {place for place, count in enumerate(counts) if 0 < count < k}
    if hidden:
        next_count = min((count for count in counts if count >= k), default=0)
        hidden |= {place for place, count in enumerate(counts) if 0 < count <= next_count}
        if not _are_open([counts[place] for place in hidden], k):
            return None
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


def are_all_shown(counts: Sequence[int], *, k: int = K) -> bool:
    """Whether every count can be shown beside its mean, which leaves nothing hidden open."""
    return sum(counts) >= k and all(not 0 < count < k for count in counts)


def mean_of_scale(values: Sequence[int], points: int, *, k: int = K) -> Fraction | None:
    """The mean of points from 1 to `points`; None where it would tell too much."""
    if len(values) < k:
        return None
    above, below = sum(values) - len(values), points * len(values) - sum(values)
    return None if {above, below} & _TELLING else Fraction(sum(values), len(values))


def mean_of_numbers(values: Sequence[float], *, k: int = K) -> Fraction | None:
    """The mean of any numbers; None where few people, or one of them, make it."""
    total = sum(abs(Fraction(value)) for value in values)
    if len(values) < k or any(abs(Fraction(value)) * 2 > total for value in values if value):
        return None
    return sum((Fraction(value) for value in values), Fraction(0)) / len(values)


Split = Sequence[int]  # counts of one group that add up to all of it


def shown_splits(
    groups: Mapping[str, Sequence[Split]], *, k: int = K, may_show: frozenset[str] | None = None
) -> set[str]:
    """The groups whose counts may all be shown; what all groups make together is known.

    Each group comes with the same splits: one for answers that exclude each other, one for each box
    that can be ticked, the ticked first. A group with a count below `k`, or in which everybody gave
    one answer, is hidden; then the smallest shown ones, too, until the hidden ones together tell as
    little, and are at least two. `may_show` are groups that may be shown at all; None: any.
    """
    if not _is_quiet(_together(list(groups.values())), k):
        return set()
    shown = {
        group
        for group, splits in groups.items()
        if (may_show is None or group in may_show)
        and _is_quiet(splits, k)
        and (k == 1 or not _is_told_by_all(splits))
    }
    while shown and not _is_kept_apart([groups[g] for g in groups if g not in shown], k):
        shown.remove(min(shown, key=lambda group: (sum(groups[group][0]), group)))
    return shown


def _together(groups: Sequence[Sequence[Split]]) -> list[list[int]]:
    return [
        [sum(counts) for counts in zip(*same, strict=True)] for same in zip(*groups, strict=True)
    ]


def _is_quiet(splits: Sequence[Split], k: int) -> bool:
    return bool(splits) and all(are_all_shown(split, k=k) for split in splits)


def _is_told_by_all(splits: Sequence[Split]) -> bool:
    """Whether everybody gave one answer: of answers that exclude each other any, of boxes one."""
    if len(splits) > 1:
        return any(split[0] == sum(split) for split in splits)
    return max(splits[0]) == sum(splits[0])


def _is_kept_apart(hidden: Sequence[Sequence[Split]], k: int) -> bool:
    if not hidden or k == 1:
        return True
    together = _together(hidden)
    return len(hidden) >= 2 and _is_quiet(together, k) and not _is_told_by_all(together)


def shown_groups(
    values: Mapping[str, Sequence[int]],
    points: int,
    *,
    k: int = K,
    may_show: frozenset[str] | None = None,
) -> dict[str, Fraction]:
    """Means of a scale by group, of those groups that may be shown; the mean of all is known.

    `may_show` are groups that may be shown at all; None: any. The smallest shown group is hidden, too, as long as the hidden ones do not protect each other.
    """
    if mean_of_scale([v for each in values.values() for v in each], points, k=k) is None:
        return {}
    means = {group: mean_of_scale(each, points, k=k) for group, each in values.items() if each}
    shown = {
        group: mean
        for group, mean in means.items()
        if mean is not None
        and not _are_of_one_mind(values[group])
        and (may_show is None or group in may_show)
    }
    while shown and not _protect([values[g] for g in means if g not in shown], points, k):
        del shown[min(shown, key=lambda group: (len(values[group]), group))]
    return shown


def can_be_told_apart(part: Sequence[float], points: int | None, *, k: int = K) -> bool:
    """Whether a mean of these people may come to light beside others: of nobody, or of enough."""
    if not part:
        return True
    if points is None:
        return mean_of_numbers(part, k=k) is not None
    return mean_of_scale([int(value) for value in part], points, k=k) is not None


def _are_open(counts: Sequence[int], k: int) -> bool:
    """Whether hidden counts with a known sum leave each of them open; none of them is nought."""
    return len(counts) >= 2 and sum(counts) >= max(k, len(counts) + 1)


def _protect(groups: Sequence[Sequence[int]], points: int, k: int) -> bool:
    if not groups:
        return True
    together = [value for group in groups for value in group]
    is_telling = mean_of_scale(together, points, k=k) is None or _are_of_one_mind(together)
    return len(groups) >= 2 and not is_telling


def _are_of_one_mind(values: Sequence[int]) -> bool:
    return len(set(values)) == 1
