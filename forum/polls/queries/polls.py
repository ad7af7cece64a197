"""Reads of polls themselves: a forum's, and those whose time has come."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.polls.logic.kinds import PollState
from forum.polls.models import Elector, Poll, PollTemplate, Turnout
from forum.signups.ports import OpenPoll


def list_polls(forum_id: int) -> list[Poll]:
    """A forum's polls with their options, in the order they were drafted."""
    query = (
        select(Poll)
        .where(Poll.forum_id == forum_id)
        .options(selectinload(Poll.options), selectinload(Poll.item), selectinload(Poll.texts))
        .order_by(Poll.position)
    )
    return list(db.session.scalars(query))


def find_poll(public_id: str) -> Poll | None:
    """The poll under a public id, of whatever forum: for letters that name it themselves."""
    return db.session.scalars(select(Poll).where(Poll.public_id == public_id)).one_or_none()


def has_asked(forum_id: int) -> bool:
    """Whether a poll of the forum was ever opened."""
    query = exists().where(Poll.forum_id == forum_id, Poll.state != PollState.DRAFTED)
    return bool(db.session.scalar(select(query)))


def last_position(forum_id: int) -> int:
    """The position of the forum's last poll; 0 without polls."""
    return db.session.scalar(select(func.max(Poll.position)).where(Poll.forum_id == forum_id)) or 0


def is_asking_the_hall(forum_id: int) -> bool:
    """Whether a poll of the hall is open; those answered over days by link are none of its."""
    query = exists().where(
        Poll.forum_id == forum_id, Poll.state == PollState.OPEN, Poll.is_online.is_(False)
    )
    return bool(db.session.scalar(select(query)))


def list_waiting_for(signup_id: int) -> list[OpenPoll]:
    """The polls by link in which this place may vote and has not, those that close first first."""
    has_voted = exists().where(Turnout.poll_id == Poll.id, Turnout.signup_id == signup_id)
    query = (
        select(Poll.public_id, Poll.question, Poll.closes_at)
        .join(Elector, Elector.poll_id == Poll.id)
        .where(Elector.signup_id == signup_id, ~has_voted)
        .where(Poll.state == PollState.OPEN, Poll.is_online)
        .order_by(Poll.closes_at.is_(None), Poll.closes_at, Poll.id)
    )
    return [OpenPoll(*row) for row in db.session.execute(query)]


def list_due_to_open(now: datetime) -> list[Poll]:
    """Drafts whose time to open has come."""
    query = select(Poll).where(Poll.state == PollState.DRAFTED, Poll.opens_at <= now)
    return list(db.session.scalars(query.order_by(Poll.id)))


def list_due_to_close(now: datetime) -> list[Poll]:
    """Open polls whose time is over."""
    query = select(Poll).where(Poll.state == PollState.OPEN, Poll.closes_at <= now)
    return list(db.session.scalars(query.order_by(Poll.id)))


def list_to_remind() -> list[Poll]:
    """Open polls of which those who have not voted are still to be reminded, at some time."""
    query = select(Poll).where(
        Poll.state == PollState.OPEN,
        Poll.closes_at.is_not(None),
        Poll.remind_days.is_not(None),
        Poll.reminded_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Poll.id)))


def list_templates(programme_id: int) -> list[PollTemplate]:
    """The polls that a programme keeps to ask again, the newest first."""
    query = select(PollTemplate).where(PollTemplate.programme_id == programme_id)
    return list(db.session.scalars(query.order_by(PollTemplate.created_at.desc(), PollTemplate.id)))


def find_template(programme_id: int, public_id: str) -> PollTemplate | None:
    """A programme's template by its public id."""
    query = select(PollTemplate).where(
        PollTemplate.programme_id == programme_id, PollTemplate.public_id == public_id
    )
    return db.session.scalars(query).one_or_none()
