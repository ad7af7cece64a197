"""One option each: counts and shares."""

from collections import Counter
from collections.abc import Sequence

from forum.polls.logic.tally.shapes import Cast, Choice, Given, Option, OptionCount, Result
from forum.polls.logic.tally.shares import permilles_of, shares_of


def read(given: Given, options: Sequence[Option]) -> Choice | None:
    """The choice in what a form sent; None unless it is exactly one of the options."""
    chosen = given.get("option", [])
    if len(chosen) != 1 or chosen[0] not in {option.key for option in options}:
        return None
    return {"option": chosen[0]}


def picked(choice: Choice) -> tuple[str, ...]:
    """The options a kept choice stands for."""
    return (str(choice["option"]),)


def count(ballots: Sequence[Cast], options: Sequence[Option]) -> Result:
    """Count the ballots, in any order; options come out in theirs."""
    chosen = Counter(str(ballot.choice["option"]) for ballot in ballots)
    counts = [chosen[option.key] for option in options]
    most = max(counts, default=0)
    lines = zip(options, counts, shares_of(counts), permilles_of(counts), strict=True)
    return Result(
        ballots=len(ballots),
        options=tuple(OptionCount(o.key, n, share, permille) for o, n, share, permille in lines),
        leading=tuple(o.key for o, n in zip(options, counts, strict=True) if n and n == most),
    )
