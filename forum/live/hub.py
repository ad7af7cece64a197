"""One thread that holds all streams of the process.

A thread per listener costs a hundred times the memory and stops the server from answering once
the threads are used up; one thread that waits for all sockets sends one prepared message to
thousands of phones in well under a second, and lets go of the interpreter while it sends.
"""

import contextlib
import logging
import random
import selectors
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable

try:
    from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit

    HAS_LIMITS = True
except ImportError:  # not POSIX: nothing is taken over there
    HAS_LIMITS = False

from forum.live.connection import Connection
from forum.live.crowd import Seat
from forum.live.topics import BEAT, Topic

log = logging.getLogger("forum.live")
_BEAT_SECONDS = 15.0
_STALLED_SECONDS = 60.0
_SPARE_FILES = 300  # descriptors left for requests and databases


class SocketHub:
    """Owns taken-over connections. All methods may be called from any thread."""

    def __init__(self, *, most: int, longest: float) -> None:
        self._most = min(most, _allow_files(most + _SPARE_FILES) - _SPARE_FILES)
        self._longest = longest
        self._commands: deque[Callable[[], None]] = deque()
        self._followed: Counter[Topic] = Counter()
        self._lock = threading.Lock()
        self._by_topic: dict[Topic, dict[Seat, Connection]] = {}
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = socket.socketpair()
        for end in (self._wake_read, self._wake_write):
            end.setblocking(False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, None)
        self._running = True
        self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
        self._thread.start()

    def has_room(self) -> bool:
        """Whether one more can be held without starving the server of file descriptors."""
        return self.count() < self._most

    def adopt(self, connection: socket.socket, seat: Seat, first: bytes) -> None:
        """Hold the connection from now on; `first` is the answer's head."""
        with self._lock:
            self._followed[seat.topic] += 1
        self._do(lambda: self._admit(connection, seat, first))

    def topics(self) -> set[Topic]:
        """What is followed at present."""
        with self._lock:
            return set(self._followed)

    def count(self) -> int:
        """How many connections are held."""
        with self._lock:
            return self._followed.total()

    def send(self, topic: Topic, frame: bytes) -> None:
        """To all who follow the topic, in the order of the calls."""
        self._do(lambda: self._offer(list(self._by_topic.get(topic, {}).values()), frame))

    def send_to(self, seat: Seat, frame: bytes) -> None:
        """To one of them."""
        self._do(lambda: self._offer(self._at(seat), frame))

    def close_where(self, chosen: Callable[[Seat], bool], frame: bytes = b"") -> None:
        """End the chosen streams; who is behind gets the frame under way and the last word."""
        self._do(lambda: self._end([c for c in self._all() if chosen(c.seat)], frame))

    def stop(self) -> None:
        """Close all connections and end the thread."""
        self._running = False
        self._do(lambda: None)
        self._thread.join(timeout=5)

    def _do(self, command: Callable[[], None]) -> None:
        self._commands.append(command)
        with contextlib.suppress(OSError):  # full of wake-ups: it will wake; closed: it is over
            self._wake_write.send(b"!")

    # From here on in the hub's thread.

    def _run(self) -> None:
        next_beat = time.monotonic() + _BEAT_SECONDS
        while self._running:
            for key, events in self._selector.select(max(0.0, next_beat - time.monotonic())):
                if key.data is None:
                    self._obey()
                else:
                    self._attend(key.data, events)
            if time.monotonic() >= next_beat:
                self._beat()
                next_beat = time.monotonic() + _BEAT_SECONDS
        for connection in self._all():
            self._drop(connection)
        self._selector.close()
        self._wake_read.close()
        self._wake_write.close()

    def _obey(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake_read.recv(65536)
        while self._commands:
            try:
                self._commands.popleft()()
            except Exception:  # one bad command must not silence thousands
                log.exception("live: a command failed")

    def _attend(self, connection: Connection, events: int) -> None:
        try:
            if events & selectors.EVENT_READ and not connection.socket.recv(4096):
                self._drop(connection)
                return
            if events & selectors.EVENT_WRITE:
                connection.push(time.monotonic())
                self._settle(connection)
        except BlockingIOError:
            pass
        except OSError:
            self._drop(connection)

    def _admit(self, raw: socket.socket, seat: Seat, first: bytes) -> None:
        now = time.monotonic()
        until = now + self._longest * random.uniform(0.8, 1.2)  # noqa: S311 - spreads, hides nothing
        connection = Connection(seat, raw, until=until, moved=now)
        self._by_topic.setdefault(seat.topic, {})[seat] = connection
        self._selector.register(raw, selectors.EVENT_READ, connection)
        self._offer([connection], first)

    def _offer(self, connections: list[Connection], frame: bytes) -> None:
        now = time.monotonic()
        for connection in connections:
            try:
                connection.offer(frame, now)
                self._settle(connection)
            except OSError:
                self._drop(connection)

    def _end(self, connections: list[Connection], frame: bytes) -> None:
        now = time.monotonic()
        for connection in connections:
            try:
                connection.end(frame, now)
                self._settle(connection)
            except OSError:
                self._drop(connection)

    def _settle(self, connection: Connection) -> None:
        """Wait for room where something is left, and close where all is said."""
        if connection.is_over:
            self._drop(connection)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.is_behind else 0)
        if self._selector.get_key(connection.socket).events != wanted:
            self._selector.modify(connection.socket, wanted, connection)

    def _beat(self) -> None:
        now = time.monotonic()
        everyone = self._all()
        for connection in everyone:
            if connection.is_behind and now - connection.moved > _STALLED_SECONDS:
                self._drop(connection)
        self._end([c for c in everyone if c.until <= now and self._at(c.seat)], b"")
        self._offer([c for c in self._all() if not c.is_behind], BEAT)

    def _drop(self, connection: Connection) -> None:
        seat = connection.seat
        followers = self._by_topic.get(seat.topic, {})
        if followers.pop(seat, None) is None:
            return
        if not followers:
            self._by_topic.pop(seat.topic, None)
        with self._lock:
            self._followed[seat.topic] -= 1
            if not self._followed[seat.topic]:
                del self._followed[seat.topic]
        self._selector.unregister(connection.socket)
        with contextlib.suppress(OSError):
            connection.socket.shutdown(socket.SHUT_RDWR)
        connection.socket.close()

    def _at(self, seat: Seat) -> list[Connection]:
        found = self._by_topic.get(seat.topic, {}).get(seat)
        return [found] if found else []

    def _all(self) -> list[Connection]:
        return [c for followers in self._by_topic.values() for c in followers.values()]


def _allow_files(wanted: int) -> int:
    """Raise the soft limit of open files as far as asked and allowed; the limit in force.

    Many systems start with 1024, and a web server that cannot open one more descriptor to accept
    a connection stops working altogether.
    """
    if not HAS_LIMITS:
        return wanted
    soft, hard = getrlimit(RLIMIT_NOFILE)
    if soft == RLIM_INFINITY or soft >= wanted:
        return wanted
    aim = wanted if hard == RLIM_INFINITY else min(wanted, hard)
    with contextlib.suppress(OSError, ValueError):
        setrlimit(RLIMIT_NOFILE, (aim, hard))
    return getrlimit(RLIMIT_NOFILE)[0]
