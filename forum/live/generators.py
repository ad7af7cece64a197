"""Streams where the server keeps the connection: a plain generator, and so one thread, each.

For TLS or HTTP/2 in the server itself, servers that hand over no socket, and tests. Only a few are
held; whoever comes later looks every few seconds instead.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator

from forum.live.crowd import Seat
from forum.live.topics import BEAT, Topic

_BEAT_SECONDS = 15.0


class _Listener:
    """One generator's slot for the newest frame."""

    def __init__(self) -> None:
        self.newest = b""
        self.is_closing = False


class GeneratorCrowd:
    """Holds at most `most` streams, each for about `longest` seconds."""

    def __init__(self, *, most: int, longest: float) -> None:
        self._most, self._longest = most, longest
        self._changed = threading.Condition()
        self._listeners: dict[Seat, _Listener] = {}

    def join(self, seat: Seat, first: bytes) -> Iterator[bytes] | None:
        """The stream's bytes, or None when the house is full."""
        with self._changed:
            if len(self._listeners) >= self._most:
                return None
            self._listeners[seat] = _Listener()
        return _Stream(self._frames(seat, first), lambda: self._leave(seat))

    def topics(self) -> set[Topic]:
        """What is followed at present."""
        with self._changed:
            return {seat.topic for seat in self._listeners}

    def count(self) -> int:
        """How many streams are open."""
        with self._changed:
            return len(self._listeners)

    def send(self, topic: Topic, frame: bytes) -> None:
        """To all who follow the topic."""
        self._put(lambda seat: seat.topic == topic, frame)

    def send_to(self, seat: Seat, frame: bytes) -> None:
        """To one of them."""
        self._put(lambda other: other == seat, frame)

    def close_where(self, chosen: Callable[[Seat], bool], frame: bytes = b"") -> None:
        """End the chosen streams, with a last word."""
        self._put(chosen, frame, is_closing=True)

    def stop(self) -> None:
        """End all."""
        self.close_where(lambda _seat: True)

    def _put(
        self, chosen: Callable[[Seat], bool], frame: bytes, *, is_closing: bool = False
    ) -> None:
        with self._changed:
            for seat, listener in self._listeners.items():
                if chosen(seat) and not listener.is_closing:
                    listener.newest = frame
                    listener.is_closing = is_closing
            self._changed.notify_all()

    def _leave(self, seat: Seat) -> None:
        with self._changed:
            self._listeners.pop(seat, None)

    def _frames(self, seat: Seat, first: bytes) -> Iterator[bytes]:
        until = time.monotonic() + self._longest * random.uniform(0.8, 1.2)  # noqa: S311 - spreads
        yield first
        while time.monotonic() < until:
            frame, is_last = self._next(seat)
            yield frame
            if is_last:
                return

    def _next(self, seat: Seat) -> tuple[bytes, bool]:
        """The newest frame, waited for; a sign of life when none comes."""
        with self._changed:
            listener = self._listeners[seat]
            self._changed.wait_for(lambda: listener.newest or listener.is_closing, _BEAT_SECONDS)
            frame, listener.newest = listener.newest, b""
            if listener.is_closing:
                return frame, True
            return frame or BEAT, False


class _Stream:
    """An iterator that gives its place back when the server closes it, begun or not."""

    def __init__(self, frames: Iterator[bytes], leave: Callable[[], None]) -> None:
        self._frames, self._leave = frames, leave

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._frames)

    def close(self) -> None:
        """Called by the server in every case."""
        self._leave()
