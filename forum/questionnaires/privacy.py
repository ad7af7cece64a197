"""What questionnaires hold of a respondent: handed out, erased, handed over.

Whoever knows which places a person has (sign-ups) calls these with the keys that
`queries.respondent_of` makes of them. All run inside the caller's transaction.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from forum.core.db import db
from forum.questionnaires.models import AnswerSheet
from forum.questionnaires.ports import Respondent
from forum.questionnaires.queries import asked, values_of
from forum.questionnaires.service.answers import forget_respondents, move_respondent


def export(respondents: Sequence[str]) -> list[dict[str, Any]]:
    """All these respondents answered, ready for JSON: sheet by sheet, the questions' words beside."""
    query = select(AnswerSheet).where(AnswerSheet.respondent.in_(respondents))
    return [_exported(sheet) for sheet in db.session.scalars(query.order_by(AnswerSheet.id)).all()]


def erase(respondents: Sequence[str]) -> None:
    """Leave nothing they answered; files are swept once no answer names them."""
    forget_respondents(respondents)


def merge(old: str, new: Respondent) -> None:
    """What the old key answered becomes the new one's, unless that one has answered itself."""
    move_respondent(old, new)


def _exported(sheet: AnswerSheet) -> dict[str, Any]:
    values = values_of(sheet)
    questions = [asked(row) for row in sheet.questionnaire.questions if row.public_id in values]
    return {
        "forum": sheet.questionnaire.forum.title,
        "purpose": sheet.questionnaire.purpose.value,
        "round": sheet.round.value,
        "sent_on": sheet.sent_on.isoformat(),
        "answers": [
            {
                "question": question.label,
                "answer": values[question.id],
                "options": {option.code: option.label for option in question.options},
                "is_sensitive": question.is_sensitive,
            }
            for question in questions
        ],
    }
