"""Who listens: the two ways a server can hold a stream open promise the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from forum.live.topics import Topic

_numbers = count(1)


@dataclass(frozen=True)
class Seat:
    """One open stream: what it follows and whom it belongs to (empty: to nobody, it is public)."""

    topic: Topic
    owner: str = ""
    number: int = field(default_factory=lambda: next(_numbers))


class Crowd(Protocol):
    """Open streams of this process."""

    def topics(self) -> set[Topic]:
        """What is followed at present."""

    def send(self, topic: Topic, frame: bytes) -> None:
        """To all who follow the topic; who is slow gets the newest only."""

    def send_to(self, seat: Seat, frame: bytes) -> None:
        """To one of them."""

    def close_where(self, chosen: Callable[[Seat], bool], frame: bytes = b"") -> None:
        """End the chosen streams, with a last word."""

    def count(self) -> int:
        """How many streams are open."""

    def stop(self) -> None:
        """End all."""
