"""How one poll is set: what a ballot may hold, who decides, when it counts as decided."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from forum.events.logic.stages import AttributionMode
from forum.polls.logic.kinds import BudgetBallot, BudgetRule, ElectorateRule, PassRule, RankingRule


@dataclass(frozen=True)
class Settings:
    """One poll's settings; which of them count depends on its method.

    `quorum` and `sector_quorum` are thousandths of the electorate (of each sector) that must have
    voted; `budget` is in whole units of the currency the prices are in.
    """

    fewest: int = 1  # approval, budget: options a ballot names at least
    most: int = 0  # approval, budget, ranking, words: at most; 0 as many as there are
    top: int = 5  # score: from 0 to this; scale: from 1 to this
    points: int = 10  # dots, budget by points: to spread
    seats: int = 1  # stv
    budget: int = 0
    may_tie: bool = False  # ranking: equal ranks
    must_rank_all: bool = False  # ranking, stv
    ranking_rule: RankingRule = RankingRule.IRV
    budget_ballot: BudgetBallot = BudgetBallot.APPROVALS
    budget_rule: BudgetRule = BudgetRule.EQUAL_SHARES
    is_shuffled: bool = False
    is_moderated: bool = True  # words, text: shown only when let through
    electorate: ElectorateRule = ElectorateRule.PRESENT
    electorate_values: tuple[str, ...] = ()  # codes of sectors or public ids of networks
    pass_rule: PassRule = PassRule.NONE
    quorum: int = 0
    sector_quorum: int = 0
    # How the forum attributed when the poll opened: what voters agreed to is not widened later.
    attribution: AttributionMode = AttributionMode.NAMED

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The settings as they were kept; what is missing has its default."""
        known = {each.name: each for each in fields(cls)}
        return cls(**{name: _read(known[name].type, kept[name]) for name in known if name in kept})

    def as_json(self) -> dict[str, Any]:
        """For keeping: plain values by name."""
        return {
            name: value.value if isinstance(value, StrEnum) else _plain(value)
            for name, value in asdict(self).items()
        }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _read(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    return tuple(value) if isinstance(value, list) else value
