"""Handing short messages to a telephone: one gateway spoken to over HTTP, off unless configured."""

from flask import current_app


def is_messenger_on() -> bool:
    """Whether people who have a telephone only can be written to."""
    return bool(current_app.config.get("SMS", {}).get("URL"))
