"""Getting consultations and their statements: loading is checking."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Statement
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for

# Asked with every answer: built once.
_CONSULTATION = (
    select(Consultation)
    .where(Consultation.public_id == bindparam("public_id"))
    .options(joinedload(Consultation.forum, innerjoin=True))
)
_STATEMENT = (
    select(Statement)
    .where(Statement.public_id == bindparam("public_id"))
    .options(joinedload(Statement.consultation, innerjoin=True))
)


def consultation_for(
    actor: Actor,
    public_id: str,
    permission: Permission | None = None,
    *,
    lock: bool = False,
    share: bool = False,
) -> Consultation:
    """The consultation, for an actor who may see its forum and holds the permission (if named).

    A drafted one is there for those who prepare the forum only. With `lock` other writers wait;
    with `share` only those who would open, close or renumber it. Raises NotFound otherwise.
    """
    query = _CONSULTATION
    if lock or share:
        query = query.with_for_update(read=not lock, of=Consultation)
        query = query.execution_options(populate_existing=True)
    consultation = db.session.scalars(query, {"public_id": public_id}).one_or_none()
    if consultation is None:
        raise NotFound
    forum_for(actor, consultation.forum.public_id, permission)
    is_draft = consultation.state is ConsultationState.DRAFTED
    if is_draft and not actor.may(Permission.FORUM_READ_DRAFT, *consultation.forum.scopes):
        raise NotFound
    return consultation


def statement_for(
    actor: Actor, public_id: str, permission: Permission | None = None, *, lock: bool = False
) -> Statement:
    """A statement that is put to the participants, in a consultation the actor may see.

    With the permission to edit consultations, any of its statements. With `lock` its consultation
    is locked, since statements are numbered in it; without, opening and closing it wait (in a
    transaction). Raises NotFound otherwise.
    """
    statement = db.session.scalars(_STATEMENT, {"public_id": public_id}).one_or_none()
    if statement is None:
        raise NotFound
    consultation = consultation_for(
        actor, statement.consultation.public_id, permission, lock=lock, share=not lock
    )
    if lock:
        db.session.refresh(statement)  # as it is under the lock
    may_edit = actor.may(Permission.CONSULTATION_EDIT, *consultation.forum.scopes)
    if statement.state is not StatementState.SHOWN and not may_edit:
        raise NotFound
    return statement


def person_in(actor: Actor, consultation: Consultation) -> int | None:
    """The person the actor is in this consultation's forum, if they have a place there."""
    place = actor.place_in(consultation.forum_id)
    return place.person_id if place else None
