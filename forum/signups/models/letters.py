"""Tables of what an organiser sends: reminders by schedule, official letters of invitation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId
from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.signups.models.seats import Invitation


class Reminder(PublicId, Model):
    """A letter to everybody with a seat, some days before the forum; `queued_at`: it has gone."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("forum_id", "days_before"),
        CheckConstraint("days_before >= 0", name="days_before_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    days_before: Mapped[int]
    note: Mapped[LocalText] = mapped_column(default=dict)
    queued_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()


class OfficialLetter(PublicId, Model):
    """A letter of invitation as Thai offices write it (หนังสือเชิญประชุม), to print and sign."""

    __tablename__ = "official_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[str] = mapped_column(String(60), default="")
    dated_on: Mapped[date]
    office: Mapped[LocalText]
    subject: Mapped[LocalText]
    addressed_to: Mapped[str] = mapped_column(String(200))
    enclosures: Mapped[LocalText] = mapped_column(default=dict)
    body: Mapped[LocalText]
    signatory: Mapped[str] = mapped_column(String(200))
    signatory_position: Mapped[LocalText] = mapped_column(default=dict)
    contact: Mapped[LocalText] = mapped_column(default=dict)
    has_thai_digits: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    forum: Mapped[Forum] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
