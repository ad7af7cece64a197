"""Tables of seats: pools and quotas."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model
from forum.events.models import Forum


class SeatPool(Model):
    """A number of seats that people of some sectors share."""

    __tablename__ = "seat_pools"
    __table_args__ = (CheckConstraint("capacity >= 0", name="capacity_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"), index=True)
    capacity: Mapped[int]

    forum: Mapped[Forum] = relationship()
    quotas: Mapped[list["Quota"]] = relationship(
        back_populates="pool", cascade="all, delete-orphan"
    )


class Quota(Model):
    """How many seats of a pool a value of a characteristic (a sector's code) may or must have."""

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
    maximum: Mapped[int]

    pool: Mapped[SeatPool] = relationship(back_populates="quotas")
