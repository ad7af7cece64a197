"""The outbox: a letter is a row in the same transaction as what it tells of."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Model, stored_enum


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class Letter(Model):
    """A letter to be built and sent: its kind and what it is about, never an address or a text.

    The same letter (kind, object, occasion) exists at most once. Nobody touches it before
    `next_try_at`: while it is being sent that lies ahead, too, so that nobody else sends it.
    `asked_hash` is the address's HMAC where a public form asked for the letter; it is kept for as
    long as such letters are counted.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "occasion"),
        Index(None, "state", "next_try_at"),
        Index(None, "asked_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[int]
    occasion: Mapped[str] = mapped_column(String(60))
    state: Mapped[LetterState] = mapped_column(
        stored_enum(LetterState), default=LetterState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))
    asked_hash: Mapped[str | None] = mapped_column(String(64))


class Refusal(Model):
    """An address that wants no more letters of one kind; only the address's HMAC is kept."""

    __tablename__ = "mail_refusals"
    __table_args__ = (UniqueConstraint("address_hash", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(60))
    refused_at: Mapped[datetime]
