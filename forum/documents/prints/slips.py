"""Paper ballots: the same slip several times on a sheet of A4, to copy and to cut."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from forum.documents.prints.words import word
from forum.documents.text import printable
from forum.documents.typeset import lines, typeset


class Mark(StrEnum):
    """What is done beside each answer of a slip."""

    CROSS = "cross"  # a box to cross
    NUMBER = "number"  # a box to write a number in
    THREE = "three"  # one box of three
    LINES = "lines"  # no answers: lines to write on


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper ballot. `how` says what to do; `code` tells slips of two questions apart.

    `columns` are the headings over three boxes; `blanks` the number of lines to write on.
    """

    forum: str
    question: str
    how: str
    options: tuple[str, ...]
    code: str
    mark: Mark
    language: str
    columns: tuple[str, ...] = ()
    blanks: int = 0


_FEW, _SOME = 6, 14  # options that go on a quarter, on a half of A4


def slips(slip: Slip) -> bytes:
    """A sheet of A4 full of the same slip, as PDF: four, two, or one where it has many answers."""
    longest = max((len(option) for option in slip.options), default=0)
    size = len(slip.options) * (2 if longest > _LONG else 1) + slip.blanks
    per_page = 4 if size <= _FEW else 2 if size <= _SOME else 1
    data: dict[str, Any] = {
        "title_plain": printable(word(slip.language, "slip_title")),
        "language": slip.language,
        "per_page": per_page,
        "forum": lines(printable(slip.forum)),
        "question": lines(printable(slip.question)),
        "how": lines(printable(slip.how)),
        "options": [lines(printable(option)) for option in slip.options],
        "columns": [lines(printable(column)) for column in slip.columns],
        "mark": slip.mark.value,
        "blanks": slip.blanks,
        "code": printable(slip.code),
        "code_label": lines(word(slip.language, "slip_code")),
    }
    return typeset("slip", data, standards=("a-2a", "ua-1"))


_LONG: Final = 38  # signs; more take two lines on a quarter of A4
