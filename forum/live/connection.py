"""One taken-over connection: what is on its way, and the newest that waits behind it."""

import socket
from dataclasses import dataclass, field

from forum.live.crowd import Seat


@dataclass(eq=False)
class Connection:
    """Belongs to the hub's thread alone.

    A slow reader holds at most the rest of the frame under way and the newest after it; what lay
    between was out of date before it could be read.
    """

    seat: Seat
    socket: socket.socket
    until: float  # when it is closed, so that the right to listen is asked for anew
    moved: float  # when it last took something
    _rest: memoryview = field(default_factory=lambda: memoryview(b""))
    _newest: bytes = b""
    _is_closing: bool = False

    @property
    def is_behind(self) -> bool:
        """Whether something still waits to be sent."""
        return bool(self._rest) or bool(self._newest)

    @property
    def is_over(self) -> bool:
        """Whether the last word is said."""
        return self._is_closing and not self._rest

    def offer(self, frame: bytes, now: float) -> None:
        """Send it, or keep it as the newest. Raises OSError when the other side is gone."""
        if self._is_closing:
            return
        if self._rest:
            self._newest = frame
        else:
            self._rest = memoryview(frame)
            self.push(now)

    def end(self, last_word: bytes, now: float) -> None:
        """Say nothing after the frame under way but this."""
        self._newest = last_word
        self.push(now)
        self._is_closing = True

    def push(self, now: float) -> None:
        """Send what the kernel takes. Raises OSError when the other side is gone."""
        while self._rest or self._newest:
            if not self._rest:
                self._rest, self._newest = memoryview(self._newest), b""
            try:
                sent = self.socket.send(self._rest)
            except BlockingIOError:
                return
            self._rest = self._rest[sent:]
            self.moved = now
        self._rest = memoryview(b"")
