"""Tables of finding a date: proposed times, and who can come when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.events.models import Forum, Programme
from forum.scheduling.logic import Availability, DatePollState, state_of


class DatePoll(PublicId, Model):
    """A question when a forum could be, answered by whoever has its link.

    `token_hash` is of the link's token; `forum_id` is the forum that came out of it.
    """

    __tablename__ = "date_polls"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), index=True
    )
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id", ondelete="SET NULL"))
    title: Mapped[LocalText]
    description: Mapped[LocalText] = mapped_column(default=dict)
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship()
    forum: Mapped[Forum | None] = relationship()
    slots: Mapped[list["DateSlot"]] = relationship(
        back_populates="poll", cascade="all, delete-orphan", order_by="DateSlot.starts_at"
    )
    replies: Mapped[list["DateReply"]] = relationship(
        back_populates="poll",
        cascade="all, delete-orphan",
        order_by="DateReply.id",
        passive_deletes=True,
    )

    @property
    def chosen(self) -> "DateSlot | None":
        """The time that was taken, if one was."""
        return next((slot for slot in self.slots if slot.chosen_at is not None), None)

    def state(self, now: datetime) -> DatePollState:
        """Whether it takes answers, takes none, or has found its date."""
        is_decided = self.chosen is not None
        return state_of(self.closes_at, self.closed_at, now, is_decided=is_decided)


class DateSlot(PublicId, Model):
    """One proposed time; `chosen_at` marks the one that was taken."""

    __tablename__ = "date_slots"
    __table_args__ = (
        UniqueConstraint("poll_id", "starts_at", "ends_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_polls.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    chosen_at: Mapped[datetime | None]

    poll: Mapped[DatePoll] = relationship(back_populates="slots")


class DateReply(PublicId, Model):
    """What one person can; changed with the link that only they have (`token_hash`)."""

    __tablename__ = "date_replies"
    __table_args__ = (UniqueConstraint("poll_id", "request_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("date_polls.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("persons.id", ondelete="SET NULL"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    request_key: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    poll: Mapped[DatePoll] = relationship(back_populates="replies")
    choices: Mapped[list["DateChoice"]] = relationship(
        back_populates="reply", cascade="all, delete-orphan", passive_deletes=True
    )


class DateChoice(Model):
    """One person's answer to one time."""

    __tablename__ = "date_choices"

    reply_id: Mapped[int] = mapped_column(
        ForeignKey("date_replies.id", ondelete="CASCADE"), primary_key=True
    )
    slot_id: Mapped[int] = mapped_column(
        ForeignKey("date_slots.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    availability: Mapped[Availability] = mapped_column(stored_enum(Availability))

    reply: Mapped[DateReply] = relationship(back_populates="choices")
    slot: Mapped[DateSlot] = relationship()
