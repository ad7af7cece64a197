"""Every method by name: how its ballot is read, what it marks, how it is counted.

A new method is a module beside `choice` and a line here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import (
    approval,
    budget,
    choice,
    consent,
    dots,
    ranking,
    scale,
    score,
    stv,
    text,
    time,
    words,
)
from forum.polls.logic.tally.lots import draw_lot, fingerprint
from forum.polls.logic.tally.shapes import Cast, Choice, Flaw, Given, Question, Result, Told


@dataclass(frozen=True)
class Rules:
    """`read` gives a Flaw for what is no ballot; `marks` are the cells a table by sector adds up.

    `takes_sheets`: people's counts (hands, paper) say enough for this method. `zeros_speak`: not to
    mark an option is an answer, too, so a group that never marks one has said the same.
    """

    read: Callable[[Given, Question], Choice | Flaw]
    count: Callable[[Sequence[Cast], Question, Sequence[Told]], Result]
    marks: Callable[[Mapping[str, Any]], Mapping[str, int]] | None = None
    takes_sheets: bool = False
    zeros_speak: bool = False
    # Each ballot stands for one option: reasons are told beside it, shares add to one.
    is_single: bool = False
    # An answer has a part of the voters behind it, and can have most of them.
    has_majorities: bool = False
    # What voters wrote themselves: looked at before it is shown, where the poll asks for that.
    is_text: bool = False


RULES: Mapping[Method, Rules] = MappingProxyType(
    {
        Method.CHOICE: Rules(
            choice.read,
            choice.count,
            choice.marks,
            takes_sheets=True,
            is_single=True,
            has_majorities=True,
        ),
        Method.CONSENT: Rules(
            choice.read,
            consent.count,
            choice.marks,
            takes_sheets=True,
            is_single=True,
            has_majorities=True,
        ),
        Method.APPROVAL: Rules(
            approval.read,
            approval.count,
            approval.marks,
            takes_sheets=True,
            zeros_speak=True,
            has_majorities=True,
        ),
        Method.SCORE: Rules(score.read, score.count, score.marks, zeros_speak=True),
        Method.DOTS: Rules(dots.read, dots.count, dots.marks),
        Method.RANKING: Rules(ranking.read, ranking.count, ranking.marks),
        Method.STV: Rules(stv.read, stv.count, ranking.marks),
        Method.BUDGET: Rules(budget.read, budget.count, budget.marks),
        Method.SCALE: Rules(
            choice.read, scale.count, choice.marks, takes_sheets=True, is_single=True
        ),
        Method.WORDS: Rules(words.read, words.count, is_text=True),
        Method.TEXT: Rules(text.read, text.count, is_text=True),
        Method.TIME: Rules(time.read, time.count, time.marks, zeros_speak=True),
    }
)


def tally(
    method: Method, ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()
) -> Result:
    """Count by a method. Ties are decided by the question's lot, or by one drawn from the ballots.

    Drawn from what of them is published, so that anybody can draw it again.
    """
    lot = question.lot or draw_lot(
        question.keys, fingerprint(*as_published(method, ballots, question, told))
    )
    return RULES[method].count(ballots, replace(question, lot=lot), told)


def as_published(
    method: Method, ballots: Sequence[Cast], question: Question, told: Sequence[Told]
) -> tuple[Sequence[Cast], Sequence[Told]]:
    """What of the votes may be published: every ballot, or the sums of all where people counted.

    Of ballots beside the result, whoever subtracts would know what was counted by hand and what on
    phones; and choices are never told by channel. The sums count to the same result.
    """
    marks = RULES[method].marks
    if not told or marks is None:
        return ballots, ()
    sums = dict.fromkeys(question.keys, 0)
    said = [
        *((marks(ballot.choice), ballot.weight) for ballot in ballots),
        *((sheet.counts, 1) for sheet in told),
    ]
    for counts, weight in said:
        for key in sums:
            sums[key] += counts.get(key, 0) * weight
    number = sum(ballot.weight for ballot in ballots) + sum(sheet.ballots for sheet in told)
    return (), (Told(number, sums),)
