"""Threads that any feature may own, and the comments in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.comments.logic import Readers, ThreadState
from forum.core.db import Model, PublicId, stored_enum
from forum.directory.models import Sector
from forum.events.models import Forum


class Thread(PublicId, Model):
    """A discussion owned by a topic, a poll or a draft; access asks the owner."""

    __tablename__ = "threads"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[str] = mapped_column(String(40))
    state: Mapped[ThreadState] = mapped_column(stored_enum(ThreadState), default=ThreadState.OPEN)
    readers: Mapped[Readers] = mapped_column(stored_enum(Readers), default=Readers.EVERYONE)
    writers: Mapped[Readers] = mapped_column(
        stored_enum(Readers, "writers"),
        default=Readers.PARTICIPANTS,
    )

    forum: Mapped[Forum] = relationship()
    comments: Mapped[list["Comment"]] = relationship(
        back_populates="thread", order_by="Comment.id", cascade="all, delete-orphan"
    )


class Comment(PublicId, Model):
    """What somebody said in a thread; their sector is kept as it was then."""

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("thread_id", "request_key"), Index(None, "author_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    request_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(String(200), default="")

    thread: Mapped[Thread] = relationship(back_populates="comments")
    author: Mapped[Person | None] = relationship()
    sector: Mapped[Sector | None] = relationship()
