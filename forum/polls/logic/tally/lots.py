"""Ties are decided by a lot that anybody can draw again from the ballots.

The seed is a fingerprint of all ballots: nobody knows it before the last ballot is in, and whoever
downloads the ballots computes the same.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence

from forum.polls.logic.tally.shapes import Cast, Told


def fingerprint(ballots: Iterable[Cast], told: Iterable[Told] = ()) -> str:
    """SHA-256 (hex) over choices and counts in canonical JSON, sorted: their order is irrelevant."""
    lines = [_canonical([ballot.choice, ballot.weight]) for ballot in ballots]
    lines += [_canonical([sheet.ballots, sheet.counts]) for sheet in told]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def draw_lot(keys: Sequence[str], seed: str) -> tuple[str, ...]:
    """The keys in the order of SHA-256(seed, NUL, key): the earlier wins a tie."""
    return tuple(sorted(keys, key=lambda key: hashlib.sha256(f"{seed}\0{key}".encode()).digest()))


def _canonical(value: object) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=dict
    )
