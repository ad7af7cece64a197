"""Who did what when. Rows are only added; they name ids, never people."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.actor import ActorKind
from forum.core.db import Model, stored_enum


class JournalEntry(Model):
    """One act: actor, code, object, facts without personal data."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "object_kind", "object_id"), Index(None, "forum_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(stored_enum(ActorKind))
    actor_id: Mapped[int | None]
    code: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(40))
    forum_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]]
