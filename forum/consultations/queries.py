"""Reads of consultations, statements and answers."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, func, select

from forum.consultations.logic.counting import Tally
from forum.consultations.logic.states import Answer, ConsultationState, StatementState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.core.db import db
from forum.events.models import Forum


def list_consultations(forum: Forum, *, with_drafts: bool = False) -> list[Consultation]:
    """The consultations of a forum, oldest first; drafts only where asked for."""
    query = select(Consultation).where(Consultation.forum_id == forum.id)
    if not with_drafts:
        query = query.where(Consultation.state != ConsultationState.DRAFTED)
    return list(db.session.scalars(query.order_by(Consultation.id)))


def has_consultations(forum: Forum) -> bool:
    """Whether a forum has a consultation that everybody may see."""
    query = select(Consultation.id).where(
        Consultation.forum_id == forum.id, Consultation.state != ConsultationState.DRAFTED
    )
    return db.session.scalar(query.limit(1)) is not None


def find_by_request_key(forum: Forum, request_key: str) -> Consultation | None:
    """The consultation that this very sending has made before."""
    query = select(Consultation).where(
        Consultation.forum_id == forum.id, Consultation.request_key == request_key
    )
    return db.session.scalars(query).one_or_none()


def find_by_origin(forum: Forum, kind: str, origin_id: str) -> Consultation | None:
    """The first consultation of a forum that was made from this."""
    query = select(Consultation).where(
        Consultation.forum_id == forum.id,
        Consultation.origin_kind == kind,
        Consultation.origin_id == origin_id,
    )
    return db.session.scalars(query.order_by(Consultation.id).limit(1)).one_or_none()


def find_statement(consultation: Consultation, request_key: str) -> Statement | None:
    """The statement that this very sending has made before."""
    query = select(Statement).where(
        Statement.consultation_id == consultation.id, Statement.request_key == request_key
    )
    return db.session.scalars(query).one_or_none()


def list_statements(
    consultation: Consultation, *states: StatementState, search: str = ""
) -> list[Statement]:
    """Statements of a consultation by number: those in the given states, or all."""
    query = select(Statement).where(Statement.consultation_id == consultation.id)
    if states:
        query = query.where(Statement.state.in_(states))
    for word in search.split():
        query = query.where(Statement.text.icontains(word, autoescape=True))
    return list(db.session.scalars(query.order_by(Statement.number)))


def count_statements(consultations: Collection[Consultation]) -> dict[int, int]:
    """How many statements are put to the participants in each consultation (by its id)."""
    query = (
        select(Statement.consultation_id, func.count())
        .where(
            Statement.consultation_id.in_([each.id for each in consultations]),
            Statement.state == StatementState.SHOWN,
        )
        .group_by(Statement.consultation_id)
    )
    return dict(db.session.execute(query).all())


def next_number(consultation: Consultation) -> int:
    """The number the next statement gets; true only under the consultation's lock."""
    query = select(func.max(Statement.number)).where(Statement.consultation_id == consultation.id)
    return (db.session.scalar(query) or 0) + 1


def is_answered(statement: Statement) -> bool:
    """Whether anybody has answered a statement."""
    query = select(StatementAnswer.respondent_id).where(
        StatementAnswer.statement_id == statement.id
    )
    return db.session.scalar(query.limit(1)) is not None


def tallies_of(statements: Sequence[Statement]) -> dict[int, Tally]:
    """The tallies of statements, by statement id, in one query; all zero where nobody answered."""
    counts = [
        func.sum(case((StatementAnswer.value == value, 1), else_=0))
        for value in (Answer.AGREE, Answer.DISAGREE, Answer.PASS)
    ]
    query = (
        select(StatementAnswer.statement_id, *counts)
        .where(StatementAnswer.statement_id.in_([statement.id for statement in statements]))
        .group_by(StatementAnswer.statement_id)
    )
    counted = {row[0]: Tally(*row[1:]) for row in db.session.execute(query)}
    return {statement.id: counted.get(statement.id, Tally()) for statement in statements}


def count_respondents(consultations: Collection[Consultation]) -> dict[int, int]:
    """How many people answered at least one statement of each consultation (by its id)."""
    query = (
        select(Respondent.consultation_id, func.count())
        .where(
            Respondent.consultation_id.in_([each.id for each in consultations]),
            select(StatementAnswer.statement_id)
            .where(StatementAnswer.respondent_id == Respondent.id)
            .exists(),
        )
        .group_by(Respondent.consultation_id)
    )
    counted = dict(db.session.execute(query).all())
    return {each.id: counted.get(each.id, 0) for each in consultations}


def answers_of(consultation: Consultation, person_id: int | None) -> dict[int, Answer]:
    """What a person answered in a consultation, by statement id."""
    if person_id is None:
        return {}
    query = (
        select(StatementAnswer.statement_id, StatementAnswer.value)
        .join(Respondent, Respondent.id == StatementAnswer.respondent_id)
        .where(Respondent.consultation_id == consultation.id, Respondent.person_id == person_id)
    )
    return {statement_id: Answer(value) for statement_id, value in db.session.execute(query)}
