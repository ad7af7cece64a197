"""Under which key a ballot is kept, and which tries of a voter are known."""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

_MOST_TRIES = 20


def ballot_key(secret: bytes | None, voter: str) -> str:
    """The voter's own id in a named poll; in a confidential one its HMAC-SHA256 under the secret.

    So a retry or a change of vote finds the same ballot, and nobody without the secret finds it.
    """
    if secret is None:
        return voter
    return hmac.new(secret, voter.encode(), "sha256").hexdigest()


def try_of(request_key: str, choice: Mapping[str, Any], reason: str) -> str:
    """What is kept of a try: HMAC-SHA256 of what it says under its request key, in hex.

    The same ballot under the same key is a retry; another one under that key (from a page gone back
    to, or sent because an answer never came) changes the vote. The key is random, known to one phone
    and kept nowhere, so what is kept leads nobody to the choice.
    """
    said = json.dumps([choice, reason], ensure_ascii=False, sort_keys=True)
    return hmac.new(request_key.encode(), said.encode(), "sha256").hexdigest()


def with_try(tries: Sequence[str], new: str) -> list[str] | None:
    """The tries with this one added, the newest last; None when it is known: a retry."""
    if new in tries:
        return None
    return [*tries, new][-_MOST_TRIES:]
