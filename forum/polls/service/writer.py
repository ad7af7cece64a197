"""Keeps ballots: one thread a process takes what waits, commits it at once, then answers.

Many people answer within the same seconds. One commit, and so one flush to the disk, for all who
wait is worth twice the ballots a second on a fast disk and fifteen times on an ordinary one; nobody
is answered before the commit. This is the one exception to "a request, a transaction".
"""

import logging
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from forum.core.errors import ForumError
from forum.polls.errors import BallotNotStored
from forum.polls.service.storing import Sent, store_ballots

log = logging.getLogger("forum.polls")
_MOST_AT_ONCE = 1000
_IDLE = 5.0  # seconds without work after which the thread ends; the next ballot starts another
_PATIENCE = 30.0  # seconds; longer than the database may be locked

Outcome = ForumError | None


@dataclass(eq=False)
class _Waiting:
    """A ballot and whoever waits for its answer."""

    sent: Sent
    outcome: Outcome = field(default_factory=BallotNotStored)
    done: threading.Event = field(default_factory=threading.Event)

    def answer(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.done.set()


class Writer:
    """One per database and process. The thread starts with the first ballot, so after a fork."""

    def __init__(self, engine: Engine) -> None:
        """Write to the engine's database."""
        self._engine = engine
        self._process = os.getpid()
        self._queue: deque[_Waiting] = deque()
        self._more = threading.Condition()
        self._is_running = False

    @property
    def is_ours(self) -> bool:
        """Whether it was made in this process: a forked child inherits no thread."""
        return self._process == os.getpid()

    def put(self, sent: Sent) -> None:
        """Return once the ballot is safe on the disk. Raises the refusal, or BallotNotStored."""
        waiting = _Waiting(sent)
        with self._more:
            self._queue.append(waiting)
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="ballots", daemon=True).start()
            self._more.notify()
        waiting.done.wait(_PATIENCE)
        if waiting.outcome is not None:
            raise waiting.outcome

    def _run(self) -> None:
        while batch := self._take():
            try:
                self._write(batch)
            except Exception:  # whoever waits is answered, and the next batch is taken
                log.exception("polls: a batch of ballots was lost")
            for waiting in batch:
                waiting.done.set()

    def _take(self) -> list[_Waiting]:
        with self._more:
            if not self._queue:
                self._more.wait_for(lambda: self._queue, timeout=_IDLE)
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _MOST_AT_ONCE))]
            self._is_running = bool(batch)
            return batch

    def _write(self, batch: Sequence[_Waiting]) -> None:
        """All together; if the database refuses, one by one, so that one takes no other along."""
        try:
            self._commit(batch)
        except SQLAlchemyError:
            if len(batch) == 1:
                log.exception("polls: a ballot could not be stored")
                return
            for waiting in batch:
                self._write([waiting])

    def _commit(self, batch: Sequence[_Waiting]) -> None:
        writing = self._engine.connect().execution_options(write_tx=True)
        with writing as connection, connection.begin():
            outcomes = store_ballots(connection, [waiting.sent for waiting in batch])
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.answer(outcome)


_writers: WeakKeyDictionary[Engine, Writer] = WeakKeyDictionary()
_lock = threading.Lock()


def writer_of(engine: Engine, make: Callable[[Engine], Writer] = Writer) -> Writer:
    """This process's writer for a database."""
    with _lock:
        writer = _writers.get(engine)
        if writer is None or not writer.is_ours:
            writer = _writers[engine] = make(engine)
        return writer
