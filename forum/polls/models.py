"""One question put to an electorate, and what came in.

Who has voted (`turnout`) and what was voted (`ballots`) are kept apart. A ballot carries no
person, no time and no serial; its key leads back to a voter only while the poll's secret exists.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.events.models import AgendaItem, Forum
from forum.polls.logic.kinds import (
    BallotChannel,
    Method,
    PollState,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)


class Poll(PublicId, Model):
    """A question, how it is counted, how secret it is, and where it stands."""

    __tablename__ = "polls"
    __table_args__ = (
        Index(None, "forum_id", "position"),
        CheckConstraint("(state = 'drafted') = (opened_at IS NULL)", name="opened_has_a_time"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_a_time"),
        CheckConstraint("state <> 'closed' OR secret IS NULL", name="secret_destroyed_at_close"),
        CheckConstraint("shown_at IS NULL OR state = 'closed'", name="shown_only_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    position: Mapped[int]
    question: Mapped[LocalText]
    explanation: Mapped[LocalText]
    method: Mapped[Method] = mapped_column(stored_enum(Method))
    level: Mapped[SecrecyLevel] = mapped_column(stored_enum(SecrecyLevel))
    results_shown: Mapped[ResultsShown] = mapped_column(stored_enum(ResultsShown))
    reason_rule: Mapped[ReasonRule] = mapped_column(stored_enum(ReasonRule))
    settings: Mapped[dict[str, Any]]
    state: Mapped[PollState] = mapped_column(stored_enum(PollState), default=PollState.DRAFTED)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]
    origin_kind: Mapped[str | None] = mapped_column(String(40))
    origin_id: Mapped[str | None] = mapped_column(String(40))

    forum: Mapped[Forum] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    options: Mapped[list["PollOption"]] = relationship(
        back_populates="poll", order_by="PollOption.position", cascade="all, delete-orphan"
    )


class PollOption(PublicId, Model):
    """What a poll offers; `meaning` is the fixed sense of a consent answer."""

    __tablename__ = "poll_options"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[LocalText]
    meaning: Mapped[str] = mapped_column(String(40), default="")

    poll: Mapped[Poll] = relationship(back_populates="options")


class Elector(Model):
    """Who may vote, frozen at opening, with the sector that counts for the breakdown."""

    __tablename__ = "electors"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signups.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    sector_id: Mapped[int] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))


class Turnout(Model):
    """Who has voted, and the request keys of their tries: a retry is answered, not counted.

    All tries are kept (the newest last, a bounded number), because a phone that was out of reach
    may send an old one after a newer one.
    """

    __tablename__ = "turnout"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own shape

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signups.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    request_keys: Mapped[list[Any]]


class Ballot(Model):
    """What was voted: no person, no time, no serial.

    The key of a named ballot is the sign-up's public id; that of a confidential one is an HMAC of
    it under the poll's secret, and random once the poll has closed.
    """

    __tablename__ = "ballots"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_positive"),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    channel: Mapped[BallotChannel] = mapped_column(stored_enum(BallotChannel))
    choice: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
