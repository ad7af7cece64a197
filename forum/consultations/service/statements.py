"""What putting down a statement is, whoever does it: once, and not in words that stand already."""

from datetime import datetime

from forum.consultations.errors import StatementExists
from forum.consultations.logic.states import StatementState
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import find_statement, list_statements, next_number
from forum.core.actor import Actor
from forum.core.db import db
from forum.journal.service import record
from forum.language.normal import fold

_DONE = {
    StatementState.PROPOSED: "statement.proposed",
    StatementState.SHOWN: "statement.added",
}


def put_down(
    consultation: Consultation,
    text: str,
    state: StatementState,
    *,
    language: str,
    author_id: int | None = None,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> Statement:
    """A statement at the end of a locked consultation, proposed or shown at once.

    The same request key gives the statement it made before. Raises StatementExists.
    """
    known = find_statement(consultation, request_key)
    if known is not None:
        return known
    refuse_double(consultation, text)
    statement = Statement(
        consultation=consultation,
        number=next_number(consultation),
        text=text,
        language=language,
        state=state,
        author_id=author_id,
        request_key=request_key,
        created_at=now,
    )
    db.session.add(statement)
    db.session.flush()  # the journal names its public id
    note_statement(_DONE[state], statement, actor, now)
    return statement


def refuse_double(consultation: Consultation, text: str, besides: Statement | None = None) -> None:
    """Raise StatementExists when a statement with these words is shown already."""
    words = fold(text)
    for statement in list_statements(consultation, StatementState.SHOWN):
        if statement is not besides and fold(statement.text) == words:
            raise StatementExists


def note_statement(code: str, statement: Statement, actor: Actor, now: datetime) -> None:
    """Write into the journal what happened to a statement."""
    forum_id = statement.consultation.forum_id
    record(code, "statement", statement.public_id, actor=actor, now=now, forum_id=forum_id)
