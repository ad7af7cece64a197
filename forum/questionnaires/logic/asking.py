"""Which questions are asked, given who is asked and what they have answered so far."""

from collections.abc import Mapping, Sequence
from typing import Any

from forum.questionnaires.logic.answers import codes_of, fits
from forum.questionnaires.logic.questions import Asked


def asked_of(questions: Sequence[Asked], sector: str | None) -> list[Asked]:
    """The questions somebody of this sector may come to; None: whoever it is."""
    kept: list[Asked] = []
    for question in questions:
        sectors, before = question.condition.sectors, question.condition.question
        is_for_them = sector is None or not sectors or sector in sectors
        if is_for_them and (not before or any(each.id == before for each in kept)):
            kept.append(question)
    return kept


def asked_after(
    questions: Sequence[Asked], answers: Mapping[str, Any], sector: str | None
) -> list[Asked]:
    """The questions that are asked once these answers were given, in order.

    An answer to a question that is itself not asked decides nothing.
    """
    kept: list[Asked] = []
    for question in asked_of(questions, sector):
        before = question.condition.question
        is_led_to = any(each.id == before for each in kept) and question.condition.answer in (
            codes_of(answers.get(before))
        )
        if not before or is_led_to:
            kept.append(question)
    return kept


def kept_answers(
    questions: Sequence[Asked], answers: Mapping[str, Any], sector: str | None
) -> dict[str, Any]:
    """What of these answers counts: those to questions that are asked."""
    return {
        question.id: answers[question.id]
        for question in asked_after(questions, answers, sector)
        if answers.get(question.id) is not None
    }


def unanswered(
    questions: Sequence[Asked], answers: Mapping[str, Any], sector: str | None
) -> list[Asked]:
    """Questions that are asked and need an answer (or one of another shape) that is not there."""
    return [
        question
        for question in asked_after(questions, answers, sector)
        if not _is_settled(question, answers.get(question.id))
    ]


def out_of_order(questions: Sequence[Asked]) -> list[Asked]:
    """Questions whose condition does not hang on an earlier question's present answer.

    Only looking back, no condition can go round in a circle.
    """
    earlier: dict[str, Asked] = {}
    wrong: list[Asked] = []
    for question in questions:
        condition = question.condition
        before = earlier.get(condition.question)
        if condition.question and (before is None or condition.answer not in before.codes):
            wrong.append(question)
        earlier[question.id] = question
    return wrong


def _is_settled(question: Asked, value: Any) -> bool:
    return not question.is_required if value is None else fits(question, value)
