"""The record of a forum: blocks that know their source, and frozen versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.core.db import Json, Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.events.models import Forum
from forum.minutes.logic.states import BlockOrigin, MinutesState, Standing


class Minutes(PublicId, Model):
    """The minutes of one forum, in the state of their life."""

    __tablename__ = "minutes"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('certified', 'superseded') OR certified_at IS NOT NULL",
            name="certified_has_a_time",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), unique=True)
    layout: Mapped[str] = mapped_column(String(40), default="forum_report")
    thai_digits: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MinutesState] = mapped_column(
        stored_enum(MinutesState), default=MinutesState.DRAFT
    )
    composed_at: Mapped[datetime]
    # What the last composing changed: key, change and first words, to show beside the text.
    changes: Mapped[list[Any]] = mapped_column(Json, default=list)
    # Who edited last, and who checked: two persons.
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    checked_at: Mapped[datetime | None]
    certified_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    blocks: Mapped[list["MinutesBlock"]] = relationship(
        back_populates="minutes", order_by="MinutesBlock.position", cascade="all, delete-orphan"
    )
    versions: Mapped[list["MinutesVersion"]] = relationship(
        back_populates="minutes", order_by="MinutesVersion.number", cascade="all, delete-orphan"
    )


class MinutesBlock(PublicId, Model):
    """One block: composed from facts (with their hash) or typed; text by language.

    `text` is what a person typed: all of a typed block, or the new words for a composed one.
    """

    __tablename__ = "minutes_blocks"
    __table_args__ = (
        UniqueConstraint("minutes_id", "key"),
        CheckConstraint("(hidden_reason = '') OR is_hidden", name="reason_only_when_hidden"),
        CheckConstraint("revision >= 1", name="revision_positive"),
        Index(None, "minutes_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(160))
    section: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    origin: Mapped[BlockOrigin] = mapped_column(stored_enum(BlockOrigin))
    # Per language: a document block as data, without the addresses of its sources.
    content: Mapped[dict[str, Any]]
    text: Mapped[LocalText]
    sources: Mapped[list[Any]] = mapped_column(Json)
    facts_hash: Mapped[str] = mapped_column(String(64), default="")
    standing: Mapped[Standing] = mapped_column(stored_enum(Standing), default=Standing.CURRENT)
    is_moved: Mapped[bool] = mapped_column(default=False)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    hidden_reason: Mapped[str] = mapped_column(String(200), default="")
    # A typed block that was taken out; it can be put back until the next version.
    removed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime | None]

    minutes: Mapped[Minutes] = relationship(back_populates="blocks")
    editor: Mapped[Account | None] = relationship()

    @property
    def source_kinds(self) -> set[str]:
        """What kinds of things this block comes from."""
        return {source["kind"] for source in self.sources}

    @property
    def is_touched(self) -> bool:
        """Whether a person rewrote or hid it."""
        return bool(self.text) or self.is_hidden


class MinutesVersion(PublicId, Model):
    """Frozen documents with their hashes: never changed, only succeeded.

    One thing alone is taken out of them: a person who has their data erased. What was certified
    keeps its hash, and every such change is noted with the hash it led to (`redactions`).
    """

    __tablename__ = "minutes_versions"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    number: Mapped[int]
    # By language: the document's tree, and the SHA-256 of the canonical bytes that were certified.
    trees: Mapped[dict[str, Any]]
    hashes: Mapped[LocalText]
    # People taken out since, at their request: when, and the hashes of the trees from then on.
    redactions: Mapped[list[Any]] = mapped_column(Json, default=list)
    # Names as they were given to be printed.
    signatories: Mapped[list[Any]] = mapped_column(Json)
    certified_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    created_at: Mapped[datetime]

    minutes: Mapped[Minutes] = relationship(back_populates="versions")

    @property
    def current_hashes(self) -> LocalText:
        """By language, the hash of the tree as it stands: the certified one, or that after a redaction."""
        hashes: LocalText = self.redactions[-1]["hashes"] if self.redactions else self.hashes
        return hashes

    @property
    def redacted_at(self) -> list[datetime]:
        """When people were taken out."""
        return [datetime.fromisoformat(each["at"]) for each in self.redactions]
