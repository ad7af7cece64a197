"""What the people of the demonstration put on their ballots, by method."""

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from forum.demo.plans import PollText
from forum.polls.logic.kinds import Method
from forum.polls.models import Poll

Given = dict[str, list[str]]


def ballot_of(poll: PollText, asked: Poll, dice: Random) -> Given:
    """One voter's ballot, as the form would send it."""
    return _FILLED.get(asked.method, _choice)(poll, asked, dice)


def _choice(poll: PollText, asked: Poll, dice: Random) -> Given:
    (option,) = dice.choices(asked.options, weights=poll.weights)
    return {"option": [option.public_id]}


def _ranking(poll: PollText, asked: Poll, dice: Random) -> Given:
    """The heavier, the earlier, mostly; some rank the first few only."""
    weights = dict(zip((o.public_id for o in asked.options), poll.weights, strict=True))
    order = sorted(weights, key=lambda key: dice.random() ** (1 / weights[key]), reverse=True)
    places = order[: dice.choice([2, len(order), len(order)])]
    return {f"rank-{key}": [str(place)] for place, key in enumerate(places, start=1)}


def _approvals(poll: PollText, asked: Poll, dice: Random) -> Given:
    liked = [
        option.public_id
        for option, weight in zip(asked.options, poll.weights, strict=True)
        if dice.random() * 100 < weight
    ]
    return {"option": liked or [asked.options[0].public_id]}


def _words(poll: PollText, asked: Poll, dice: Random) -> Given:
    del asked
    return {"word": sorted(set(dice.choices(poll.words, weights=poll.weights, k=2)))}


_FILLED: Mapping[Method, Callable[[PollText, Poll, Random], Given]] = MappingProxyType(
    {
        Method.RANKING: _ranking,
        Method.BUDGET: _approvals,
        Method.APPROVAL: _approvals,
        Method.WORDS: _words,
    }
)
