"""Every method by name: how its ballot is read, what it picked, how it is counted.

A new method is a module beside `choice` and a line here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from forum.polls.logic.kinds import Method
from forum.polls.logic.tally import choice, consent
from forum.polls.logic.tally.shapes import Cast, Choice, Given, Option, Result


@dataclass(frozen=True)
class Rules:
    """`read` gives None for what is no ballot; `picked` names the options a sector table counts."""

    read: Callable[[Given, Sequence[Option]], Choice | None]
    picked: Callable[[Choice], tuple[str, ...]]
    count: Callable[[Sequence[Cast], Sequence[Option]], Result]


RULES: Mapping[Method, Rules] = MappingProxyType(
    {
        Method.CHOICE: Rules(choice.read, choice.picked, choice.count),
        Method.CONSENT: Rules(choice.read, choice.picked, consent.count),
    }
)
