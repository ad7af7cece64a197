"""How often a topic is rendered: bursts become one, and the newest always comes. Pure."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Pacer(Generic[Key]):
    """Marks of change, let through at most once per `gap` seconds and key.

    The first mark passes at once, later ones together after the gap. Times are seconds on any
    clock that does not go back, given by the caller.
    """

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._due: dict[Key, float] = {}
        self._passed: dict[Key, float] = {}

    def mark(self, key: Key, now: float) -> None:
        """Something changed."""
        if key not in self._due:
            self._due[key] = max(now, self._passed.get(key, now - self._gap) + self._gap)

    def take(self, now: float) -> list[Key]:
        """The keys to render now; they count as rendered."""
        ready = [key for key, due in self._due.items() if due <= now]
        for key in ready:
            del self._due[key]
            self._passed[key] = now
        self._forget(now)
        return ready

    def wait(self, now: float) -> float | None:
        """Seconds until the next key is due; None when nothing waits."""
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - now)

    def _forget(self, now: float) -> None:
        """Bounded memory: what passed a gap ago no longer holds anything back."""
        self._passed = {k: at for k, at in self._passed.items() if at + self._gap > now}
