"""The live room of a forum: where the run of show stands, and what was resolved."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.events.models import AgendaItem, Forum
from forum.floor.logic import Screen
from forum.polls.models import Poll


class Floor(Model):
    """Where the live room stands: opened, at which item, showing what, joined by which code."""

    __tablename__ = "floors"

    forum_id: Mapped[int] = mapped_column(
        ForeignKey("forums.id", ondelete="CASCADE"), primary_key=True
    )
    join_code: Mapped[str | None] = mapped_column(String(10), unique=True)
    screen: Mapped[Screen] = mapped_column(stored_enum(Screen), default=Screen.WELCOME)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id", ondelete="SET NULL"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    poll: Mapped[Poll | None] = relationship()


class ItemRun(Model):
    """When an agenda item was dealt with; an item taken up again has another run."""

    __tablename__ = "item_runs"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        Index(None, "forum_id", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Resolution(PublicId, Model):
    """What was decided at an agenda item, with or without a poll."""

    __tablename__ = "resolutions"
    __table_args__ = (Index(None, "forum_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    poll_id: Mapped[int | None] = mapped_column(ForeignKey("polls.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    recorded_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    poll: Mapped[Poll | None] = relationship()
