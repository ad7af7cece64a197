"""What consultations hold of a person."""

from typing import Any

from sqlalchemy import delete, select, update

from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.core.db import db
from forum.core.i18n import N_
from forum.language.redaction import Marks

HELD = Held(
    title=N_("Your answers in consultations"),
    goes=N_("The tie between you and your answers, and your name on statements you proposed."),
    stays=N_("The answers as those of somebody of your sector, and the statements' words."),
    words={
        "answers": N_("Answers in consultations"),
        "answer": N_("Answer"),
        "answered_at": N_("Answered"),
        "statement": N_("Statement"),
        "statements": N_("Statements"),
    },
)


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
    marks = marks_of(person_id)
    for statement in db.session.scalars(select(Statement).where(Statement.author_id == person_id)):
        statement.text = marks.taken_out(statement.text, statement.language)
        statement.author_id = None


def merge(kept: int, double: int) -> None:
    """What the double answered is the person's; where both answered, the person's own answer counts."""
    mine = {each.consultation_id: each for each in _respondents(kept)}
    for other in _respondents(double):
        own = mine.get(other.consultation_id)
        if own is None:
            other.person_id = kept
        else:
            _join(own, other)
    db.session.execute(
        update(Statement).where(Statement.author_id == double).values(author_id=kept)
    )


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of the statements of their forums."""
    query = (
        select(Statement)
        .join(Statement.consultation)
        .where(Consultation.forum_id.in_(forums_of(person_id)))
    )
    for statement in db.session.scalars(query):
        statement.text = marks.taken_out(statement.text, statement.language)


def _respondents(person_id: int) -> list[Respondent]:
    return list(db.session.scalars(select(Respondent).where(Respondent.person_id == person_id)))


def _join(own: Respondent, other: Respondent) -> None:
    """Move the answers that only the other gave, and forget the other."""
    answered = select(StatementAnswer.statement_id).where(StatementAnswer.respondent_id == own.id)
    db.session.execute(
        update(StatementAnswer)
        .where(
            StatementAnswer.respondent_id == other.id,
            StatementAnswer.statement_id.not_in(answered.scalar_subquery()),
        )
        .values(respondent_id=own.id)
    )
    db.session.execute(delete(StatementAnswer).where(StatementAnswer.respondent_id == other.id))
    db.session.delete(other)
