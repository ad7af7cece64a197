"""Random names for things: never counters, safe to print, to read aloud and to type."""

import hashlib
import secrets

# Digits and small letters without 0, 1, i, l, o, u: nothing that is mistaken for another.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 27  # 30 ** 27 > 2 ** 128


def new_public_id() -> str:
    """A random id of more than 128 bits in the short alphabet, for URLs, exports and file names."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_token() -> str:
    """A random bearer token of 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """How a bearer token is stored: SHA-256, enough for a random 256-bit value."""
    return hashlib.sha256(token.encode()).hexdigest()
