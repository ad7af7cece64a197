"""What a poll offers: the five answers of consent, and ready-made answers for choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forum.core.i18n import LocalText
from forum.polls.logic.kinds import Meaning, Method, ReasonRule
from forum.polls.logic.settings import Settings

_MOST, _MOST_OF_MANY = 20, 60
_HAS_MANY = frozenset({Method.BUDGET, Method.STV, Method.TIME})
_HAS_NONE = frozenset({Method.WORDS, Method.TEXT})
LONGEST_REASON = 2000  # characters


@dataclass(frozen=True)
class Answer:
    """One answer: its label by language and its fixed sense, where it has one.

    `price` is in whole units of the budget's currency; the times are a slot's, in a poll of times.
    """

    label: LocalText
    meaning: str = ""
    prompt: LocalText = field(default_factory=dict)
    colour: str = ""
    price: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None


AGREE = Answer({"th": "เห็นด้วย", "en": "Agree"}, Meaning.AGREE)
RESERVE = Answer({"th": "เห็นด้วย แต่มีข้อสงวน", "en": "Agree with reservations"}, Meaning.RESERVE)
ABSTAIN = Answer({"th": "งดออกเสียง", "en": "Abstain"}, Meaning.ABSTAIN)
OBJECT = Answer({"th": "ไม่เห็นด้วย", "en": "Object"}, Meaning.OBJECT)
BLOCK = Answer({"th": "คัดค้าน ยอมรับไม่ได้", "en": "Block: I cannot live with this"}, Meaning.BLOCK)
DISAGREE = Answer({"th": "ไม่เห็นด้วย", "en": "Disagree"}, Meaning.OBJECT)

# The gradient of consent: fixed, so that its test means the same in every poll.
CONSENT = (AGREE, RESERVE, ABSTAIN, OBJECT, BLOCK)
YES_OR_NO = (AGREE, DISAGREE, ABSTAIN)

# In consent, whoever does not simply agree owes the others a reason.
_OWES_REASON = frozenset({Meaning.RESERVE, Meaning.OBJECT, Meaning.BLOCK})


def answers_of(method: Method, given: Sequence[Answer], settings: Settings) -> tuple[Answer, ...]:
    """The answers a poll of this method offers: consent has its own, words and text have none.

    Of a scale, those given name its two ends; slots stand in the order of time, since of equals the
    earliest wins; other methods offer what was given.
    """
    if method is Method.CONSENT:
        return CONSENT
    if method in _HAS_NONE:
        return ()
    named = tuple(answer for answer in given if any(answer.label.values()))
    if method is Method.TIME:
        return _in_time(named)
    return _scale(settings.top, named) if method is Method.SCALE else named


def number_of_answers(method: Method) -> tuple[int, int]:
    """How many answers a poll of this method has, at least and at most."""
    if method in _HAS_NONE:
        return 0, 0
    return 2, _MOST_OF_MANY if method in _HAS_MANY else _MOST


def _in_time(slots: Sequence[Answer]) -> tuple[Answer, ...]:
    """Slots as they follow each other; as they were typed where one says no time that can be read."""
    starts = [slot.starts_at for slot in slots if slot.starts_at is not None]
    if len(starts) < len(slots):
        return tuple(slots)
    return tuple(
        slot for _, slot in sorted(zip(starts, slots, strict=True), key=lambda each: each[0])
    )


def _scale(top: int, ends: Sequence[Answer]) -> tuple[Answer, ...]:
    """The values 1 to `top`; the first and the last with their names."""
    low, high = (ends[0].label, ends[-1].label) if len(ends) > 1 else ({}, {})
    return tuple(
        Answer(_named_value(value, {1: low, top: high}.get(value, {})))
        for value in range(1, top + 1)
    )


def _named_value(value: int, name: LocalText) -> LocalText:
    if not any(name.values()):
        return {"th": str(value), "en": str(value)}
    return {language: f"{value} {text}" for language, text in name.items() if text}


def ends_of(values: Sequence[Answer]) -> tuple[Answer, ...]:
    """The names of a scale's two ends, where it has any: what its values were made from."""
    named = (
        {la: text.partition(" ")[2] for la, text in each.label.items()}
        for each in (values[0], values[-1])
    )
    return tuple(Answer(label) for label in named if any(label.values()))


def has_doubles(answers: Sequence[Answer]) -> bool:
    """Whether two answers read the same in some language."""
    labels = [
        (language, text.casefold())
        for answer in answers
        for language, text in answer.label.items()
        if text
    ]
    return len(labels) != len(set(labels))


def owes_reason(rule: ReasonRule, method: Method, meaning: str) -> bool:
    """Whether this answer must come with a reason."""
    if rule is not ReasonRule.REQUIRED:
        return False
    return method is not Method.CONSENT or meaning in _OWES_REASON


def read_answers(lines: Mapping[str, str]) -> tuple[Answer, ...]:
    """Answers typed one a line, by language: the first lines belong together, and so on.

    A line that reads like one of the ready-made answers has its sense.
    """
    columns = {language: text.splitlines() for language, text in lines.items()}
    longest = max((len(column) for column in columns.values()), default=0)
    rows = (
        {lang: column[i].strip() for lang, column in columns.items() if i < len(column)}
        for i in range(longest)
    )
    labels = [{lang: text for lang, text in row.items() if text} for row in rows]
    return tuple(Answer(label, _meaning_of(label)) for label in labels if label)


def written_answers(answers: Sequence[Answer], languages: Sequence[str]) -> dict[str, str]:
    """The answers as they would be typed: the opposite of `read_answers`."""
    return {
        language: "\n".join(answer.label.get(language, "") for answer in answers).rstrip("\n")
        for language in languages
    }


def _meaning_of(label: LocalText) -> str:
    for ready in (*CONSENT, DISAGREE):
        if any(ready.label.get(language) == text for language, text in label.items()):
            return ready.meaning
    return ""
