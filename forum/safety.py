"""What production does not start with."""

from collections.abc import Mapping
from typing import Any

DEFAULT_SECRETS = {"dev", "secret", "changeme", "change-me", "development", "password"}
SHORTEST_SECRET = 32


class UnsafeConfiguration(RuntimeError):
    """Production was asked for, but the configuration is not fit for it; the text says what to do."""


def refuse_unsafe(config: Mapping[str, Any]) -> None:
    """Raise UnsafeConfiguration, with a sentence that says what to do, for an unfit production."""
    if config["ENVIRONMENT"] != "production":
        return
    secret = str(config["SECRET_KEY"])
    if secret.lower() in DEFAULT_SECRETS or len(secret) < SHORTEST_SECRET:
        raise UnsafeConfiguration(
            "FORUM_SECRET_KEY is a default or too short. Remove it (a good one is made and kept under "
            "instance/), or set one of at least 32 random characters."
        )
    if config.get("DEBUG"):
        raise UnsafeConfiguration("Debug is on. Unset FLASK_DEBUG and FORUM_DEBUG in production.")
