"""The one breakdown of a poll: its votes by sector, as far as that tells nobody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.core.i18n import LocalText
from forum.directory.models import Sector
from forum.events.logic.stages import AttributionMode
from forum.polls.logic.kinds import Method, SecrecyLevel
from forum.polls.logic.sectors import (
    Group,
    group_of,
    majorities,
    together,
    told_group,
    under_represented,
)
from forum.polls.logic.suppression import Breakdown, break_down
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Cast, Question, Result
from forum.polls.models import Poll
from forum.polls.queries.sheets import Sheet


@dataclass(frozen=True)
class SectorLine:
    """One sector's votes; `counts` follow the order of the poll's options."""

    code: str
    name: LocalText
    letter: LocalText
    thread: str
    eligible: int
    voted: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class SectorTable:
    """The one breakdown of a poll.

    `hidden` counts the sectors shown only as the remainder; `apart` says whether votes counted by
    hand or on paper are in it, too: they belong to no sector.
    """

    lines: tuple[SectorLine, ...]
    hidden: int
    remainder: tuple[int, ...]
    with_majority: int | None
    under_represented: tuple[LocalText, ...]
    rest_voted: int = 0
    apart: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every sector that voted is shown."""
        return not self.hidden and not self.apart

    def threads(self, option: int) -> list[tuple[str, int]]:
        """Thread and votes of each sector for the option at this place; none if one is hidden."""
        if not self.is_whole:
            return []
        return [(line.thread, line.counts[option]) for line in self.lines]


def by_sector(
    poll: Poll,
    question: Question,
    sectors: Sequence[tuple[Sector, int]],
    ballots: Sequence[tuple[int, Cast]],
    sheets: Sequence[Sheet],
    result: Result,
) -> SectorTable | None:
    """The table of a poll; None for words and texts, and where it would give votes away."""
    marks = RULES[poll.method].marks
    if marks is None:
        return None
    said: dict[int, list[tuple[Mapping[str, int], int]]] = {sector.id: [] for sector, _ in sectors}
    for sector_id, cast in ballots:
        said[sector_id].append((marks(cast.choice), cast.weight))
    groups = {sector.code: group_of(said[sector.id], question.keys) for sector, _ in sectors}
    apart = told_group([(s.told.ballots, s.told.counts) for s in sheets], question.keys)
    breakdown = _may_show(poll, groups, {s.code: people for s, people in sectors}, apart)
    if breakdown is None:
        return None
    return _table(poll.method, sectors, groups, breakdown, apart, result)


def _may_show(
    poll: Poll, groups: Mapping[str, Group], eligible: Mapping[str, int], apart: Group
) -> Breakdown | None:
    """A named poll hides nothing, unless the forum tells neither names nor sectors of those who speak."""
    if poll.level is SecrecyLevel.NAMED and tells_who(poll):
        voted = tuple(sector for sector, group in groups.items() if group.ballots)
        return Breakdown(voted, ()) if voted else None
    zeros_speak = RULES[poll.method].zeros_speak
    return break_down(groups, eligible, apart=apart, zeros_speak=zeros_speak)


def tells_who(poll: Poll) -> bool:
    """Whether the forum tells of those who speak at least their sector."""
    return poll.attribution is not AttributionMode.ANONYMOUS


def _table(
    method: Method,
    sectors: Sequence[tuple[Sector, int]],
    groups: Mapping[str, Group],
    breakdown: Breakdown,
    apart: Group,
    result: Result,
) -> SectorTable:
    keys = [line.option for line in result.options]
    rest = together([*(groups[code] for code in breakdown.hidden), apart])
    voted = {code: group.ballots for code, group in groups.items()}
    eligible = {sector.code: people for sector, people in sectors}
    # Whose hands were counted is not known: perhaps theirs.
    missing = () if apart.ballots else under_represented(voted, eligible)
    shown = [groups[code] for code in breakdown.shown]
    is_whole = not breakdown.hidden and not apart.ballots
    return SectorTable(
        lines=tuple(
            _line(sector, people, groups[sector.code], keys)
            for sector, people in sectors
            if sector.code in breakdown.shown
        ),
        hidden=len(breakdown.hidden),
        remainder=tuple(rest.sums.get(key, 0) for key in keys),
        with_majority=majorities(method, shown, result.leading) if is_whole else None,
        under_represented=tuple(s.name for s, _ in sectors if s.code in missing),
        rest_voted=rest.ballots,
        apart=apart.ballots > 0,
    )


def _line(sector: Sector, people: int, group: Group, keys: Sequence[str]) -> SectorLine:
    return SectorLine(
        code=sector.code,
        name=sector.name,
        letter=sector.letter,
        thread=sector.thread,
        eligible=people,
        voted=group.ballots,
        counts=tuple(group.sums.get(key, 0) for key in keys),
    )
