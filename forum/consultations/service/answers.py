"""Answering statements and proposing new ones."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.comments.access import refuse_outsiders
from forum.comments.errors import PlaceNeeded
from forum.comments.ports import sector_of_place
from forum.consultations.access import consultation_for, statement_for
from forum.consultations.errors import ConsultationNotOpen, StatementNotShown
from forum.consultations.logic.states import Answer, ConsultationState, StatementState
from forum.consultations.models import Consultation, Respondent, Statement, StatementAnswer
from forum.consultations.service.statements import put_down
from forum.core.actor import Actor, Place
from forum.core.db import Model, db
from forum.core.permissions import Permission

_RESPONDENT = select(Respondent.id).where(
    Respondent.consultation_id == bindparam("consultation_id"),
    Respondent.person_id == bindparam("person_id"),
)


def answer_statement(
    statement_id: str, answer: Answer, *, actor: Actor, now: datetime
) -> Statement:
    """Keep the actor's answer to a statement; a later one replaces it, so each person counts once.

    Writes no journal row: what somebody answered is nobody's business. Raises ContributionsOver,
    PlaceNeeded, ConsultationNotOpen and StatementNotShown.
    """
    statement = statement_for(actor, statement_id)
    consultation = statement.consultation
    place = _place_to_answer(consultation, actor)
    if statement.state is not StatementState.SHOWN:
        raise StatementNotShown
    values = {
        "statement_id": statement.id,
        "respondent_id": _respondent(consultation, place),
        "value": int(answer),
        "answered_at": now,
    }
    db.session.execute(_upsert_answer(db.session.get_bind().dialect.name), values)
    return statement


def propose_statement(
    consultation_id: str,
    text: str,
    *,
    language: str,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> Statement:
    """Propose a statement; the organisers decide whether it is put to the others.

    The same request key gives the statement it made before. Raises StatementExists for the words
    of another one that is shown, and what `answer_statement` raises.
    """
    consultation = consultation_for(actor, consultation_id, lock=True)
    place = _place_to_answer(consultation, actor)
    return put_down(
        consultation,
        text,
        StatementState.PROPOSED,
        language=language,
        author_id=place.person_id,
        request_key=request_key,
        actor=actor,
        now=now,
    )


def _place_to_answer(consultation: Consultation, actor: Actor) -> Place:
    refuse_outsiders(actor, consultation.forum, Permission.STATEMENT_ANSWER)
    place = actor.place_in(consultation.forum_id)
    if place is None:
        raise PlaceNeeded
    if consultation.state is not ConsultationState.OPEN:
        raise ConsultationNotOpen
    return place


def _respondent(consultation: Consultation, place: Place) -> int:
    """The id under which a person answers in a consultation, made with their first answer."""
    who = {"consultation_id": consultation.id, "person_id": place.person_id}
    known = db.session.scalar(_RESPONDENT, who)
    if known is None:
        # Two first answers may meet: the second finds the row of the first.
        db.session.execute(
            _insert(Respondent, db.session.get_bind().dialect.name)
            .values(**who, sector_id=sector_of_place.only(place.signup_id))
            .on_conflict_do_nothing(index_elements=["consultation_id", "person_id"])
        )
        known = db.session.scalars(_RESPONDENT, who).one()
    return int(known)


@lru_cache
def _upsert_answer(dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = _insert(StatementAnswer, dialect)
    return insert.on_conflict_do_update(
        index_elements=["statement_id", "respondent_id"],
        set_={"value": insert.excluded.value, "answered_at": insert.excluded.answered_at},
    )


def _insert(model: type[Model], dialect: str) -> sqlite.Insert | postgresql.Insert:
    """INSERT that knows ON CONFLICT, for the database in use; both say it alike."""
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)
