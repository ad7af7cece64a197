"""How a notice reaches every process: directly in one, through Redis between several."""

import json
import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

try:
    import redis
except ImportError:  # the extra is not installed: one process needs none
    redis = None  # type: ignore[assignment]

log = logging.getLogger("forum.live")
_LONGEST_PAUSE = 10.0  # seconds between two tries to reach Redis
_FIRST_CONTACT = 1.0  # seconds
_MOST_WAITING = 10_000
_BEAT = 5.0  # seconds between two letters to ourselves


@dataclass(frozen=True)
class Notice:
    """`what` happened to `name`: an id, never content."""

    what: str
    name: str


CHANGED, CLOSE_OBJECT, CLOSE_OWNER = "changed", "close-object", "close-owner"
BEAT = "beat"  # says only that the sender is heard
Hear = Callable[[Notice], None]


class Bus(Protocol):
    """Carries notices; never blocks or raises where something is published."""

    def start(self, hear: Hear, recovered: Callable[[], None]) -> None:
        """Pass every notice of every process to `hear`; call `recovered` after a gap."""

    def publish(self, notice: Notice) -> None:
        """Tell all processes, this one at once."""

    def reaches_all(self) -> bool:
        """Whether notices from other processes arrive at present."""

    def stop(self) -> None:
        """End its threads."""


class InProcessBus:
    """For one process: publishing is a call."""

    def __init__(self) -> None:
        self._hear: Hear | None = None

    def start(self, hear: Hear, recovered: Callable[[], None]) -> None:
        """Nothing runs; nothing is ever missed."""
        _ = recovered
        self._hear = hear

    def publish(self, notice: Notice) -> None:
        """Hear it here."""
        if self._hear is not None:
            self._hear(notice)

    def reaches_all(self) -> bool:
        """There is only this process."""
        return True

    def stop(self) -> None:
        """Nothing runs."""


class RedisBus:
    """For several processes: Redis publish/subscribe, with this process served directly.

    While Redis cannot be reached notices reach this process only, pages elsewhere fall back to
    looking every few seconds, and two threads (one sends, one listens) try again with growing pauses.
    """

    def __init__(self, url: str, channel: str) -> None:
        if redis is None:
            raise RuntimeError("LIVE_URL names Redis, but the redis extra is not installed")
        self._url, self._channel = url, channel
        self._waiting: dict[Notice, None] = {}
        self._more = threading.Condition()
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._threads: list[threading.Thread] = []
        self._origin = f"{id(self):x}-{time.time_ns():x}"

    def start(self, hear: Hear, recovered: Callable[[], None]) -> None:
        """Start both threads; with Redis down this takes a second, once.

        Waited for, so that a stream opened next cannot miss that its right was taken away.
        """
        self._hear, self._recovered = hear, recovered
        for name, work in (("live-send", self._send), ("live-listen", self._listen)):
            thread = threading.Thread(target=self._persist, args=(work,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        self._listening.wait(_FIRST_CONTACT)

    def publish(self, notice: Notice) -> None:
        """Hear it here at once; the same notice waiting twice is sent once."""
        self._hear(notice)
        self._keep(notice)

    def reaches_all(self) -> bool:
        """Whether the subscription stands."""
        return self._listening.is_set()

    def stop(self) -> None:
        """End both threads within about two seconds."""
        self._stopping.set()
        with self._more:
            self._more.notify_all()
        for thread in self._threads:
            thread.join(timeout=3)

    def _client(self) -> Any:
        # short patience: a Redis that hangs is treated like one that is gone
        return redis.Redis.from_url(
            self._url, socket_connect_timeout=2, socket_timeout=2, health_check_interval=10
        )

    def _persist(self, work: Callable[[], None]) -> None:
        """Do it again after an error, in growing pauses, until stopped."""
        pause = 0.5
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                work()
            except (redis.RedisError, OSError) as error:
                if work == self._listen:
                    self._listening.clear()
                pause = 0.5 if time.monotonic() - began > _LONGEST_PAUSE else pause
                log.warning("live: Redis cannot be used (%s)", type(error).__name__)
                self._stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _send(self) -> None:
        client = self._client()
        while (notice := self._next()) is not None:
            try:
                self._publish(client, notice)
            except BaseException:
                self._keep(notice)
                raise

    def _next(self) -> Notice | None:
        """Taken out before it is sent, so that a change during the sending is sent again."""
        with self._more:
            self._more.wait_for(lambda: self._waiting or self._stopping.is_set())
            if not self._waiting:
                return None
            notice = next(iter(self._waiting))
            del self._waiting[notice]
            return notice

    def _keep(self, notice: Notice) -> None:
        with self._more:
            if len(self._waiting) < _MOST_WAITING:
                self._waiting[notice] = None
            self._more.notify()

    def _publish(self, client: Any, notice: Notice) -> None:
        letter = {**asdict(notice), "from": self._origin}
        client.publish(self._channel, json.dumps(letter))

    def _listen(self) -> None:
        client = self._client()
        with client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(self._channel)
            heard = asked = -math.inf
            while not self._stopping.is_set():
                now = time.monotonic()
                if now - asked >= _BEAT:
                    self._publish(client, Notice(BEAT, ""))
                    asked = now
                received = subscription.get_message(timeout=0.5)
                if received is not None:
                    heard = time.monotonic()
                    self._hear_letter(json.loads(received["data"]))
                elif self._listening.is_set() and now - heard > 2 * _BEAT:
                    raise redis.ConnectionError("nothing heard, not even from ourselves")

    def _hear_letter(self, letter: dict[str, str]) -> None:
        """Whatever arrives shows that the subscription stands; what was missed is caught up."""
        if not self._listening.is_set():
            self._listening.set()
            self._recovered()
        if letter["from"] != self._origin and letter["what"] != BEAT:
            self._hear(Notice(letter["what"], letter["name"]))


def bus_for(url: str | None, channel: str) -> Bus:
    """The bus LIVE_URL asks for; in-process without one. Raises ValueError for other schemes."""
    if not url:
        return InProcessBus()
    if url.startswith(("redis://", "rediss://", "unix://")):
        return RedisBus(url, channel)
    raise ValueError("LIVE_URL must be a Redis address")
