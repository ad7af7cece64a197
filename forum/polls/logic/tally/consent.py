"""Consent: not how many are for it, but whether anybody has a sustained objection.

The five answers follow the gradient of agreement of formal consensus: agree, agree with
reservations, abstain (stand aside), object, block.
"""

from collections.abc import Sequence
from dataclasses import replace

from forum.polls.logic.kinds import Meaning
from forum.polls.logic.tally import choice
from forum.polls.logic.tally.shapes import Cast, Consensus, Objection, Question, Result, Told

_VOICED = (Meaning.BLOCK, Meaning.OBJECT, Meaning.RESERVE)


def count(ballots: Sequence[Cast], question: Question, told: Sequence[Told] = ()) -> Result:
    """Count the answers, apply the test, list what was objected (blocks first, then by text)."""
    result = choice.count(ballots, question, told)
    meanings = {option.key: option.meaning for option in question.options}
    numbers = {meanings[line.option]: line.count for line in result.options}
    return replace(
        result,
        consensus=_tested(numbers),
        objections=_voiced(ballots, meanings),
    )


def _tested(numbers: dict[str, int]) -> Consensus:
    if numbers.get(Meaning.BLOCK):
        return Consensus.BLOCKED
    if numbers.get(Meaning.OBJECT):
        return Consensus.OBJECTIONS
    if numbers.get(Meaning.RESERVE):
        return Consensus.WITH_RESERVATIONS
    return Consensus.REACHED if numbers.get(Meaning.AGREE) else Consensus.NONE_CAST


def _voiced(ballots: Sequence[Cast], meanings: dict[str, str]) -> tuple[Objection, ...]:
    said = [
        Objection(meanings[str(ballot.choice["option"])], ballot.reason)
        for ballot in ballots
        if ballot.reason and meanings[str(ballot.choice["option"])] in _VOICED
    ]
    order = {meaning.value: place for place, meaning in enumerate(_VOICED)}
    return tuple(sorted(said, key=lambda o: (order[o.meaning], o.reason)))
