"""What a cell of a list says beyond the person: who comes along, answers to the form's questions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from forum.language.names import split_prefix
from forum.language.normal import fold, normalise
from forum.questionnaires.logic.answers import Reading, read
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.questions import NO, YES, Asked
from forum.signups.logic.applicants import Comer
from forum.signups.logic.states import CompanionKind

_BETWEEN: Final = re.compile(r"[;\n]")
_AS: Final = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
_KINDS: Final[Mapping[CompanionKind, tuple[str, ...]]] = {
    CompanionKind.ASSISTANT: ("assistant", "ผู้ช่วย", "ผู้ช่วยเหลือ", "ผู้ดูแล", "ผู้ติดตาม"),
    CompanionKind.INTERPRETER: ("interpreter", "ล่าม"),
    CompanionKind.CHILD: ("child", "เด็ก", "บุตร", "ลูก"),
}
YES_WORDS: Final = frozenset(
    {"y", "yes", "x", "✓", "✔", "☑", "1", "true", "ใช่", "ยินยอม", "ตกลง", "ได้", "agreed", "/", "มี"}
)
_NO: Final = frozenset({"n", "no", "0", "false", "ไม่", "ไม่ใช่", "ไม่มี", "-", "–"})
_LONGEST_NAME: Final = 120


@dataclass(frozen=True)
class Form:
    """What a forum asks of its people besides, for reading a list: questions, who may come along.

    `with_sensitive`: what tells of somebody's health or membership is kept, since they agreed to it
    on paper. `provinces` are codes by folded names.
    """

    questions: tuple[Asked, ...] = ()
    most_companions: int = 0
    with_sensitive: bool = True
    provinces: Mapping[str, str] = field(default_factory=dict)


def listable(questions: Sequence[Asked]) -> tuple[Asked, ...]:
    """The questions that a cell can answer: all but those for files."""
    return tuple(each for each in questions if not each.kind.is_file)


def question_named(heading: str, questions: Sequence[Asked]) -> str:
    """The id of the question that a heading repeats, in any language; empty for none."""
    wanted = fold(heading).strip(" *:")
    for each in questions:
        if wanted and wanted in {fold(text).strip(" *:") for text in each.label.values()}:
            return each.id
    return ""


def read_comers(text: str) -> tuple[Comer, ...] | None:
    """Those who come along: names with ";" between, what they come as in brackets. None: unreadable."""
    parts = [normalise(part) for part in _BETWEEN.split(text)]
    comers = [_comer(part) for part in parts if part]
    if any(max(len(c.given_name), len(c.family_name)) > _LONGEST_NAME for c in comers):
        return None
    return tuple(comers) if all(each.given_name for each in comers) else None


def read_cell(question: Asked, text: str, form: Form) -> Reading:
    """The answer a cell gives: choices by their words in any language, several with ";" between.

    Left empty, it is no answer, also where one is needed: people can still give it themselves.
    """
    if not text.strip() or (question.kind is QuestionKind.STATEMENT and _truth(text) != YES):
        return Reading()
    return read(question, _typed(question, text, form))


def _typed(question: Asked, text: str, form: Form) -> list[str]:
    """What a person would have typed or chosen for it."""
    kind = question.kind
    if kind is QuestionKind.ONE_OF:
        return [_code(question, text)]
    if kind is QuestionKind.SEVERAL_OF:
        return [_code(question, part) for part in _BETWEEN.split(text) if part.strip()]
    if kind in {QuestionKind.YES_NO, QuestionKind.STATEMENT}:
        return [_truth(text)]
    if kind is QuestionKind.PLACE:
        name, _, district = text.partition(",")
        return [form.provinces.get(fold(name), name), district.strip(), ""]
    return [text]


def _code(question: Asked, text: str) -> str:
    """The code of the option these words name; the words themselves where they name none."""
    for option in question.options:
        if not option.is_removed and fold(text) in {fold(each) for each in option.label.values()}:
            return option.code
    return text


def _truth(text: str) -> str:
    said = fold(text)
    return YES if said in YES_WORDS else NO if said in _NO else text


def _comer(part: str) -> Comer:
    found = _AS.match(part)
    text, word = (found[1], fold(found[2])) if found else (part, "")
    known = (kind for kind, words in _KINDS.items() if word in words)
    prefix, rest = split_prefix(text)
    given, _, family = rest.partition(" ")
    return Comer(f"{prefix}{given}", family, next(known, CompanionKind.OTHER))
