"""What came out of a poll, as the pages show it: on its own page, in the hall, on the projector."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flask_babel import gettext

from forum.core.i18n import N_, LocalText
from forum.language.digits import format_number
from forum.polls.logic.tally.shapes import OptionCount, Result, Tie, WordsDetail
from forum.polls.models import Poll, PollOption
from forum.polls.queries.breakdown import SectorTable
from forum.web.locale import current_language, local_text

_MOST_BARS = 6  # on a projector, so that the last row reads them
_CLOUD_STEPS = 5

_PUT_OUT_BY_LOT = N_(
    "%(among)s were level with the fewest votes; a lot drawn from the ballots put out %(chosen)s. "
    "Anybody can draw it again."
)
_CHOSEN_BY_LOT = N_(
    "%(among)s were level; a lot drawn from the ballots decided for %(chosen)s. "
    "Anybody can draw it again."
)
_FEWER_BEFORE = N_(
    "%(among)s were level with the fewest votes; %(chosen)s had fewer in an earlier round and went out."
)
_MORE_BEFORE = N_(
    "%(among)s were level; %(chosen)s had more votes in an earlier round and came first."
)
_EARLIEST = N_("%(among)s suit equally well; the earliest, %(chosen)s, comes first.")


@dataclass(frozen=True)
class Shown:
    """A result beside its poll. `is_compact`: for the hall and its screen, without tables."""

    poll: Poll
    result: Result
    sectors: SectorTable | None = None
    is_compact: bool = False

    @cached_property
    def options(self) -> Mapping[str, PollOption]:
        """The poll's options by key."""
        return {option.public_id: option for option in self.poll.options}

    @property
    def lines(self) -> list[tuple[PollOption, OptionCount, int]]:
        """Options with their counts and places, in the poll's order; compact: only those ahead."""
        lines = [
            (self.options[line.option], line, place)
            for place, line in enumerate(self.result.options)
        ]
        if not self.is_compact or len(lines) <= _MOST_BARS:
            return lines
        return sorted(lines, key=lambda line: (-line[1].count, line[2]))[:_MOST_BARS]

    @property
    def left_out(self) -> int:
        """How many options a compact view does not show."""
        return len(self.result.options) - len(self.lines)

    @property
    def most(self) -> int:
        """The largest count, at least 1: the scale of bars."""
        return max((line.count for line in self.result.options), default=0) or 1

    @property
    def decimals(self) -> int:
        """Places of the shares, the same for all of a poll: they stand in one column."""
        return 1 if any(line.permille % 10 for line in self.result.options) else 0

    @property
    def ahead(self) -> tuple[str, ...]:
        """Who won, or leads where the method chooses nobody."""
        return self.result.winners or self.result.leading

    def name(self, key: str) -> str:
        """An option in the reader's language."""
        return local_text(self.options[key].label)

    def names(self, keys: Iterable[str]) -> str:
        """Several options, one after the other."""
        return ", ".join(map(self.name, keys))

    def tie(self, tie: Tie) -> str:
        """How a tie was decided, in words."""
        sentence = str(gettext(_sentence_of(tie)))
        said = sentence % {"among": self.names(tie.among), "chosen": self.name(tie.chosen)}
        if tie.place.isdigit():
            return str(gettext("Round %(number)s: %(said)s", number=tie.place, said=said))
        return said

    @property
    def cloud(self) -> list[tuple[str, int, int]]:
        """Words with their counts and sizes from 1 to 5, in the order of the alphabet."""
        detail = self.result.detail
        words = detail.words[:60] if isinstance(detail, WordsDetail) else ()
        most = max((word.count for word in words), default=1)
        sized = [(w.text, w.count, 1 + (_CLOUD_STEPS - 1) * w.count // most) for w in words]
        return sorted(sized)


def shown_result(
    poll: Poll, result: Result, sectors: SectorTable | None = None, *, is_compact: bool = False
) -> Shown:
    """For templates: a result beside its poll."""
    return Shown(poll, result, sectors, is_compact)


def shown_fraction(value: Fraction | int | None, places: int | None = None) -> str:
    """An exact number for people: at most two decimals, rounded half up; a dash for none.

    `places` gives all numbers of one column the same decimals.
    """
    if value is None:
        return "–"
    exact = Fraction(value)
    if places is None:
        places = 0 if exact.denominator == 1 else 2
    return format_number(exact, current_language(), places)


def list_names(names: Iterable[LocalText]) -> str:
    """Names in the reader's language, one after the other."""
    return ", ".join(map(local_text, names))


def _sentence_of(tie: Tie) -> str:
    if tie.by_lot:
        return _PUT_OUT_BY_LOT if tie.goes_out else _CHOSEN_BY_LOT
    if tie.goes_out:
        return _FEWER_BEFORE
    return _MORE_BEFORE if tie.place.isdigit() else _EARLIEST
