"""When a count is taken and kept for everybody who may see it, and how it is written down.

A count that runs is not taken anew for each of its readers. Where it is not told who voted what it
goes on by five ballots at a time, and the newest is held back until five more are in: with single
steps whoever watches would know how the last one voted, and so would whoever takes the last count off
the result.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from forum.polls.logic.kinds import Method
from forum.polls.logic.suppression import K
from forum.polls.logic.tally.plain import as_plain
from forum.polls.logic.tally.shapes import Result

# Equal shares of a large budget take seconds: counted once, in the background.
SLOW = frozenset({Method.BUDGET})


@dataclass(frozen=True)
class Progress:
    """How far the voting is: ballots, and how often they were cast or changed."""

    ballots: int
    revisions: int


def is_due(method: Method, now: Progress, counted: Progress | None, *, in_steps: bool) -> bool:
    """Whether a running count is to be taken again, `counted` being as far as the last one saw.

    What takes long is not counted for less than a twentieth more.
    """
    if now.ballots < K:
        return False
    if counted is None:
        return True
    step = max(K if in_steps else 0, counted.ballots // 20 if method in SLOW else 0)
    return now.ballots >= counted.ballots + step and now.revisions > counted.revisions


def written(result: Result) -> str:
    """A result as JSON, its parts in their order."""
    return json.dumps(as_plain(result), ensure_ascii=False)


@lru_cache(maxsize=100)
def read(text: str) -> Result:
    """The result that was written; read once for many who look at it."""
    result: Result = _read(json.loads(text), Result)
    return result


def _read(value: Any, kind: Any) -> Any:
    """A plain value as what its annotation says."""
    if value is None or kind is Any:
        return value
    if get_origin(kind) is UnionType:
        return _read(value, _one_of(get_args(kind), value))
    if is_dataclass(kind):
        kinds = get_type_hints(kind)
        return kind(
            **{each.name: _read(value[each.name], kinds[each.name]) for each in fields(kind)}
        )  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(_read(each, get_args(kind)[0]) for each in value)
    if get_origin(kind) is Mapping:
        return {key: _read(each, get_args(kind)[1]) for key, each in value.items()}
    is_made = isinstance(kind, type) and issubclass(kind, Fraction | StrEnum)
    return kind(value) if is_made else value


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """Which of several it is: the dataclass with these fields, or the one that is not None."""
    known = [kind for kind in kinds if kind is not type(None)]
    shapes = [kind for kind in known if is_dataclass(kind)]
    if len(known) == 1 or not shapes:
        return known[0]
    return next(kind for kind in shapes if {each.name for each in fields(kind)} == set(value))
