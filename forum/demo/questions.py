"""What organisers of the demonstration ask, and what people answer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from forum.core.actor import SYSTEM
from forum.core.ids import new_token
from forum.demo.people import acting
from forum.demo.plans import ForumText, QuestionText
from forum.questionnaires.logic.kinds import Purpose, QuestionKind
from forum.questionnaires.logic.plans import QuestionPlan
from forum.questionnaires.logic.questions import ALWAYS, YES, Condition
from forum.questionnaires.models import Question
from forum.questionnaires.service.answers import send_sheet
from forum.questionnaires.service.editing import add_question, open_questionnaire
from forum.signups.models.places import Signup


def ask(
    forum_id: str, purpose: Purpose, texts: Sequence[QuestionText], last_day: date, *, now: datetime
) -> list[Question]:
    """Put the questions of a purpose and open them; their rows, in order."""
    rows: list[Question] = []
    for text in texts:
        plan = QuestionPlan(
            kind=QuestionKind(text.kind),
            label=text.label,
            hint=text.hint,
            choices=text.choices,
            condition=ALWAYS if text.after is None else Condition(rows[text.after].public_id, YES),
            is_required=text.is_required,
            is_sensitive=text.is_sensitive,
            keep_until=None if text.kept_days is None else last_day + timedelta(text.kept_days),
        )
        rows.append(add_question(forum_id, purpose, plan, new_token(), actor=SYSTEM, now=now))
    if rows:
        open_questionnaire(forum_id, purpose, actor=SYSTEM, now=now)
    return rows


def answers(
    texts: Sequence[QuestionText], rows: Sequence[Question], dice: Random
) -> dict[str, Any] | None:
    """What somebody answers, by the questions' public ids; None where nothing is asked."""
    given = {
        row.public_id: _answer(text, row, dice)
        for text, row in zip(texts, rows, strict=True)
        if dice.random() < text.answered
    }
    return given if rows else None


def evaluate(
    text: ForumText, forum_id: str, present: Sequence[Signup], last_day: date, *, now: datetime
) -> None:
    """Ask those who were there what they thought of it; two of three answer."""
    rows = ask(forum_id, Purpose.EVALUATION, text.evaluation, last_day, now=now)
    if not rows:
        return
    dice = Random(f"{text.key} evaluation")  # noqa: S311 - a demonstration, not a draw
    for number, signup in enumerate(present):
        if number % 3:
            given = answers(text.evaluation, rows, dice) or {}
            send_sheet(
                forum_id, Purpose.EVALUATION, given, language="th", actor=acting(signup), now=now
            )


def _answer(text: QuestionText, row: Question, dice: Random) -> object:
    if text.words:
        return dice.choice(text.words)
    (place,) = dice.choices(range(len(text.weights)), weights=text.weights)
    if row.kind is QuestionKind.YES_NO:
        return place == 0
    if row.kind is QuestionKind.SCALE:
        return place + 1
    code = row.options[place]["code"]
    return [code] if row.kind is QuestionKind.SEVERAL_OF else code
