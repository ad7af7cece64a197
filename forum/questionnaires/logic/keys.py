"""Whose answers these are, in words only the installation can read."""

import hashlib
import hmac


def respondent_key(secret: str, place: str) -> str:
    """Whoever has this place (a sign-up's public id), as sheets name them."""
    return _keyed(secret, "questionnaires.respondent", place)


def sensitive_key(secret: str, sheet: str) -> str:
    """The sheet with this public id, as sensitive answers name it."""
    return _keyed(secret, "questionnaires.sensitive", sheet)


def _keyed(secret: str, purpose: str, name: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{name}".encode(), hashlib.sha256).hexdigest()
