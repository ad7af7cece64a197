"""Sectors, networks and organisations: where people come from."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText


class NetworkKind(StrEnum):
    THEME = "theme"
    AREA = "area"


class OrganisationKind(StrEnum):
    UNIVERSITY = "university"
    NATIONAL = "national"
    INTERNATIONAL = "international"


class Sector(Model):
    """A part of society that people speak for; its letter and thread mark it beside the colour."""

    __tablename__ = "sectors"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[LocalText]
    letter: Mapped[LocalText]
    thread: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)


class Network(PublicId, Model):
    """A standing group of organisations around a theme or an area."""

    __tablename__ = "networks"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[LocalText]
    kind: Mapped[NetworkKind] = mapped_column(stored_enum(NetworkKind))
    is_active: Mapped[bool] = mapped_column(default=True)


class Organisation(PublicId, Model):
    """A body people come from; a unit stands below the body it belongs to."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[LocalText]
    kind: Mapped[OrganisationKind] = mapped_column(stored_enum(OrganisationKind))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT")
    )
    address: Mapped[LocalText | None]
    # Names folded for searching, both languages, kept by the service.
    search_text: Mapped[str] = mapped_column(String(600))

    parent: Mapped["Organisation | None"] = relationship(remote_side=[id])
