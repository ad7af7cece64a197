"""A poll beside the one it was asked again from."""

from dataclasses import dataclass

from forum.polls.logic.comparing import Comparison, compare
from forum.polls.models import Poll
from forum.polls.queries.outcomes import find_outcome
from forum.polls.queries.polls import find_poll

AGAIN = "poll"  # the origin of a question that was asked before


@dataclass(frozen=True)
class Before:
    """The first poll of a question that was asked again, and what changed since."""

    poll: Poll
    comparison: Comparison


def find_before(poll: Poll) -> Before | None:
    """What changed since the same question was asked first; None until both results may be seen."""
    if poll.origin_kind != AGAIN or not poll.origin_id:
        return None
    first = find_poll(poll.origin_id)
    if first is None or first.forum_id != poll.forum_id:
        return None
    before, after = find_outcome(first), find_outcome(poll)
    if before is None or after is None:
        return None
    comparison = compare(before.result, after.result, _labels(first), _labels(poll))
    return Before(first, comparison) if comparison else None


def _labels(poll: Poll) -> dict[str, dict[str, str]]:
    return {option.public_id: option.label for option in poll.options}
