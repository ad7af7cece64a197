"""Puts the parts together: a change comes in, one rendering goes out to all who follow.

`changed` says that an object is different. Every followed topic of that object is rendered once,
at most four times a second, by a thread of its own, in a request context that belongs to nobody;
what comes out is sent to all listeners, and only if it differs from what they have.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import cast

from flask import Flask

from forum.live.bus import CHANGED, CLOSE_OBJECT, CLOSE_OWNER, Bus, Notice, bus_for
from forum.live.crowd import Crowd, Seat
from forum.live.generators import GeneratorCrowd
from forum.live.hub import SocketHub
from forum.live.pace import Pacer
from forum.live.rendering import Renderer, Renderings
from forum.live.topics import FAREWELL, Fragment, Topic

log = logging.getLogger("forum.live")
_GAP = 0.25  # seconds between two renderings of a topic
# How old a fragment may grow without a notice, in seconds: a net when all processes hear each
# other, the only way to learn of changes elsewhere when they do not.
_TRUSTED, _ALONE = 30.0, 3.0
_DEFAULTS = {
    "LIVE_CHANNEL": "wethi-live",
    "LIVE_MAX_LISTENERS": 15_000,
    "LIVE_MAX_GENERATORS": 4,
    "LIVE_STREAM_SECONDS": 900,
}


class Live:
    """One per application and process. Threads start at first use, so after a server's fork."""

    def __init__(self) -> None:
        self._renderers: dict[str, Renderer] = {}
        self._lock = threading.RLock()
        self._owner = 0

    def init_app(self, app: Flask, renderers: Mapping[str, Renderer] | None = None) -> None:
        """Serve `app` with one renderer per kind of object.

        LIVE_URL: Redis between several processes, or none. LIVE_MAX_LISTENERS, LIVE_MAX_GENERATORS:
        how many streams are held. LIVE_STREAM_SECONDS: after about that long a stream is closed,
        so that whoever comes back is asked for the right to listen again.
        """
        self._app = app
        self._renderers |= renderers or {}
        for name, value in _DEFAULTS.items():
            app.config.setdefault(name, value)
        app.extensions["live"] = self

    def register(self, kind: str, renderer: Renderer) -> None:
        """Let `renderer` make the HTML of this kind's topics. Raises ValueError if it has one."""
        if kind in self._renderers:
            raise ValueError(f"two renderers for {kind}")
        self._renderers[kind] = renderer

    def changed(self, object_id: str) -> None:
        """Tell all processes that the object is different."""
        self._tell(Notice(CHANGED, object_id))

    def close_topic(self, object_id: str) -> None:
        """End all streams of the object in all processes, for good."""
        self._tell(Notice(CLOSE_OBJECT, object_id))

    def close_owner(self, owner: str) -> None:
        """End all streams of one owner in all processes; who may still listen comes back."""
        self._tell(Notice(CLOSE_OWNER, owner))

    def close_where(self, chosen: Callable[[Seat], bool], last_word: bytes = b"") -> None:
        """End the chosen streams of this process."""
        for crowd in self._crowds():
            crowd.close_where(chosen, last_word)

    def current(self, topic: Topic) -> Fragment:
        """What the topic's audience sees now, rendered at most once per change.

        Reads what is committed. Raises LookupError for a kind without a renderer, and whatever
        the renderer raises.
        """
        self._begin()
        return self._renderings.current(topic, longest=self._patience())

    def welcome(self, seat: Seat, crowd: Crowd, seen: str | None) -> None:
        """Bring a stream just opened up to date, in order with what is sent to all."""
        topic = seat.topic
        with self._renderings.lock_of(topic):
            fragment = self.current(topic)
            if self._sent.setdefault(topic, fragment.mark) != fragment.mark:
                self._send(topic, fragment)
            elif fragment.mark != seen:
                crowd.send_to(seat, fragment.message)

    def listeners(self) -> int:
        """How many streams this process holds."""
        return sum(crowd.count() for crowd in self._crowds())

    @property
    def hub(self) -> SocketHub:
        """Streams whose connection was taken over."""
        self._begin()
        return self._hub

    @property
    def generators(self) -> GeneratorCrowd:
        """Streams the server keeps."""
        self._begin()
        return self._generators

    def stop(self) -> None:
        """Close all streams and end all threads of this process."""
        with self._lock:
            if not self._is_running():
                return
            self._owner = 0
            with self._wake:
                self._is_stopping = True
                self._wake.notify()
            self._thread.join(timeout=5)
            self._bus.stop()
            self._hub.stop()
            self._generators.stop()

    def _is_running(self) -> bool:
        return self._owner == os.getpid()

    def _begin(self) -> None:
        """Start what this process needs, once; a forked child starts its own."""
        with self._lock:
            if self._is_running():
                return
            config = self._app.config
            longest = float(config["LIVE_STREAM_SECONDS"])
            self._hub = SocketHub(most=config["LIVE_MAX_LISTENERS"], longest=longest)
            self._generators = GeneratorCrowd(most=config["LIVE_MAX_GENERATORS"], longest=longest)
            self._renderings = Renderings(self._app, self._renderers)
            self._sent: dict[Topic, str] = {}
            self._pacer: Pacer[Topic] = Pacer(_GAP)
            self._wake = threading.Condition()
            self._is_stopping = False
            self._bus: Bus = bus_for(config.get("LIVE_URL"), config["LIVE_CHANNEL"])
            self._owner = os.getpid()
            self._bus.start(self._hear, self._recover)
            self._thread = threading.Thread(target=self._run, name="live-render", daemon=True)
            self._thread.start()

    def _crowds(self) -> tuple[Crowd, ...]:
        return (self._hub, self._generators) if self._is_running() else ()

    def _followed(self) -> set[Topic]:
        return set().union(*(crowd.topics() for crowd in self._crowds()))

    def _patience(self) -> float:
        return _TRUSTED if self._bus.reaches_all() else _ALONE

    def _tell(self, notice: Notice) -> None:
        """Never raises: what happened is committed, whether or not a screen hears of it."""
        try:
            if self._app.config.get("LIVE_URL"):
                self._begin()
            if self._is_running():  # otherwise nobody listens and nothing is kept
                self._bus.publish(notice)
        except Exception:
            log.exception("live: a notice was lost")

    def _hear(self, notice: Notice) -> None:
        if notice.what == CHANGED:
            self._renderings.touch(notice.name)
            self._mark({t for t in self._followed() if t.object_id == notice.name})
        elif notice.what == CLOSE_OBJECT:
            self.close_where(lambda seat: seat.topic.object_id == notice.name, FAREWELL)
        elif notice.what == CLOSE_OWNER:
            self.close_where(lambda seat: seat.owner == notice.name)

    def _recover(self) -> None:
        """After a gap: look at everything again, and ask everybody's rights again."""
        self._renderings.touch_all()
        self._mark(self._followed())
        self.close_where(lambda seat: bool(seat.owner))

    def _mark(self, topics: set[Topic]) -> None:
        with self._wake:
            for topic in topics:
                self._pacer.mark(topic, time.monotonic())
            self._wake.notify()

    def _run(self) -> None:
        """The rendering thread."""
        swept = time.monotonic()
        while True:
            with self._wake:
                if self._is_stopping:
                    return
                wait = self._pacer.wait(time.monotonic())
                if wait != 0:
                    self._wake.wait(_ALONE if wait is None else min(wait, _ALONE))
                ready = self._pacer.take(time.monotonic())
            for topic in ready:
                self._deliver(topic)
            if time.monotonic() - swept >= self._patience():
                swept = time.monotonic()
                self._sweep()

    def _sweep(self) -> None:
        """Catch what no notice told of, and forget what nobody follows."""
        followed = self._followed()
        self._mark(followed)
        for topic in set(self._sent) - followed:
            self._sent.pop(topic, None)

    def _deliver(self, topic: Topic) -> None:
        try:
            with self._renderings.lock_of(topic):
                fragment = self._renderings.current(topic, longest=self._patience() / 2)
                if self._sent.get(topic) != fragment.mark:
                    self._send(topic, fragment)
        except Exception:  # the page keeps what it shows; the next change tries again
            log.exception("live: %s could not be rendered", topic.key)

    def _send(self, topic: Topic, fragment: Fragment) -> None:
        self._sent[topic] = fragment.mark
        for crowd in self._crowds():
            crowd.send(topic, fragment.message)


def live_of(app: Flask) -> Live:
    """What `init_app` gave the application."""
    return cast(Live, app.extensions["live"])
