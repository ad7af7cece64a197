"""Open text: what each voter has to say, listed without saying when it came."""

from collections.abc import Sequence

from forum.language.normal import grapheme_count, normalise_lines
from forum.polls.logic.tally.reading import whole
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    Question,
    Result,
    TextDetail,
    Told,
)

LONGEST_TEXT = 2000  # signs as a reader counts them
_LONGEST_TYPED = 10 * LONGEST_TEXT  # code points: more is not looked at


def read(given: Given, _question: Question) -> Choice | Flaw:
    """The text typed, written one way, line by line."""
    typed = given.get("text", [])
    if len(typed) > 1:
        return Flaw.TWICE
    if any(len(text) > _LONGEST_TYPED for text in typed):
        return Flaw.TOO_LONG
    text = normalise_lines(whole("".join(typed)))
    if not text:
        return Flaw.EMPTY
    return Flaw.TOO_LONG if grapheme_count(text) > LONGEST_TEXT else {"text": text}


def count(ballots: Sequence[Cast], _question: Question, _told: Sequence[Told] = ()) -> Result:
    """The texts in their own order."""
    written = (str(ballot.choice["text"]) for ballot in ballots)
    texts = tuple(sorted(text for text in written if text))  # what was erased is empty
    return Result(len(ballots), options=(), leading=(), detail=TextDetail(texts))
