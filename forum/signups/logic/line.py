"""Pure rules of the waiting line: who moves up when there is room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.events.logic.stages import Stage
from forum.signups.logic.seats import Party, Seats

# Nobody moves up any more at these stages: there is nothing to come to.
_PAST = frozenset({Stage.MINUTES, Stage.FINISHED, Stage.CANCELLED})


@dataclass(frozen=True)
class Waiting:
    """Somebody in line: the sign-up's id, who comes, and the group they want seats with.

    A line is a sequence, first come first.
    """

    id: int
    party: Party
    group: int | None = None


@dataclass(frozen=True)
class Together:
    """Those who are seated all or none: one person, or a group."""

    members: tuple[Waiting, ...]

    @property
    def parties(self) -> tuple[Party, ...]:
        """Who comes."""
        return tuple(member.party for member in self.members)

    def has_sector(self, sector: str | None) -> bool:
        """Whether somebody among them comes for the sector."""
        return any(member.party.sector == sector for member in self.members)


def turns_of(line: Sequence[Waiting]) -> list[Together]:
    """The line by turns: a group stands at the place of its last member."""
    turns: list[Together] = []
    for place, waiting in enumerate(line):
        if waiting.group is None:
            turns.append(Together((waiting,)))
        elif all(later.group != waiting.group for later in line[place + 1 :]):
            turns.append(Together(tuple(w for w in line if w.group == waiting.group)))
    return turns


def promotions(
    line: Sequence[Waiting], seats: Seats, freed_sector: str | None = None
) -> list[Waiting]:
    """Everybody who gets a seat now, in the order they get it.

    The freed sector's turns come first, then all others; each as they came. One pass is enough:
    whoever does not fit now fits still less once somebody else is seated.
    """
    turns = turns_of(line)
    first = [turn for turn in turns if turn.has_sector(freed_sector)]
    rest = [turn for turn in turns if not turn.has_sector(freed_sector)]
    promoted: list[Waiting] = []
    refused: set[tuple[Party, ...]] = set()
    for turn in [*first, *rest]:
        if turn.parties in refused:
            continue
        if seats.has_room(turn.parties):
            seats = seats.after_all(turn.parties)
            promoted += turn.members
        else:
            refused.add(turn.parties)
    return promoted


def is_anybody_let_in(stage: Stage, ends_at: datetime, now: datetime) -> bool:
    """Whether a free seat still goes to somebody who waits."""
    return stage not in _PAST and now < ends_at
