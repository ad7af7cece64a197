"""Scale: one value from 1 to the top each; the options are the values in their order."""

from collections.abc import Sequence
from dataclasses import replace

from forum.polls.logic.tally import choice
from forum.polls.logic.tally.score import mean_of, median_of
from forum.polls.logic.tally.shapes import Cast, Question, Result, ScaleDetail, Told


def count(ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()) -> Result:
    """Count each value, as a choice is counted; besides exact mean and median. Nothing wins."""
    result = choice.count(ballots, question, told)
    values = (0, *(line.count for line in result.options))
    return replace(result, detail=ScaleDetail(mean_of(values), median_of(values)))
