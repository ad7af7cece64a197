"""Tables of seats: how places are given, pools and quotas, seats reserved by invitation."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.core.i18n import LocalText
from forum.directory.models import Network, Sector
from forum.events.models import Forum
from forum.signups.logic.states import SeatMode


class SignupSettings(Model):
    """How a forum gives its seats, and what it asks beside the name. No row: all as by default.

    `accept_hours` is how long somebody who moves up has to accept; None: they are seated at once.
    `door_code` is the short code shown at the entrance, for checking oneself in.
    """

    __tablename__ = "signup_settings"
    __table_args__ = (
        CheckConstraint("accept_hours > 0", name="accept_hours_positive"),
        CheckConstraint("companions_most >= 0", name="companions_most_not_negative"),
    )

    forum_id: Mapped[int] = mapped_column(
        ForeignKey("forums.id", ondelete="CASCADE"), primary_key=True
    )
    mode: Mapped[SeatMode] = mapped_column(stored_enum(SeatMode), default=SeatMode.DIRECT)
    accept_hours: Mapped[int | None]
    companions_most: Mapped[int] = mapped_column(default=0)
    has_groups: Mapped[bool] = mapped_column(default=False)
    asks_gender: Mapped[bool] = mapped_column(default=False)
    asks_province: Mapped[bool] = mapped_column(default=False)
    door_code: Mapped[str | None] = mapped_column(String(12))

    forum: Mapped[Forum] = relationship()


class SeatPool(PublicId, Model):
    """A number of seats that people share: the hall's, those online, a workshop's."""

    __tablename__ = "seat_pools"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    name: Mapped[LocalText] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int]

    forum: Mapped[Forum] = relationship()
    quotas: Mapped[list["Quota"]] = relationship(
        back_populates="pool", cascade="all, delete-orphan"
    )


class Quota(Model):
    """How many seats of a pool a value of a characteristic may (None: no limit) or must have.

    Characteristics are those of `logic.seats.Characteristic`: the sector's code, a gender, a
    region, a network's public id.
    """

    __tablename__ = "quotas"
    __table_args__ = (
        UniqueConstraint("pool_id", "characteristic", "value"),
        CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        CheckConstraint("maximum >= minimum", name="maximum_not_below_minimum"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("seat_pools.id", ondelete="CASCADE"))
    characteristic: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(40))
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]

    pool: Mapped[SeatPool] = relationship(back_populates="quotas")


class Invitation(PublicId, Model):
    """Seats reserved for somebody until a day: a person, an organisation, a network.

    Its link (`token_hash`) opens the sign-up form for these seats. What is not used when it
    expires, is declined or revoked, goes back to everybody.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats_positive"),
        Index(None, "forum_id", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("seat_pools.id", ondelete="SET NULL"))
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    recipient: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sectors.id", ondelete="SET NULL"))
    network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="SET NULL"))
    seats: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    expires_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    forum: Mapped[Forum] = relationship()
    pool: Mapped[SeatPool | None] = relationship()
    sector: Mapped[Sector | None] = relationship()
    network: Mapped[Network | None] = relationship()
