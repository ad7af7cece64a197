"""Counting a file from elsewhere by a named method: PrefLib's rankings, Pabulib's budgets.

Approvals may be Pabulib's, PrefLib's categories, or rankings that leave options out: who ranks an
option approves of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from forum.core.i18n import N_
from forum.polls.logic.formats import pabulib, preflib
from forum.polls.logic.formats.faults import Unreadable
from forum.polls.logic.formats.pabulib import Election
from forum.polls.logic.formats.preflib import Preferences
from forum.polls.logic.kinds import BudgetBallot, BudgetRule, Method, RankingRule
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.approval import seated
from forum.polls.logic.tally.lots import draw_lot, fingerprint
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Question, RankingDetail, Result, Round

File = Preferences | Election


class FileMethod(StrEnum):
    """By what a file can be counted."""

    BORDA = "borda"
    IRV = "irv"
    SCHULZE = "schulze"
    CONDORCET = "condorcet"
    STV = "stv"
    APPROVAL = "approval"
    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"


_BUDGETS = {
    FileMethod.GREEDY: BudgetRule.GREEDY,
    FileMethod.EQUAL_SHARES: BudgetRule.EQUAL_SHARES,
}
_OF_ORDERS = frozenset(FileMethod) - {FileMethod.APPROVAL, *_BUDGETS}
_OF_SEATS = frozenset({FileMethod.STV, FileMethod.APPROVAL})


class Unfit(Exception):
    """The method cannot count such ballots; `message` is a sentence, untranslated."""

    def __init__(self, message: str, **facts: object) -> None:
        """Keep the sentence with the facts that it names."""
        super().__init__(message)
        self.message, self.facts = message, facts


@dataclass(frozen=True)
class Counted:
    """An outcome: who won, whether a tie had to be broken, and the rounds where there are any."""

    names: Mapping[str, str]
    ballots: int
    winners: tuple[str, ...]
    is_tie_broken: bool
    rounds: tuple[Round, ...]


def open_file(text: str) -> File:
    """What a file holds; by its content, not its name, it is known which kind it is.

    Raises Unreadable.
    """
    first = next(
        (line.strip() for line in text.removeprefix("\ufeff").splitlines() if line.strip()), ""
    )
    if first.rstrip(";").strip().upper() in pabulib.SECTIONS:
        return pabulib.read(text)
    if first.startswith("#"):
        return preflib.read(text)
    raise Unreadable(
        0, N_("This is neither a PrefLib file (“# …” first) nor a Pabulib file (“META” first).")
    )


def count_file(file: File, method: FileMethod, seats: int = 1) -> Counted:
    """Count a file's ballots by one method. Raises Unfit where they are of another sort."""
    _check(file, method)
    ballots = file.approvals() if method is FileMethod.APPROVAL else file.ballots()
    _check_seats(ballots, method, seats, len(file.options))
    if isinstance(file, Preferences):
        names, money = file.names, 0
    else:
        names = {project.key: project.name for project in file.projects}
        money = int(file.budget * file.unit)
    kind, settings = _poll_of(file, method, seats, money)
    result = tally(kind, ballots, Question(file.options, settings))
    if method is FileMethod.APPROVAL:
        result = _with_seats(result, ballots, seats)
    winners = _winners(result, method)
    is_tie_broken = bool(result.ties) and method is not FileMethod.CONDORCET
    return Counted(names, result.ballots, winners, is_tie_broken, _rounds(result, method))


def _with_seats(result: Result, ballots: Sequence[Cast], seats: int) -> Result:
    """Approvals for several seats: an approval poll has one winner."""
    votes = {line.option: line.count for line in result.options}
    winners, ties = seated(votes, seats, draw_lot([*votes], fingerprint(ballots)))
    return replace(result, winners=winners, ties=ties)


def _poll_of(file: File, method: FileMethod, seats: int, money: int) -> tuple[Method, Settings]:
    """The poll that would have asked this."""
    if method is FileMethod.STV:
        return Method.STV, Settings(seats=seats)
    if method is FileMethod.APPROVAL:
        return Method.APPROVAL, Settings()
    if method in _BUDGETS:
        has_points = isinstance(file, Election) and file.vote_type.has_points
        ballot = BudgetBallot.POINTS if has_points else BudgetBallot.APPROVALS
        return Method.BUDGET, Settings(
            budget=money, budget_rule=_BUDGETS[method], budget_ballot=ballot
        )
    rule = RankingRule.IRV if method is FileMethod.CONDORCET else RankingRule(method.value)
    return Method.RANKING, Settings(ranking_rule=rule)


def _check(file: File, method: FileMethod) -> None:
    """The ballots are of a sort that the method counts."""
    if method is FileMethod.APPROVAL:
        if not file.approves:
            raise Unfit(N_("These ballots do not tell which options are approved of."))
    elif method in _OF_ORDERS:
        if not file.has_orders:
            message = N_("This file holds no rankings; “%(method)s” needs them.")
            raise Unfit(message, method=method.value)
    elif isinstance(file, Preferences) or file.has_orders:
        message = N_("“%(method)s” needs a Pabulib file with approvals or points.")
        raise Unfit(message, method=method.value)


def _check_seats(ballots: Sequence[Cast], method: FileMethod, seats: int, options: int) -> None:
    if method not in _OF_SEATS and seats != 1:
        raise Unfit(N_("Only “stv” and “approval” fill several seats."))
    if not 1 <= seats <= options:
        message = N_("There are %(options)s options for %(seats)s seats.")
        raise Unfit(message, options=options, seats=seats)
    has_ties = any(len(group) > 1 for cast in ballots for group in cast.choice.get("ranks", ()))
    if method is FileMethod.STV and has_ties:
        raise Unfit(N_("Some rankings have equal ranks; “stv” knows none."))


def _winners(result: Result, method: FileMethod) -> tuple[str, ...]:
    """Those chosen; a Condorcet winner is there or not."""
    if method is FileMethod.CONDORCET and isinstance(result.detail, RankingDetail):
        return (result.detail.condorcet,) if result.detail.condorcet else ()
    return result.winners


def _rounds(result: Result, method: FileMethod) -> tuple[Round, ...]:
    """The rounds of a count that goes in rounds; one with all sums where options have a sum."""
    if method is FileMethod.BORDA and isinstance(result.detail, RankingDetail):
        keys = (line.option for line in result.options)
        points = dict(zip(keys, result.detail.borda, strict=True))
        return (Round(1, points, result.winners),)
    if method is FileMethod.APPROVAL:
        sums = {line.option: Fraction(line.count) for line in result.options}
        return (Round(1, sums, result.winners),)
    return () if method in {FileMethod.SCHULZE, FileMethod.CONDORCET} else result.rounds
