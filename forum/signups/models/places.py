"""Tables of people's places: sign-ups, companions, groups, access needs, tickets, check-ins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Person
from forum.core.db import Model, PublicId, stored_enum
from forum.directory.models import Network, Organisation, Sector
from forum.events.models import Block, Forum
from forum.signups.logic.states import (
    CheckInChannel,
    CompanionKind,
    Gender,
    SignupChannel,
    SignupState,
)
from forum.signups.models.seats import Invitation, SeatPool


class Signup(PublicId, Model):
    """One person's place at one forum, with what they said of themselves then."""

    __tablename__ = "signups"
    __table_args__ = (
        UniqueConstraint("forum_id", "person_id"),
        UniqueConstraint("forum_id", "request_key"),
        Index(None, "forum_id", "state", "sector_id"),
        Index(None, "person_id"),
        Index(None, "pool_id", "state"),
        CheckConstraint("party_size > 0", name="party_size_positive"),
        CheckConstraint("(state = 'seated') <= (seated_at IS NOT NULL)", name="seated_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="RESTRICT"))
    state: Mapped[SignupState] = mapped_column(stored_enum(SignupState))
    channel: Mapped[SignupChannel] = mapped_column(stored_enum(SignupChannel))
    sector_id: Mapped[int] = mapped_column(ForeignKey("sectors.id", ondelete="RESTRICT"))
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL")
    )
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="SET NULL"))
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("seat_pools.id", ondelete="RESTRICT"))
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitations.id", ondelete="SET NULL"), index=True
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("signup_groups.id", ondelete="SET NULL"), index=True
    )
    block_id: Mapped[int | None] = mapped_column(
        ForeignKey("blocks.id", ondelete="SET NULL"), index=True
    )
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender))
    province: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(20))
    # Seats that this sign-up takes: one, and one for each companion.
    party_size: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(10))
    request_key: Mapped[str] = mapped_column(String(64))
    helped_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    applied_at: Mapped[datetime]
    seated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    offer_expires_at: Mapped[datetime | None]
    # Why the organiser said no, as the letter tells it.
    decision_note: Mapped[str] = mapped_column(String(400), default="")

    forum: Mapped[Forum] = relationship()
    person: Mapped[Person] = relationship()
    sector: Mapped[Sector] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    network: Mapped[Network | None] = relationship()
    pool: Mapped[SeatPool | None] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
    group: Mapped["SignupGroup | None"] = relationship()
    block: Mapped[Block | None] = relationship()
    companions: Mapped[list["Companion"]] = relationship(
        back_populates="signup", cascade="all, delete-orphan"
    )
    needs: Mapped["AccessNeeds | None"] = relationship(
        back_populates="signup", cascade="all, delete-orphan"
    )
    tickets: Mapped[list["Ticket"]] = relationship(
        back_populates="signup", cascade="all, delete-orphan"
    )
    check_in: Mapped["CheckIn | None"] = relationship(back_populates="signup")


class AccessNeeds(Model):
    """What somebody needs to take part: sensitive, apart from identity, deleted after the forum."""

    __tablename__ = "access_needs"

    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signups.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)

    signup: Mapped[Signup] = relationship(back_populates="needs")


class Ticket(Model):
    """A personal link that opens the forum; only its hash is kept.

    The link is derived from the installation's secret and the serial, so that it can be sent
    again, and a copy of the database alone opens nothing.
    """

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id", ondelete="CASCADE"), index=True)
    serial: Mapped[str] = mapped_column(String(40), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    signup: Mapped[Signup] = relationship(back_populates="tickets")


class CheckIn(Model):
    """Being present: how it was noticed, when, and by whom."""

    __tablename__ = "check_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(
        ForeignKey("signups.id", ondelete="CASCADE"), unique=True
    )
    channel: Mapped[CheckInChannel] = mapped_column(stored_enum(CheckInChannel))
    at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    signup: Mapped[Signup] = relationship(back_populates="check_in")


class Companion(Model):
    """Somebody who comes along with a person who takes part, and takes a seat."""

    __tablename__ = "companions"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CompanionKind] = mapped_column(stored_enum(CompanionKind))
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120), default="")

    signup: Mapped[Signup] = relationship(back_populates="companions")


class SignupGroup(PublicId, Model):
    """People who want seats together: they come with one code, and are seated all or none."""

    __tablename__ = "signup_groups"
    __table_args__ = (UniqueConstraint("forum_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship()


class Scan(Model):
    """One look at a ticket at the door, also one made offline and sent later.

    `key` is made by the device, so that sending again adds nothing; the first scan checks in,
    every later one shows as a repetition.
    """

    __tablename__ = "scans"
    __table_args__ = (UniqueConstraint("forum_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id", ondelete="CASCADE"))
    signup_id: Mapped[int] = mapped_column(ForeignKey("signups.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    is_first: Mapped[bool]
    scanned_at: Mapped[datetime]
    received_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    signup: Mapped[Signup] = relationship()
