"""What a poll offers: the five answers of consent, and ready-made answers for choices."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.i18n import LocalText
from forum.polls.logic.kinds import Meaning, Method, ReasonRule

FEWEST, MOST = 2, 20
LONGEST_REASON = 2000  # characters


@dataclass(frozen=True)
class Answer:
    """One answer: its label by language and its fixed sense, where it has one."""

    label: LocalText
    meaning: str = ""


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


def answers_of(method: Method, given: Sequence[Answer]) -> tuple[Answer, ...]:
    """The answers a poll of this method offers: consent has its own, others those given."""
    if method is Method.CONSENT:
        return CONSENT
    return tuple(answer for answer in given if any(answer.label.values()))


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
