"""Tables of draws: who was in the draw, how it was made, what came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.events.models import Forum
from forum.signups.logic.states import DrawRole, DrawState, SeedSource
from forum.signups.models.places import Signup
from forum.signups.models.seats import SeatPool


class Draw(PublicId, Model):
    """A stratified random selection: everything that somebody needs to make it again.

    `targets` are the quotas and `candidates` the people (key and characteristics, no names) as
    they were when the draw was committed to; `candidates_hash` is the SHA-256 of both as written.
    `seed` stays empty until it may be known: a seed of ours is committed to by `seed_hash`
    beforehand, a public number is named beforehand in `seed_note`.
    """

    __tablename__ = "draws"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        CheckConstraint("progress >= 0 AND progress <= 100", name="progress_is_percent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("seat_pools.id", ondelete="SET NULL"))
    state: Mapped[DrawState] = mapped_column(stored_enum(DrawState))
    size: Mapped[int]
    algorithm: Mapped[str] = mapped_column(String(40))
    algorithm_used: Mapped[str | None] = mapped_column(String(40))
    library: Mapped[str | None] = mapped_column(String(80))
    seed_source: Mapped[SeedSource] = mapped_column(stored_enum(SeedSource))
    seed_hash: Mapped[str | None] = mapped_column(String(64))
    seed_note: Mapped[str] = mapped_column(String(400), default="")
    seed: Mapped[str | None] = mapped_column(String(200))
    targets: Mapped[list[Any]] = mapped_column(default=list)
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    candidates_hash: Mapped[str | None] = mapped_column(String(64))
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(400))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    committed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    pool: Mapped[SeatPool | None] = relationship()
    people: Mapped[list["DrawCandidate"]] = relationship(
        back_populates="draw", cascade="all, delete-orphan"
    )


class DrawCandidate(Model):
    """One applicant in a draw: the key that stands for them in its report, and what they drew."""

    __tablename__ = "draw_candidates"
    __table_args__ = (UniqueConstraint("draw_id", "key"), UniqueConstraint("draw_id", "signup_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    role: Mapped[DrawRole] = mapped_column(stored_enum(DrawRole))
    position: Mapped[int | None]
    probability: Mapped[float | None]

    draw: Mapped[Draw] = relationship(back_populates="people")
    signup: Mapped[Signup] = relationship()
