"""Words, texts and reasons that somebody looks at, known by a digest."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forum.language.normal import fold
from forum.polls.logic.tally.shapes import Result, TextDetail, WordsDetail


@dataclass(frozen=True)
class Said:
    """A word, text or reason of a poll, how many gave it, what was decided; None: nothing yet."""

    digest: str
    text: str
    count: int
    is_shown: bool | None


def digest_of(text: str) -> str:
    """SHA-256 (hex) of a text however it is cased and spaced: those that read alike go together."""
    return hashlib.sha256(fold(text).encode()).hexdigest()


def written_in(choice: Mapping[str, Any], reason: str) -> list[str]:
    """What a ballot says in its voter's own words; what was erased is empty and none of it."""
    return [text for text in (*choice.get("words", ()), choice.get("text", ""), reason) if text]


def may_be_shown(text: str, decided: Mapping[str, bool], *, is_moderated: bool) -> bool:
    """Whether everybody may see a text: as was decided of it, else as the poll treats what is new."""
    return decided.get(digest_of(text), not is_moderated)


def said_in(
    result: Result, reasons: Iterable[str], decided: Mapping[str, bool]
) -> tuple[Said, ...]:
    """Every word or text of a result, then every reason, with what was decided of it, each once."""
    counts: dict[str, tuple[str, int]] = {}
    for text, number in [*_texts(result), *((reason, 1) for reason in reasons)]:
        digest = digest_of(text)
        first, before = counts.get(digest, (text, 0))
        counts[digest] = (first, before + number)
    return tuple(Said(key, *counts[key], decided.get(key)) for key in counts)


def let_through(result: Result, decided: Mapping[str, bool], *, is_moderated: bool) -> Result:
    """The result with only those words and texts that everybody may see."""

    def is_shown(text: str) -> bool:
        return may_be_shown(text, decided, is_moderated=is_moderated)

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
