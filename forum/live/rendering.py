"""Fragments, rendered once per change and audience and kept until the next change."""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask import Flask
from flask_babel import force_locale

from forum.live.topics import Fragment, Topic

Renderer = Callable[[Topic], str]
_MOST_KEPT = 2000
_LOCKS = 64


@dataclass(frozen=True)
class _Kept:
    fragment: Fragment
    serial: int
    made: float


class Renderings:
    """The fragments of this process."""

    def __init__(self, app: Flask, renderers: Mapping[str, Renderer]) -> None:
        self._app, self._renderers = app, renderers
        self._state = threading.Lock()
        self._serial = 0
        self._floor = 0
        self._touched: dict[str, int] = {}
        self._kept: dict[Topic, _Kept] = {}
        self._locks = [threading.RLock() for _ in range(_LOCKS)]

    def lock_of(self, topic: Topic) -> AbstractContextManager[bool]:
        """Held while a topic is rendered and handed out, so that nobody gets news out of order."""
        return self._locks[hash(topic) % _LOCKS]

    def touch(self, object_id: str) -> None:
        """What is kept of this object is out of date."""
        with self._state:
            self._serial += 1
            if len(self._touched) >= _MOST_KEPT:
                self._touched, self._floor = {}, self._serial
            self._touched[object_id] = self._serial

    def touch_all(self) -> None:
        """Nothing that is kept can be trusted."""
        with self._state:
            self._serial += 1
            self._floor = self._serial

    def current(self, topic: Topic, *, longest: float) -> Fragment:
        """The fragment, rendered anew when its object was touched or it is `longest` seconds old.

        Raises LookupError for a kind without a renderer, and whatever the renderer raises.
        """
        with self.lock_of(topic):
            with self._state:
                kept, serial = self._kept.get(topic), self._serial
            if kept is not None and self._is_good(topic, kept, longest):
                return kept.fragment
            fragment = Fragment(self._render(topic))
            with self._state:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.clear()
                self._kept[topic] = _Kept(fragment, serial, time.monotonic())
            return fragment

    def _is_good(self, topic: Topic, kept: _Kept, longest: float) -> bool:
        with self._state:
            last = max(self._touched.get(topic.object_id, 0), self._floor)
        return last <= kept.serial and time.monotonic() - kept.made < longest

    def _render(self, topic: Topic) -> str:
        """In a request that belongs to nobody: no session, no visitor, the topic's language.

        With a database session of its own, which reads what is committed.
        """
        renderer = self._renderers[topic.kind]
        base = self._app.config.get("PUBLIC_URL") or "http://localhost"
        with self._app.test_request_context(base_url=base), force_locale(topic.language):
            return renderer(topic)
