"""Getting date polls, their times and replies: by right, or by the link that was sent round."""

from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import hashed
from forum.core.permissions import Permission
from forum.events.models import Programme
from forum.scheduling.models import DatePoll, DateReply, DateSlot

Row = TypeVar("Row", DatePoll, DateSlot, DateReply)


def date_poll_for(actor: Actor, public_id: str, *, lock: bool = False) -> DatePoll:
    """The poll, for an actor who organises its programme. Raises NotFound for everybody else.

    With `lock`, other writers wait, and the row is read anew.
    """
    poll = _poll(select(DatePoll).where(DatePoll.public_id == public_id), lock=lock)
    if not actor.may(Permission.PROGRAMME_EDIT, *poll.programme.scopes):
        raise NotFound
    return poll


def slot_for(actor: Actor, date_poll_id: str, public_id: str, *, lock: bool = False) -> DateSlot:
    """A proposed time of this poll; the poll is locked. Raises NotFound as `date_poll_for`."""
    poll = date_poll_for(actor, date_poll_id, lock=lock)
    query = select(DateSlot).where(DateSlot.poll_id == poll.id, DateSlot.public_id == public_id)
    return _one(query)


def reply_for(actor: Actor, date_poll_id: str, public_id: str, *, lock: bool = False) -> DateReply:
    """A reply to this poll, for its organiser. Raises NotFound as `date_poll_for`."""
    poll = date_poll_for(actor, date_poll_id, lock=lock)
    query = select(DateReply).where(DateReply.poll_id == poll.id, DateReply.public_id == public_id)
    return _one(query)


def date_poll_by(token: str, *, lock: bool = False) -> DatePoll:
    """The poll whose link this is; the link is the right. Raises NotFound."""
    return _poll(select(DatePoll).where(DatePoll.token_hash == hashed(token)), lock=lock)


def reply_by(token: str, *, lock: bool = False) -> DateReply:
    """The reply that only the holder of this link changes; with `lock` its poll is locked.

    Raises NotFound.
    """
    query = select(DateReply).where(DateReply.token_hash == hashed(token))
    reply = _one(query.options(selectinload(DateReply.choices)))
    _poll(select(DatePoll).where(DatePoll.id == reply.poll_id), lock=lock)
    return reply


def _poll(query: Select[DatePoll], *, lock: bool) -> DatePoll:
    query = query.options(
        joinedload(DatePoll.programme, innerjoin=True).joinedload(Programme.parent),
        joinedload(DatePoll.forum),
        selectinload(DatePoll.slots),
    )
    if lock:
        # Only the row itself: PostgreSQL would lock what is joined, too.
        query = query.with_for_update(of=DatePoll).execution_options(populate_existing=True)
    return _one(query)


def _one(query: Select[Row]) -> Row:
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row
