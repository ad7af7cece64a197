"""The same question asked twice: what changed from the first result to the second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.core.i18n import LocalText
from forum.polls.logic.tally.shapes import Result


@dataclass(frozen=True)
class Change:
    """One answer before and after: counts, and shares in thousandths."""

    label: LocalText
    before: int
    after: int
    before_permille: int
    after_permille: int

    @property
    def by_permille(self) -> int:
        """The change of the share, in thousandths of all ballots (one point is ten)."""
        return self.after_permille - self.before_permille


@dataclass(frozen=True)
class Comparison:
    """Both results side by side, with how many voted in each.

    Confidential votes are compared as sums only: nobody is followed from one to the other.
    """

    before_ballots: int
    after_ballots: int
    changes: tuple[Change, ...]


def compare(
    before: Result,
    after: Result,
    labels_before: Mapping[str, LocalText],
    labels_after: Mapping[str, LocalText],
) -> Comparison | None:
    """Match answers by their labels; None where the answers are not the same, or there are none."""
    first = {_key(labels_before[line.option]): line for line in before.options}
    second = {_key(labels_after[line.option]): line for line in after.options}
    if not first or first.keys() != second.keys():
        return None
    changes = tuple(
        Change(
            labels_after[line.option],
            first[key].count,
            line.count,
            first[key].permille,
            line.permille,
        )
        for key, line in second.items()
    )
    return Comparison(before.ballots, after.ballots, changes)


def _key(label: LocalText) -> Sequence[tuple[str, str]]:
    return tuple(sorted((language, text) for language, text in label.items() if text))
