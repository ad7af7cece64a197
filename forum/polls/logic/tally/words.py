"""Words: a few short answers of each voter, those that read alike counted together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from forum.language.normal import fold, grapheme_count, normalise
from forum.polls.logic.tally.reading import whole
from forum.polls.logic.tally.shapes import (
    Cast,
    Choice,
    Flaw,
    Given,
    Question,
    Result,
    Told,
    WordCount,
    WordsDetail,
)

LONGEST_WORD = 40  # signs as a reader counts them
USUAL_MOST = 3  # words of one voter where the poll does not say
_LONGEST_TYPED = 40 * LONGEST_WORD  # code points: more is not looked at


def read(given: Given, question: Question) -> Choice | Flaw:
    """The words typed, each written one way; empty fields are passed over."""
    typed = given.get("word", [])
    if any(len(text) > _LONGEST_TYPED for text in typed):
        return Flaw.TOO_LONG
    words = [word for word in (normalise(whole(text)) for text in typed) if word]
    if not words:
        return Flaw.EMPTY
    if len(words) > most_words(question):
        return Flaw.TOO_MANY
    if any(grapheme_count(word) > LONGEST_WORD for word in words):
        return Flaw.TOO_LONG
    return Flaw.TWICE if len(words) != len(set(map(fold, words))) else {"words": words}


def most_words(question: Question) -> int:
    """How many words a voter may give."""
    return question.settings.most or USUAL_MOST


def count(ballots: Sequence[Cast], _question: Question, _told: Sequence[Told] = ()) -> Result:
    """Words by how many gave them, then by text, each in its most usual spelling."""
    spellings: Mapping[str, Counter[str]] = defaultdict(Counter)
    for ballot in ballots:
        for word in ballot.choice["words"]:
            spellings[fold(word)][word] += ballot.weight
    counted = [WordCount(_usual(each), each.total()) for each in spellings.values()]
    counted.sort(key=lambda word: (-word.count, word.text))
    return Result(len(ballots), options=(), leading=(), detail=WordsDetail(tuple(counted)))


def _usual(spellings: Counter[str]) -> str:
    """The spelling most gave, of equals the first by text: the order of ballots tells nothing."""
    return min(spellings, key=lambda word: (-spellings[word], word))
