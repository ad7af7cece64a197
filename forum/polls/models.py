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
from forum.events.logic.stages import AttributionMode, strictest
from forum.events.models import AgendaItem, Block, Forum, Programme
from forum.polls.logic.kinds import (
    BallotChannel,
    Method,
    PollState,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
    SheetChannel,
)
from forum.polls.logic.settings import Settings
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Option, Question


class Poll(PublicId, Model):
    """A question, how it is counted, how secret it is, and where it stands."""

    __tablename__ = "polls"
    __table_args__ = (
        Index(None, "forum_id", "position"),
        CheckConstraint("(state = 'drafted') = (opened_at IS NULL)", name="opened_has_a_time"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_a_time"),
        CheckConstraint("state <> 'closed' OR secret IS NULL", name="secret_destroyed_at_close"),
        CheckConstraint("shown_at IS NULL OR state = 'closed'", name="shown_only_when_closed"),
        CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at",
            name="closes_after_opening",
        ),
        Index(None, "state", "opens_at"),
        Index(None, "state", "closes_at"),
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
    # Answered over days by link, not in the hall: the floor neither asks nor waits for it.
    is_online: Mapped[bool] = mapped_column(default=False)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    # Days before its end when those who have not voted are reminded; none where nobody is.
    remind_days: Mapped[int | None]
    reminded_at: Mapped[datetime | None]
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

    texts: Mapped[list["ModeratedText"]] = relationship(cascade="all, delete-orphan")

    @property
    def decisions(self) -> dict[str, bool]:
        """What was decided of words and texts, by digest: shown or not."""
        return {text.digest: text.is_shown for text in self.texts}

    @property
    def rules(self) -> Settings:
        """The settings as the count and the ballot know them."""
        return Settings.from_json(self.settings)

    @property
    def may_be_written(self) -> bool:
        """Whether people write in their own words: words, texts, or reasons beside their votes."""
        return RULES[self.method].is_text or self.reason_rule is not ReasonRule.OFF

    @property
    def attribution(self) -> AttributionMode:
        """How far names may be told: as the forum says, and no further than it said at opening."""
        return strictest(self.rules.attribution, self.forum.attribution_mode)

    @property
    def counts_in_steps(self) -> bool:
        """Whether a running count goes on by several ballots: where it is not told who voted what."""
        is_named = self.level is SecrecyLevel.NAMED
        return not (is_named and self.attribution is AttributionMode.NAMED)

    @property
    def for_counting(self) -> Question:
        """What is asked, as ballots are read and counted."""
        options = (Option(o.public_id, o.meaning, o.price) for o in self.options)
        return Question(tuple(options), self.rules)


class PollOption(PublicId, Model):
    """What a poll offers; `meaning` is the fixed sense of a consent answer.

    `price` is in whole units of the budget's currency; the times are a slot's, in a poll of times.
    """

    __tablename__ = "poll_options"
    __table_args__ = (
        UniqueConstraint("poll_id", "position"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    position: Mapped[int]
    label: Mapped[LocalText]
    meaning: Mapped[str] = mapped_column(String(40), default="")
    prompt: Mapped[LocalText] = mapped_column(default=dict)
    colour: Mapped[str] = mapped_column(String(20), default="")
    price: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    poll: Mapped[Poll] = relationship(back_populates="options")


class Elector(Model):
    """Who may vote, frozen at opening, with the sector that counts for the breakdown.

    `block` is where they sat then: whoever is counted there by hand votes no more by phone.
    `proxy` is the place that votes for them, where the forum's rules allow it.
    """

    __tablename__ = "electors"
    __table_args__ = (CheckConstraint("weight > 0", name="weight_positive"),)

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signups.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    sector_id: Mapped[int] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("blocks.id", ondelete="SET NULL"))
    weight: Mapped[int] = mapped_column(default=1)
    proxy_id: Mapped[int | None] = mapped_column(
        ForeignKey("signups.id", ondelete="SET NULL"), index=True
    )


class Turnout(Model):
    """Who has voted, and the digests of their tries: a retry is answered, not counted.

    All tries (`keys.try_of`) are kept (the newest last, a bounded number), because a phone that was out of reach
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
    # The consent a named vote asks for: that the name is kept beside the answer.
    has_agreed: Mapped[bool] = mapped_column(default=False)


class Ballot(Model):
    """What was voted: no person, no time, no serial.

    The key of a named ballot is the sign-up's public id; that of a confidential one is an HMAC of
    it under the poll's secret, and random once the poll has closed.
    """

    __tablename__ = "ballots"
    __table_args__ = (
        CheckConstraint("revision >= 1", name="revision_positive"),
        CheckConstraint("weight > 0", name="weight_positive"),
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
    weight: Mapped[int] = mapped_column(default=1)


class CountSheet(PublicId, Model):
    """Votes that people counted at a table or in a block (none: the whole hall), by hand or paper.

    Aggregates only: nobody's vote. With a second count they count once both agree.
    """

    __tablename__ = "count_sheets"
    __table_args__ = (
        UniqueConstraint("poll_id", "channel", "block_id"),
        CheckConstraint("ballots >= 0", name="ballots_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("blocks.id", ondelete="RESTRICT"))
    channel: Mapped[SheetChannel] = mapped_column(stored_enum(SheetChannel))
    ballots: Mapped[int]
    second_ballots: Mapped[int | None]
    needs_second: Mapped[bool] = mapped_column(default=False)
    counted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    counted_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    checked_at: Mapped[datetime | None]

    poll: Mapped[Poll] = relationship()
    block: Mapped[Block | None] = relationship()
    lines: Mapped[list["CountLine"]] = relationship(
        back_populates="sheet", cascade="all, delete-orphan"
    )

    @property
    def is_by_one_account(self) -> bool:
        """Whether one account gave both counts: nobody knows if somebody else counted."""
        return self.checked_by_id is not None and self.checked_by_id == self.counted_by_id


class CountLine(Model):
    """How many named an option on a count sheet, by the first and the second count."""

    __tablename__ = "count_lines"
    __table_args__ = (CheckConstraint("number >= 0", name="number_not_negative"),)

    sheet_id: Mapped[int] = mapped_column(
        ForeignKey("count_sheets.id", ondelete="CASCADE"), primary_key=True
    )
    option_id: Mapped[int] = mapped_column(
        ForeignKey("poll_options.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int]
    second_number: Mapped[int | None]

    sheet: Mapped[CountSheet] = relationship(back_populates="lines")
    option: Mapped[PollOption] = relationship()


class PollCount(Model):
    """A count that was taken once for all who may see it: one that runs, or one that took long.

    `ballots` and `revisions` say how far it saw; `closed_at` is the closing it belongs to, none while
    the poll is open. Of a count that runs the newest two are kept. `result` is JSON as
    `logic/counts.py` writes it, its parts in their order.
    """

    __tablename__ = "poll_counts"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    ballots: Mapped[int] = mapped_column(primary_key=True)
    revisions: Mapped[int]
    closed_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(Text)


class PollTemplate(PublicId, Model):
    """A poll that the organisers of a programme keep to ask again."""

    __tablename__ = "poll_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[LocalText]
    draft: Mapped[dict[str, Any]]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship()


class ModeratedText(Model):
    """What a facilitator decided about a word or text of a poll, known by its digest only."""

    __tablename__ = "moderated_texts"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    is_shown: Mapped[bool]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime]
