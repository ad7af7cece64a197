"""What the first pages show: what is on, what is open, what was decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.consultations.logic.states import ConsultationState
from forum.consultations.models import Consultation
from forum.core.db import db
from forum.events.logic.stages import CALLED_OFF, Stage
from forum.events.models import Forum
from forum.floor.models import Resolution
from forum.topics.logic import TopicState
from forum.topics.models import Topic

_PUBLIC = (Forum.published_at.is_not(None), Forum.is_rehearsal.is_(False))


def list_coming(now: datetime, limit: int = 4) -> list[Forum]:
    """Public forums that run now or lie ahead, the nearest first."""
    query = (
        select(Forum)
        .where(*_PUBLIC, Forum.ends_at > now, Forum.stage.not_in(CALLED_OFF))
        .options(joinedload(Forum.programme, innerjoin=True))
        .order_by(Forum.starts_at, Forum.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_open_consultations(limit: int = 3) -> Sequence[Consultation]:
    """Consultations that wait for answers, in public forums."""
    query = (
        select(Consultation)
        .join(Consultation.forum)
        .where(*_PUBLIC, Consultation.state == ConsultationState.OPEN)
        .options(joinedload(Consultation.forum, innerjoin=True))
        .order_by(Consultation.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_newest_topics(limit: int = 3) -> Sequence[Topic]:
    """Topics last proposed in forums that are open."""
    query = (
        select(Topic)
        .join(Topic.forum)
        .where(*_PUBLIC, Forum.stage == Stage.OPEN, Topic.state == TopicState.PROPOSED)
        .options(joinedload(Topic.forum, innerjoin=True))
        .order_by(Topic.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_latest_resolutions(limit: int = 4) -> Sequence[Resolution]:
    """What was decided last in public forums."""
    query = (
        select(Resolution)
        .join(Resolution.forum)
        .where(*_PUBLIC, Forum.stage.in_((Stage.RUNNING, Stage.MINUTES, Stage.FINISHED)))
        .options(joinedload(Resolution.forum, innerjoin=True))
        .order_by(Resolution.recorded_at.desc(), Resolution.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_forums(ids: Sequence[int]) -> list[Forum]:
    """Forums by their keys, the next first."""
    query = (
        select(Forum)
        .where(Forum.id.in_(ids))
        .options(joinedload(Forum.programme, innerjoin=True))
        .order_by(Forum.starts_at.desc())
    )
    return list(db.session.scalars(query))
