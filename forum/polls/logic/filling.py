"""A kept ballot as it would be typed: to be filled in again on the form of whoever cast it."""

from typing import Any

from forum.polls.logic.tally.shapes import Given

# By field: one value for all options, or one beside each (`score-<option>`).
_BESIDE = {"scores": "score", "points": "points", "answers": "slot"}


def as_typed(choice: dict[str, Any]) -> Given:
    """What the form of its method would have sent: reading it gives the same ballot again."""
    typed: dict[str, list[str]] = {}
    for name, value in choice.items():
        typed |= _fields(name, value)
    return typed


def _fields(name: str, value: Any) -> dict[str, list[str]]:
    if name in _BESIDE:
        return {f"{_BESIDE[name]}-{key}": [str(each)] for key, each in value.items()}
    if name == "ranks":
        return {f"rank-{key}": [str(n)] for n, group in enumerate(value, 1) for key in group}
    if name == "options":
        return {"option": list(value)}
    if name == "words":
        return {"word": list(value)}
    return {name: [str(value)]}
