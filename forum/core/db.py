"""The database handle, the base of all models, and the column types every table uses."""

import re
import sqlite3
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Enum, MetaData, String, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from forum.core.i18n import LocalText
from forum.core.ids import LENGTH, new_public_id

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused where it is written."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite keeps it without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware moment in UTC."""
        _ = dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# JSONB has equality and indexes on PostgreSQL; SQLite keeps text.
Json = JSON().with_variant(JSONB(), "postgresql")


def stored_enum(kind: type[StrEnum], name: str | None = None) -> Enum:
    """A column type that keeps an enum by its value, held by a named check constraint.

    The second column of one kind in a table needs a `name` of its own.
    """
    return Enum(
        kind,
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Model(DeclarativeBase):
    """Base of all tables."""

    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={
            datetime: UtcDateTime(),
            LocalText: Json,
            dict[str, Any]: Json,
            list[Any]: Json,
        },
    )


class PublicId:
    """Mixin: a random public id beside the internal key; only this one leaves the house."""

    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_public_id)


db = SQLAlchemy(metadata=Model.metadata)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable, concurrent, referentially strict; BEGIN is said by us, below."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=20000",
        "secure_delete=ON",  # what somebody has erased is written over, not merely forgotten
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock before they read, so that what they checked stays true."""
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get("write_tx")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
