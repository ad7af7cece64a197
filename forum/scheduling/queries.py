"""Reads of date polls: lists, counts by time, who replied."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.db import db
from forum.events.models import Forum, Programme
from forum.scheduling.logic import KEPT_FOR, Availability, Tally
from forum.scheduling.models import DateChoice, DatePoll, DateReply, DateSlot


@dataclass(frozen=True)
class ListedPoll:
    """A poll in a list, with how many replied."""

    poll: DatePoll
    replies: int


def count_date_polls(programme: Programme) -> int:
    """How many polls the programme has."""
    query = select(func.count(DatePoll.id)).where(DatePoll.programme_id == programme.id)
    return db.session.scalar(query) or 0


def list_date_polls(programme: Programme, limit: int, offset: int = 0) -> list[ListedPoll]:
    """The programme's polls, the newest first, with their times and how many replied."""
    replies = (
        select(func.count(DateReply.id)).where(DateReply.poll_id == DatePoll.id).scalar_subquery()
    )
    query = (
        select(DatePoll, replies)
        .where(DatePoll.programme_id == programme.id)
        .options(selectinload(DatePoll.slots), joinedload(DatePoll.forum))
        .order_by(DatePoll.created_at.desc(), DatePoll.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [ListedPoll(poll, count) for poll, count in db.session.execute(query)]


def tallies_of(poll: DatePoll) -> list[Tally]:
    """What was said to each of the poll's times, in the order of the calendar."""
    query = (
        select(DateChoice.slot_id, DateChoice.availability, func.count())
        .join(DateChoice.slot)
        .where(DateSlot.poll_id == poll.id)
        .group_by(DateChoice.slot_id, DateChoice.availability)
    )
    counted = {(slot, said): count for slot, said, count in db.session.execute(query)}
    return [
        Tally(
            slot_id=slot.id,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            yes=counted.get((slot.id, Availability.YES), 0),
            if_need_be=counted.get((slot.id, Availability.IF_NEED_BE), 0),
            no=counted.get((slot.id, Availability.NO), 0),
        )
        for slot in poll.slots
    ]


def count_replies(poll: DatePoll) -> int:
    """How many replied."""
    query = select(func.count(DateReply.id)).where(DateReply.poll_id == poll.id)
    return db.session.scalar(query) or 0


def list_replies(poll: DatePoll, limit: int, offset: int = 0) -> list[DateReply]:
    """Who replied, in the order of replying, with what they said."""
    query = (
        select(DateReply)
        .where(DateReply.poll_id == poll.id)
        .options(selectinload(DateReply.choices))
        .order_by(DateReply.id)
        .limit(limit)
        .offset(offset)
    )
    return list(db.session.scalars(query))


def list_own_replies(
    poll: DatePoll, reply_ids: Collection[str], person_id: int | None
) -> list[DateReply]:
    """The replies given on this device (public ids) or by this person."""
    of_person = DateReply.person_id == person_id if person_id is not None else false()
    query = select(DateReply).where(
        DateReply.poll_id == poll.id, or_(DateReply.public_id.in_(reply_ids), of_person)
    )
    return list(db.session.scalars(query.order_by(DateReply.id)))


def find_reply(poll: DatePoll, request_key: str, person_id: int | None) -> DateReply | None:
    """The reply made by this very form before; else, of a known person, theirs."""
    of_person = DateReply.person_id == person_id if person_id is not None else false()
    query = select(DateReply).where(
        DateReply.poll_id == poll.id, or_(DateReply.request_key == request_key, of_person)
    )
    found = list(db.session.scalars(query.order_by(DateReply.id)))
    same_form = [reply for reply in found if reply.request_key == request_key]
    return next(iter(same_form or found), None)


def list_drafts(programme: Programme) -> list[Forum]:
    """The programme's forums that nobody outside has seen, the earliest first."""
    query = select(Forum).where(Forum.programme_id == programme.id, Forum.published_at.is_(None))
    return list(db.session.scalars(query.order_by(Forum.starts_at, Forum.id).limit(200)))


def list_ids_past_keeping(now: datetime) -> Sequence[int]:
    """The polls that closed (by hand or by time) so long ago that their replies must go."""
    last = now - KEPT_FOR
    by_hand = and_(DatePoll.closed_at.is_not(None), DatePoll.closed_at <= last)
    query = select(DatePoll.id).where(or_(by_hand, DatePoll.closes_at <= last))
    return db.session.scalars(query).all()
