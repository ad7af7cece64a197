"""Whether a poll's settings fit its method and its answers."""

from collections.abc import Sequence

from forum.polls.logic.answers import Answer
from forum.polls.logic.kinds import BudgetBallot, ElectorateRule, Method
from forum.polls.logic.settings import Settings

_HIGHEST_SCORE, _MOST_POINTS = 100, 1000
_LONGEST_SCALE = 11  # an eleven-point scale, 0 to 10, is the longest in common use


def fits(method: Method, answers: int, settings: Settings) -> bool:
    """Whether a ballot can be filled in as set."""
    checks = {
        Method.APPROVAL: _names_some(answers, settings),
        Method.BUDGET: _names_some(answers, settings) and 1 <= settings.points <= _MOST_POINTS,
        Method.SCORE: 1 <= settings.top <= _HIGHEST_SCORE,
        Method.SCALE: 2 <= settings.top <= _LONGEST_SCALE,
        Method.DOTS: 1 <= settings.points <= _MOST_POINTS,
        Method.RANKING: settings.most == 0 or settings.most <= answers,
        Method.STV: 1 <= settings.seats < answers,
        Method.WORDS: 0 <= settings.most <= 10,
    }
    shares = 0 <= settings.quorum <= 1000 and 0 <= settings.sector_quorum <= 1000
    return checks.get(method, True) and shares


def names_electorate(settings: Settings) -> bool:
    """Whether a rule that goes by sectors or networks names any."""
    needs_values = settings.electorate in {ElectorateRule.SECTOR, ElectorateRule.NETWORK}
    return bool(settings.electorate_values) or not needs_values


def has_budget(method: Method, answers: Sequence[Answer], settings: Settings) -> bool:
    """Whether a budget poll has money, and every option a price that it could pay."""
    if method is not Method.BUDGET:
        return True
    return all(0 < answer.price <= settings.budget for answer in answers)


def gives_points(method: Method, settings: Settings) -> bool:
    """Whether a ballot spreads points over the options."""
    is_by_points = settings.budget_ballot is BudgetBallot.POINTS
    return method is Method.DOTS or (method is Method.BUDGET and is_by_points)


def _names_some(answers: int, settings: Settings) -> bool:
    most = settings.most or answers
    return 0 <= settings.fewest <= most <= answers
