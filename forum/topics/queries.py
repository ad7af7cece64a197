"""Reads of topics and of who stands behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.directory.models import Sector
from forum.events.models import Forum
from forum.signups.models.places import Signup
from forum.topics.logic import Filter, Order, TopicState
from forum.topics.models import Endorsement, Topic

Shape = TypeVar("Shape", bound=Select[Any])


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list, with how many stand behind it."""

    topic: Topic
    endorsements: int


def sector_of_place(signup_id: int) -> int | None:
    """The sector (its id) for which a place was taken."""
    return db.session.scalar(select(Signup.sector_id).where(Signup.id == signup_id))


def next_number(forum: Forum) -> int:
    """The number the next topic of a forum gets; true only under the forum's lock."""
    return (db.session.scalar(select(func.max(Topic.number)).where(_in(forum))) or 0) + 1


def find_by_request_key(forum: Forum, request_key: str) -> Topic | None:
    """The topic that this very sending has made before."""
    query = select(Topic).where(_in(forum), Topic.request_key == request_key)
    return db.session.scalars(query).one_or_none()


def count_topics(forum: Forum, wanted: Filter | None = None) -> int:
    """How many topics a forum has that fit; withdrawn ones are not counted."""
    return db.session.scalar(_fitting(select(func.count(Topic.id)), forum, wanted or Filter())) or 0


def list_topics(
    forum: Forum, wanted: Filter, *, limit: int | None = None, offset: int = 0
) -> list[TopicRow]:
    """Topics of a forum that fit, in the wanted order, without withdrawn ones."""
    query = _fitting(select(Topic, _SUPPORT), forum, wanted).order_by(*_order(wanted.order))
    return _rows(query.limit(limit).offset(offset))


def list_queue(forum: Forum) -> list[TopicRow]:
    """Topics for the organiser: unanswered first, the most endorsed first among them."""
    waits = case((Topic.answered_at.is_(None) & (Topic.state == TopicState.PROPOSED), 0), else_=1)
    query = _fitting(select(Topic, _SUPPORT), forum, Filter())
    return _rows(query.order_by(waits, _SUPPORT.desc(), Topic.number))


def count_waiting(forum: Forum) -> int:
    """How many topics wait for the organiser's answer."""
    query = select(func.count(Topic.id)).where(
        _in(forum), Topic.state == TopicState.PROPOSED, Topic.answered_at.is_(None)
    )
    return db.session.scalar(query) or 0


def count_endorsements(topic: Topic) -> int:
    """How many people stand behind a topic."""
    query = select(func.count()).where(Endorsement.topic_id == topic.id)
    return db.session.scalar(query) or 0


def support_by_sector(topics: Sequence[Topic]) -> dict[int, dict[str, int]]:
    """How many of each sector (by code) stand behind each topic (by id)."""
    query = (
        select(Endorsement.topic_id, Sector.code, func.count())
        .join(Sector, Sector.id == Endorsement.sector_id)
        .where(Endorsement.topic_id.in_([topic.id for topic in topics]))
        .group_by(Endorsement.topic_id, Sector.code)
    )
    support: dict[int, dict[str, int]] = {}
    for topic_id, code, count in db.session.execute(query):
        support.setdefault(topic_id, {})[code] = count
    return support


def is_endorsed_by(topic: Topic, person_id: int) -> bool:
    """Whether a person stands behind a topic."""
    return db.session.get(Endorsement, (topic.id, person_id)) is not None


_SUPPORT = (
    select(func.count()).where(Endorsement.topic_id == Topic.id).correlate(Topic).scalar_subquery()
)


def _in(forum: Forum) -> ColumnElement[bool]:
    return Topic.forum_id == forum.id


def _rows(query: Select[Topic, int]) -> list[TopicRow]:
    loaded = query.options(joinedload(Topic.proposer), joinedload(Topic.sector))
    return [TopicRow(topic, count) for topic, count in db.session.execute(loaded)]


def _fitting(query: Shape, forum: Forum, wanted: Filter) -> Shape:
    query = query.where(_in(forum), Topic.state != TopicState.WITHDRAWN)
    if wanted.state is not None:
        query = query.where(Topic.state == wanted.state)
    if wanted.sector is not None:
        query = query.where(
            Topic.sector_id.in_(select(Sector.id).where(Sector.code == wanted.sector))
        )
    for word in wanted.search.split():
        texts = (Topic.title, Topic.problem, Topic.evidence, Topic.proposal)
        query = query.where(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return query


def _order(order: Order) -> tuple[ColumnElement[int], ...]:
    number = Topic.number.desc() if order is Order.NEWEST else Topic.number.asc()
    return (_SUPPORT.desc(), number) if order is Order.ENDORSED else (number,)
