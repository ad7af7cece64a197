"""What people count by hand or on paper: whether the numbers of a count can be true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forum.polls.logic.kinds import Method
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import RULES

MOST = 100_000  # more hands than any hall has


@dataclass(frozen=True)
class Counted:
    """One count: how many people voted, and how often each option (by its key) was named."""

    ballots: int
    by_option: Mapping[str, int]


class CountFlaw(StrEnum):
    """Why a count cannot be true."""

    NOBODY = "nobody"
    OUT_OF_RANGE = "out_of_range"
    FOREIGN = "foreign"  # an option this poll does not have
    SUM_DIFFERS = "sum_differs"  # one answer each, so the answers add up to the people
    MORE_THAN_PEOPLE = "more_than_people"


def flaw_of(
    counted: Counted, method: Method, settings: Settings, keys: Sequence[str]
) -> CountFlaw | None:
    """Why these numbers cannot be true for the method; None where they can.

    Where a ballot names one answer, the answers add up to the ballots. Where it may name several,
    none is named more often than there are ballots, and all together as often as they may name.
    """
    numbers = counted.by_option.values()
    if set(counted.by_option) - set(keys):
        return CountFlaw.FOREIGN
    if any(not 0 <= number <= MOST for number in (*numbers, counted.ballots)):
        return CountFlaw.OUT_OF_RANGE
    if counted.ballots == 0:
        return CountFlaw.NOBODY
    if RULES[method].is_single:
        return None if sum(numbers) == counted.ballots else CountFlaw.SUM_DIFFERS
    most = (settings.most or len(keys)) * counted.ballots
    is_more = max(numbers, default=0) > counted.ballots or sum(numbers) > most
    return CountFlaw.MORE_THAN_PEOPLE if is_more else None


def agree(first: Counted, second: Counted) -> bool:
    """Whether two counts say the same; an option that is left out was named by nobody."""
    keys = set(first.by_option) | set(second.by_option)
    same = all(first.by_option.get(key, 0) == second.by_option.get(key, 0) for key in keys)
    return first.ballots == second.ballots and same


def code_of(public_id: str) -> str:
    """A short code of a poll for its paper slips, so that none of another question is counted.

    Told aloud and compared by eye, not looked up: six signs of the poll's id.
    """
    return f"{public_id[:3]}-{public_id[3:6]}".upper()
