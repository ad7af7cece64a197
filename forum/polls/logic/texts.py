"""Words and texts that are looked at before they are shown, known by a digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forum.language.normal import fold
from forum.polls.logic.tally.shapes import Result, TextDetail, WordsDetail


@dataclass(frozen=True)
class Said:
    """A word or text of a poll, how many gave it, and what was decided; None: nothing yet."""

    digest: str
    text: str
    count: int
    is_shown: bool | None


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a text however it is cased and spaced: those that read alike go together."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def said_in(result: Result, decided: Mapping[str, bool]) -> tuple[Said, ...]:
    """Every word or text of a result with what was decided of it, each once."""
    counts: dict[str, tuple[str, int]] = {}
    for text, number in _texts(result):
        digest = digest_of(text)
        counts[digest] = (text, counts.get(digest, (text, 0))[1] + number)
    return tuple(Said(key, *counts[key], decided.get(key)) for key in counts)


def let_through(result: Result, decided: Mapping[str, bool]) -> Result:
    """The result with only those words and texts that were let through."""

    def is_shown(text: str) -> bool:
        return decided.get(digest_of(text), False)

    detail = result.detail
    if isinstance(detail, WordsDetail):
        words = tuple(word for word in detail.words if is_shown(word.text))
        return replace(result, detail=WordsDetail(words))
    if isinstance(detail, TextDetail):
        return replace(result, detail=TextDetail(tuple(filter(is_shown, detail.texts))))
    return result


def _texts(result: Result) -> list[tuple[str, int]]:
    detail = result.detail
    if isinstance(detail, WordsDetail):
        return [(word.text, word.count) for word in detail.words]
    if isinstance(detail, TextDetail):
        return [(text, 1) for text in detail.texts if text]
    return []
