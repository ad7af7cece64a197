"""Short statements and what people answered to them."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.consultations.logic.states import ConsultationState, StatementState
from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.events.models import AgendaItem, Forum


class Consultation(PublicId, Model):
    """A set of statements put to the participants of a forum."""

    __tablename__ = "consultations"
    __table_args__ = (UniqueConstraint("forum_id", "request_key"), Index(None, "forum_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    title: Mapped[LocalText]
    description: Mapped[LocalText]
    state: Mapped[ConsultationState] = mapped_column(
        stored_enum(ConsultationState), default=ConsultationState.DRAFTED
    )
    # Where the data came from, and the attribution its licence asks for.
    source_note: Mapped[str] = mapped_column(Text, default="")
    origin_kind: Mapped[str | None] = mapped_column(String(40))
    origin_id: Mapped[str | None] = mapped_column(String(40))
    request_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    statements: Mapped[list["Statement"]] = relationship(
        back_populates="consultation", order_by="Statement.number", cascade="all, delete-orphan"
    )


class Statement(PublicId, Model):
    """A short sentence to agree or disagree with, numbered within its consultation."""

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        UniqueConstraint("consultation_id", "request_key"),
        Index(None, "author_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    state: Mapped[StatementState] = mapped_column(
        stored_enum(StatementState), default=StatementState.SHOWN
    )
    author_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    request_key: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship(back_populates="statements")


class Respondent(Model):
    """Who answers in one consultation: a participant, or an anonymous voter of an import."""

    __tablename__ = "respondents"
    __table_args__ = (
        UniqueConstraint("consultation_id", "person_id"),
        UniqueConstraint("consultation_id", "imported_as"),
        CheckConstraint("(person_id IS NULL) OR (imported_as IS NULL)", name="person_or_import"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id", ondelete="SET NULL"))
    imported_as: Mapped[str | None] = mapped_column(String(60))
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))


class StatementAnswer(Model):
    """The latest answer of a respondent to a statement."""

    __tablename__ = "statement_answers"
    __table_args__ = (CheckConstraint("value IN (-1, 0, 1)", name="value_known"),)

    statement_id: Mapped[int] = mapped_column(
        ForeignKey("statements.id", ondelete="CASCADE"), primary_key=True
    )
    respondent_id: Mapped[int] = mapped_column(
        ForeignKey("respondents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime]
