"""Programmes, forums, their parts, agenda and materials."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.core.permissions import INSTALLATION, Scope, ScopeKind
from forum.directory.models import Organisation
from forum.events.logic.stages import AttributionMode, Stage
from forum.files.models import StoredFile
from forum.language.normal import fold


class PartKind(StrEnum):
    PLENARY = "plenary"
    WORKSHOP = "workshop"
    TABLES = "tables"
    BREAK = "break"


class Programme(PublicId, Model):
    """What forums and reports belong to; a project is a programme below a programme."""

    __tablename__ = "programmes"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id", ondelete="RESTRICT"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL")
    )
    title: Mapped[LocalText]
    description: Mapped[LocalText]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]

    parent: Mapped["Programme | None"] = relationship(remote_side="Programme.id")
    organisation: Mapped[Organisation | None] = relationship()
    forums: Mapped[list["Forum"]] = relationship(back_populates="programme")

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Where a role must hold to reach this programme: itself, those above, everywhere."""
        above = self.parent.scopes if self.parent else (INSTALLATION,)
        return (Scope(ScopeKind.PROGRAMME, self.id), *above)


class Forum(PublicId, Model):
    """One event: invitation, sign-up, agenda, hall, minutes."""

    __tablename__ = "forums"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "signup_closes_at IS NULL OR signup_opens_at IS NULL OR signup_closes_at > signup_opens_at",
            name="signup_closes_after_opening",
        ),
        CheckConstraint("sequence >= 0", name="sequence_not_negative"),
        CheckConstraint("most_proxies >= 0", name="most_proxies_not_negative"),
        Index(None, "programme_id", "starts_at"),
        Index(None, "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="RESTRICT"))
    number: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[LocalText]
    # Titles folded for searching, all languages; follows the title.
    search_text: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[LocalText]
    description: Mapped[LocalText]
    stage: Mapped[Stage] = mapped_column(stored_enum(Stage), default=Stage.ANNOUNCED)
    published_at: Mapped[datetime | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[LocalText]
    online_url: Mapped[str] = mapped_column(String(500), default="")
    signup_opens_at: Mapped[datetime | None]
    signup_closes_at: Mapped[datetime | None]
    attribution_mode: Mapped[AttributionMode] = mapped_column(
        stored_enum(AttributionMode), default=AttributionMode.SECTOR
    )
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    # The forum's rules of voting: whether votes may weigh differently, and for how many absent
    # people somebody may vote.
    has_weights: Mapped[bool] = mapped_column(default=False)
    most_proxies: Mapped[int] = mapped_column(default=0)
    authoritative_language: Mapped[str] = mapped_column(String(10), default="th")
    change_reason: Mapped[LocalText | None]
    # Raised with every change that calendars must notice (RFC 5545, SEQUENCE).
    sequence: Mapped[int] = mapped_column(default=0)
    cloned_from: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(back_populates="forums")
    parts: Mapped[list["Part"]] = relationship(
        back_populates="forum", order_by="Part.starts_at, Part.id", cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="forum", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    materials: Mapped[list["Material"]] = relationship(
        back_populates="forum", order_by="Material.position", cascade="all, delete-orphan"
    )
    blocks: Mapped[list["Block"]] = relationship(
        back_populates="forum", order_by="Block.position", cascade="all, delete-orphan"
    )

    @validates("title")
    def _fold_title(self, _name: str, title: LocalText) -> LocalText:
        self.search_text = "\n".join(fold(text) for text in title.values())
        return title

    @property
    def scope(self) -> Scope:
        """The forum as a scope of roles."""
        return Scope(ScopeKind.FORUM, self.id)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Where a role must hold to reach this forum: itself, its programmes, everywhere."""
        return (self.scope, *self.programme.scopes)


class Part(PublicId, Model):
    """A timed part of a forum, in a room or online; parts may run in parallel."""

    __tablename__ = "parts"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    title: Mapped[LocalText]
    kind: Mapped[PartKind] = mapped_column(stored_enum(PartKind))
    room: Mapped[LocalText]
    online_url: Mapped[str] = mapped_column(String(500), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship(back_populates="parts")
    items: Mapped[list["AgendaItem"]] = relationship(back_populates="part")


class Block(PublicId, Model):
    """Where people sit together: a table, or a block of chairs."""

    __tablename__ = "blocks"
    __table_args__ = (UniqueConstraint("forum_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[LocalText]

    forum: Mapped[Forum] = relationship(back_populates="blocks")


class AgendaItem(PublicId, Model):
    """What is to be dealt with. Numbers are derived from the order and the parent."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        Index(None, "forum_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("parts.id", ondelete="SET NULL"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"))
    position: Mapped[int]
    title: Mapped[LocalText]
    description: Mapped[LocalText]
    minutes: Mapped[int] = mapped_column(default=0)
    presenter: Mapped[str] = mapped_column(String(200), default="")
    origin_kind: Mapped[str | None] = mapped_column(String(40))
    origin_id: Mapped[str | None] = mapped_column(String(40))

    forum: Mapped[Forum] = relationship(back_populates="items")
    part: Mapped[Part | None] = relationship(back_populates="items")
    parent: Mapped["AgendaItem | None"] = relationship(remote_side="AgendaItem.id")


class Material(PublicId, Model):
    """Something to read beforehand: a file of ours or a link elsewhere."""

    __tablename__ = "materials"
    __table_args__ = (CheckConstraint("(file_id IS NULL) <> (url = '')", name="file_or_link"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id", ondelete="RESTRICT"))
    url: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[LocalText]
    position: Mapped[int]

    forum: Mapped[Forum] = relationship(back_populates="materials")
    item: Mapped[AgendaItem | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()
