"""Options in an order of each voter's own, so that none gains by standing first."""

import hmac
from collections.abc import Sequence

from forum.polls.logic.kinds import Method
from forum.polls.logic.settings import Settings

# Scales, gradients and times have an order that means something; words and texts have no options.
_IN_ORDER = frozenset({Method.CONSENT, Method.SCALE, Method.TIME, Method.WORDS, Method.TEXT})


def is_shuffled(method: Method, settings: Settings) -> bool:
    """Whether each voter sees the options of this poll in an order of their own."""
    return settings.is_shuffled and method not in _IN_ORDER


def own_order(keys: Sequence[str], voter: str, secret: str) -> tuple[str, ...]:
    """The options by HMAC-SHA256 over voter and option: chance to all, the same at each look."""

    def place(key: str) -> bytes:
        return hmac.digest(secret.encode(), f"{voter}\0{key}".encode(), "sha256")

    return tuple(sorted(keys, key=place))
