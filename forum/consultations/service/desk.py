"""The organiser's work on a consultation: making it, its statements, opening and closing it."""

from datetime import datetime

from sqlalchemy import update

from forum.consultations.access import consultation_for, statement_for
from forum.consultations.errors import (
    NothingToAnswer,
    NotYetOpened,
    OrderFixed,
    StatementAnswered,
    UnknownItem,
)
from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import (
    find_by_request_key,
    is_answered,
    list_statements,
)
from forum.consultations.service.statements import note_statement, put_down, refuse_double
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for, item_for
from forum.events.models import AgendaItem, Forum
from forum.journal.service import record

_EDIT = Permission.CONSULTATION_EDIT


def create_consultation(
    forum_id: str,
    title: LocalText,
    description: LocalText,
    *,
    item_id: str | None = None,
    request_key: str | None = None,
    origin: tuple[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Consultation:
    """Draft a consultation for a forum, perhaps for an item (public id) of its agenda.

    The same request key gives the one it made before. Raises UnknownItem.
    """
    forum = forum_for(actor, forum_id, _EDIT, lock=True)
    known = find_by_request_key(forum, request_key) if request_key else None
    if known is not None:
        return known
    origin_kind, origin_id = origin or (None, None)
    consultation = Consultation(
        forum=forum,
        item=_item(actor, forum, item_id),
        title=title,
        description=description,
        state=ConsultationState.DRAFTED,
        request_key=request_key,
        origin_kind=origin_kind,
        origin_id=origin_id,
        created_at=now,
    )
    db.session.add(consultation)
    db.session.flush()  # the journal names its public id
    note("consultation.created", consultation, actor, now)
    return consultation


def edit_consultation(
    consultation_id: str,
    title: LocalText,
    description: LocalText,
    *,
    item_id: str | None = None,
    actor: Actor,
    now: datetime,
) -> Consultation:
    """Change title, description and agenda item. Raises UnknownItem."""
    consultation = consultation_for(actor, consultation_id, _EDIT, lock=True)
    consultation.item = _item(actor, consultation.forum, item_id)
    consultation.title, consultation.description = title, description
    note("consultation.edited", consultation, actor, now)
    return consultation


def open_consultation(consultation_id: str, *, actor: Actor, now: datetime) -> Consultation:
    """Take answers from now on; also again after closing. Raises NothingToAnswer."""
    consultation = consultation_for(actor, consultation_id, _EDIT, lock=True)
    if not list_statements(consultation, StatementState.SHOWN):
        raise NothingToAnswer
    return _set_state(consultation, ConsultationState.OPEN, "consultation.opened", actor, now)


def close_consultation(consultation_id: str, *, actor: Actor, now: datetime) -> Consultation:
    """Take no more answers and show everybody the counts. Raises NotYetOpened for a draft."""
    consultation = consultation_for(actor, consultation_id, _EDIT, lock=True)
    if consultation.state is ConsultationState.DRAFTED:
        raise NotYetOpened
    return _set_state(consultation, ConsultationState.CLOSED, "consultation.closed", actor, now)


def add_statement(
    consultation_id: str,
    text: str,
    *,
    language: str,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> Statement:
    """Put a statement at the end, to be answered at once when the consultation is open.

    The same request key gives the statement it made before. Raises StatementExists.
    """
    consultation = consultation_for(actor, consultation_id, _EDIT, lock=True)
    return put_down(
        consultation,
        text,
        StatementState.SHOWN,
        language=language,
        request_key=request_key,
        actor=actor,
        now=now,
    )


def edit_statement(statement_id: str, text: str, *, actor: Actor, now: datetime) -> Statement:
    """Change the words of a statement that nobody answered. Raises StatementAnswered."""
    statement = statement_for(actor, statement_id, _EDIT, lock=True)
    if text == statement.text:
        return statement
    if is_answered(statement):
        raise StatementAnswered
    refuse_double(statement.consultation, text, besides=statement)
    statement.text = text
    note_statement("statement.edited", statement, actor, now)
    return statement


def show_statement(statement_id: str, *, actor: Actor, now: datetime) -> Statement:
    """Put a proposed or hidden statement to the participants."""
    statement = statement_for(actor, statement_id, _EDIT, lock=True)
    if statement.state is not StatementState.SHOWN:
        statement.state = StatementState.SHOWN
        note_statement("statement.shown", statement, actor, now)
    return statement


def hide_statement(statement_id: str, *, actor: Actor, now: datetime) -> Statement:
    """Take a statement away from the participants; its answers are kept and can be shown again."""
    statement = statement_for(actor, statement_id, _EDIT, lock=True)
    if statement.state is not StatementState.HIDDEN:
        statement.state = StatementState.HIDDEN
        note_statement("statement.hidden", statement, actor, now)
    return statement


def move_statement(statement_id: str, step: int, *, actor: Actor, now: datetime) -> Statement:
    """Swap a statement with its neighbour: -1 up, 1 down; at the end nothing changes.

    Raises OrderFixed once the consultation has opened: its numbers are being talked about.
    """
    statement = statement_for(actor, statement_id, _EDIT, lock=True)
    if statement.consultation.state is not ConsultationState.DRAFTED:
        raise OrderFixed
    rows = list_statements(statement.consultation)
    place = rows.index(statement) + (1 if step > 0 else -1)
    if 0 <= place < len(rows):
        _swap(statement, rows[place])
        note_statement("statement.moved", statement, actor, now)
    return statement


def note(
    code: str, consultation: Consultation, actor: Actor, now: datetime, **facts: object
) -> None:
    """Write into the journal what happened to a consultation."""
    record(
        code,
        "consultation",
        consultation.public_id,
        actor=actor,
        now=now,
        forum_id=consultation.forum_id,
        **facts,
    )


def _swap(one: Statement, other: Statement) -> None:
    """Exchange two numbers by way of a free one, since no two may be alike at any moment."""
    numbers = one.number, other.number
    for row, number in ((one, -1), (other, numbers[0]), (one, numbers[1])):
        db.session.execute(update(Statement).where(Statement.id == row.id).values(number=number))


def _set_state(
    consultation: Consultation, state: ConsultationState, code: str, actor: Actor, now: datetime
) -> Consultation:
    if consultation.state is not state:
        consultation.state = state
        note(code, consultation, actor, now)
    return consultation


def _item(actor: Actor, forum: Forum, item_id: str | None) -> AgendaItem | None:
    if not item_id:
        return None
    try:
        return item_for(actor, forum.public_id, item_id)
    except NotFound:
        raise UnknownItem from None
