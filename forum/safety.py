"""What the program does not start with, in sentences that say what to do."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

DEFAULT_SECRETS = {"dev", "secret", "changeme", "change-me", "development", "password"}
SHORTEST_SECRET = 32
FEWEST_LETTERS = 8  # a secret of fewer different characters was typed, not drawn

DRIVERS = {
    "postgresql": ("psycopg", "uv sync --extra postgres"),
    "redis": ("redis", "uv sync --extra redis"),
    "rediss": ("redis", "uv sync --extra redis"),
}
_ADDRESSES = ("SQLALCHEMY_DATABASE_URI", "JOBS_URL", "LIVE_URL", "RATELIMIT_STORAGE_URI")


class Misconfigured(RuntimeError):
    """The configuration cannot be used; the text says what to do."""


class UnsafeConfiguration(Misconfigured):
    """Production was asked for, but the configuration is not fit for it; the text says what to do."""


def refuse_unsafe(config: Mapping[str, Any]) -> None:
    """Raise UnsafeConfiguration for a production with a default secret or with debug on."""
    if config["ENVIRONMENT"] != "production":
        return
    if is_weak(str(config["SECRET_KEY"])):
        raise UnsafeConfiguration(
            "FORUM_SECRET_KEY is a default or too short. Remove it (a good one is made and kept "
            "under instance/), or set one of at least 32 random characters."
        )
    if config.get("DEBUG"):
        raise UnsafeConfiguration("Debug is on. Unset FLASK_DEBUG and FORUM_DEBUG in production.")


def refuse_lonely_stores(config: Mapping[str, Any], workers: int) -> None:
    """Raise UnsafeConfiguration when several workers would share what only one may have."""
    if workers <= 1:
        return
    if str(config["SQLALCHEMY_DATABASE_URI"]).startswith("sqlite"):
        raise UnsafeConfiguration(
            "SQLite has one writer: serve it with one worker, or set DATABASE_URL to PostgreSQL."
        )
    if str(config["JOBS_URL"] or "sqlite").startswith(("sqlite", "memory")):
        raise UnsafeConfiguration(
            "Several workers need a queue they share: set FORUM_JOBS_URL to PostgreSQL or Redis, "
            "or unset it."
        )
    if not config["LIVE_URL"]:
        raise UnsafeConfiguration(
            "Several workers tell each other's screens through Redis: set REDIS_URL, "
            "or serve with one worker."
        )


def refuse_missing_drivers(config: Mapping[str, Any]) -> None:
    """Raise Misconfigured when an address names a server whose driver is not installed."""
    for name in _ADDRESSES:
        scheme = str(config.get(name) or "").partition(":")[0].partition("+")[0]
        if scheme not in DRIVERS:
            continue
        module, command = DRIVERS[scheme]
        if find_spec(module) is None:
            raise Misconfigured(f"{name} is on {scheme}, but its driver is missing. Run: {command}")


def is_weak(secret: str) -> bool:
    """Whether a secret is a known default, short, or plainly typed by hand."""
    return (
        secret.lower() in DEFAULT_SECRETS
        or len(secret) < SHORTEST_SECRET
        or len(set(secret)) < FEWEST_LETTERS
    )
