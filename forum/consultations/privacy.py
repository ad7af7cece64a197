"""What consultations hold of a person."""

from typing import Any

from sqlalchemy import select, update

from forum.consultations.models import Respondent, Statement, StatementAnswer
from forum.core.db import db


def export(person_id: int) -> dict[str, Any]:
    """What the person answered, and the statements they proposed."""
    answers = (
        select(Statement, StatementAnswer)
        .join(StatementAnswer, StatementAnswer.statement_id == Statement.id)
        .join(Respondent, Respondent.id == StatementAnswer.respondent_id)
        .where(Respondent.person_id == person_id)
        .order_by(Statement.id)
    )
    proposed = select(Statement).where(Statement.author_id == person_id).order_by(Statement.id)
    return {
        "answers": [
            {
                "statement": statement.public_id,
                "text": statement.text,
                "answer": answer.value,
                "answered_at": answer.answered_at.isoformat(),
            }
            for statement, answer in db.session.execute(answers)
        ],
        "statements": [
            {"id": each.public_id, "text": each.text, "state": each.state}
            for each in db.session.scalars(proposed)
        ],
    }


def erase(person_id: int) -> None:
    """Cut the tie between the person and their answers and statements.

    The counts stay as they were: the respondent becomes an anonymous one.
    """
    db.session.execute(
        update(Respondent).where(Respondent.person_id == person_id).values(person_id=None)
    )
    db.session.execute(
        update(Statement).where(Statement.author_id == person_id).values(author_id=None)
    )
