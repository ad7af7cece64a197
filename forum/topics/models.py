"""Proposals for the agenda and those who stand behind them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model, PublicId, stored_enum
from forum.directory.models import Sector
from forum.events.models import AgendaItem, Forum
from forum.topics.logic import TopicState


class Topic(PublicId, Model):
    """A proposal: what is wrong, how we know, what to do. Its number counts within the forum."""

    __tablename__ = "topics"
    __table_args__ = (
        UniqueConstraint("forum_id", "number"),
        UniqueConstraint("forum_id", "request_key"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answer_has_a_time"),
        Index(None, "proposer_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[TopicState] = mapped_column(stored_enum(TopicState), default=TopicState.PROPOSED)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    proposal: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    proposer_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    request_key: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    origin_kind: Mapped[str | None] = mapped_column(String(40))
    origin_id: Mapped[str | None] = mapped_column(String(40))

    forum: Mapped[Forum] = relationship()
    proposer: Mapped[Person | None] = relationship()
    sector: Mapped[Sector | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    endorsements: Mapped[list["Endorsement"]] = relationship(
        back_populates="topic", cascade="all, delete-orphan"
    )


class Endorsement(Model):
    """A person standing behind a topic, once; their sector is kept as it was then."""

    __tablename__ = "endorsements"

    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("persons.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    sector_id: Mapped[int] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship(back_populates="endorsements")
    sector: Mapped[Sector] = relationship()
