"""Persons, the accounts they sign in with, the roles they hold, what they agreed to."""

from datetime import date, datetime

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.db import Model, PublicId, stored_enum
from forum.core.permissions import Role, Scope, ScopeKind


class Person(PublicId, Model):
    """Somebody we know of. May have no contact and no account; several may share a contact."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    prefix: Mapped[str] = mapped_column(String(40), default="")
    given_name: Mapped[str] = mapped_column(String(120))
    family_name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    language: Mapped[str] = mapped_column(String(10), default="th")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    account: Mapped["Account | None"] = relationship(back_populates="person")
    consents: Mapped[list["Consent"]] = relationship(back_populates="person")

    @property
    def name(self) -> str:
        """Prefix, given and family name as one line, in that order."""
        return " ".join(part for part in (self.prefix, self.given_name, self.family_name) if part)


class Account(PublicId, UserMixin, Model):
    """How a person signs in. The columns that Flask-Security asks for carry its names."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("persons.id", ondelete="RESTRICT"), unique=True
    )
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]

    # With every request of an account its person is wanted, too.
    person: Mapped[Person] = relationship(back_populates="account", lazy="joined", innerjoin=True)
    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", foreign_keys="Grant.account_id"
    )


class Grant(Model):
    """A role that an account holds in a scope, from a day on and possibly until one."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "scope_kind", "scope_id"),
        CheckConstraint("role <> 'participant'", name="participants_have_places"),
        CheckConstraint(
            "(scope_kind = 'installation') = (scope_id = 0)", name="scope_id_fits_kind"
        ),
        Index(None, "scope_kind", "scope_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(stored_enum(Role))
    scope_kind: Mapped[ScopeKind] = mapped_column(stored_enum(ScopeKind))
    scope_id: Mapped[int]
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )
    ends_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id])

    @property
    def scope(self) -> Scope:
        """Where the role holds."""
        return Scope(self.scope_kind, self.scope_id)


class SignInLink(Model):
    """A link that signs an account in once; stored hashed, used up by POST only."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class Consent(Model):
    """What a person agreed to: the purpose, the version of the text, when, and until when."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "person_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    scope_kind: Mapped[ScopeKind] = mapped_column(stored_enum(ScopeKind))
    scope_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL")
    )

    person: Mapped[Person] = relationship(back_populates="consents")


class Opening(Model):
    """Somebody of the staff opened or took away a person's data: who, what, when, and what for.

    Once a day for the same thing. Erased with the person: it is theirs to read.
    """

    __tablename__ = "openings"
    __table_args__ = (
        UniqueConstraint("person_id", "account_id", "what", "scope_kind", "scope_id", "day"),
        Index(None, "scope_kind", "scope_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    what: Mapped[str] = mapped_column(String(60))
    scope_kind: Mapped[ScopeKind] = mapped_column(stored_enum(ScopeKind))
    scope_id: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    # The day in Thailand.
    day: Mapped[date]

    account: Mapped[Account | None] = relationship()
    person: Mapped[Person] = relationship()
