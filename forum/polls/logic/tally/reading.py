"""What is typed into a ballot: options named, numbers beside options."""

from collections.abc import Sequence

from forum.language.digits import arabic
from forum.polls.logic.tally.shapes import Flaw, Given, Question

_LONGEST_NUMBER = 6  # digits


def number_of(text: str) -> int | None:
    """A whole number of at most six digits, Thai or western; None for anything else."""
    plain = arabic(text.strip())
    if not plain.isascii() or not plain.isdigit() or len(plain) > _LONGEST_NUMBER:
        return None
    return int(plain)


def whole(text: str) -> str:
    """The text without halves of signs (lone surrogates): no file or database can hold one."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def named(given: Given, field: str, question: Question) -> list[str] | Flaw:
    """The options named in a field, in the order of the poll's."""
    chosen = given.get(field, [])
    if len(chosen) != len(set(chosen)):
        return Flaw.TWICE
    if not set(chosen) <= set(question.keys):
        return Flaw.FOREIGN
    return [key for key in question.keys if key in chosen]


def numbers_beside(given: Given, prefix: str, question: Question) -> dict[str, int] | Flaw:
    """The number typed beside each option (`<prefix>-<option>`); those left empty are missing."""
    fields = {name: values for name, values in given.items() if name.startswith(f"{prefix}-")}
    if not {name.removeprefix(f"{prefix}-") for name in fields} <= set(question.keys):
        return Flaw.FOREIGN
    if any(len(values) > 1 for values in fields.values()):
        return Flaw.TWICE
    typed = {key: _only(fields.get(f"{prefix}-{key}", [])) for key in question.keys}
    numbers = {key: number_of(text) for key, text in typed.items() if text.strip()}
    if any(number is None for number in numbers.values()):
        return Flaw.NO_NUMBER
    return {key: number for key, number in numbers.items() if number is not None}


def _only(values: Sequence[str]) -> str:
    return values[0] if values else ""
