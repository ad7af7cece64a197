"""Under which key a ballot is kept, and which tries of a voter are known."""

import hmac
from collections.abc import Sequence

_MOST_TRIES = 20


def ballot_key(secret: bytes | None, voter: str) -> str:
    """The voter's own id in a named poll; in a confidential one its HMAC-SHA256 under the secret.

    So a retry or a change of vote finds the same ballot, and nobody without the secret finds it.
    """
    if secret is None:
        return voter
    return hmac.new(secret, voter.encode(), "sha256").hexdigest()


def with_try(tries: Sequence[str], key: str) -> list[str] | None:
    """The tries with this one added, the newest last; None when it is known: a retry."""
    if key in tries:
        return None
    return [*tries, key][-_MOST_TRIES:]
