"""What the address of a list asks for: words to look for, one of our choices."""

from enum import StrEnum
from typing import TypeVar

from flask import request

from forum.language.normal import normalise

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST = 100


def words_asked() -> str:
    """The words in `q`, normalised, LONGEST characters at the most."""
    return normalise(request.args.get("q", ""))[:LONGEST]


def choice_asked(kind: type[Choice], argument: str) -> Choice | None:
    """The choice named in the address; None when none is, or a word that is not ours."""
    try:
        return kind(request.args.get(argument, ""))
    except ValueError:
        return None
