"""Background work: jobs are registered by name, enqueued by name, and sent after the commit.

Rules for who writes a job:

* A job may be lost (a killed process, a queue that was down) or, after an error, run again. So it
  says *look there*, never *this is the data*: it takes ids, reads the rows, and can be repeated.
  What must not be lost is a row (the outbox), and a periodic job sweeps up what was left.
* A periodic job runs once per slot however many consumers share the store: a slot is claimed in
  the store before the job is queued. With JOBS_URL on SQLite or memory one process consumes; with
  Redis or PostgreSQL any number may.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from huey import CancelExecution, Huey
from huey.api import Task

from forum.core import clock
from forum.core.transaction import after_commit
from forum.jobs import schedule
from forum.jobs.consumer import ProcessConsumer, ThreadConsumer, build
from forum.jobs.storage import close_storage, open_storage

log = logging.getLogger("forum.jobs")
Job = Callable[..., object]
_STALE_CLAIM = timedelta(hours=1)
_FAR = datetime(9000, 1, 1)  # noqa: DTZ001 - Huey's own clock has no zone


class UnknownJob(KeyError):
    """Enqueued under a name that no feature registered."""


@dataclass(frozen=True)
class _Registered:
    function: Job
    retries: int
    retry_delay: int
    slot: schedule.Slot | None = None


@dataclass
class _Drain:
    """What went wrong while a thread worked the queue off itself."""

    errors: list[Exception] = field(default_factory=list)


class JobQueue:
    """The installation's jobs and the one place they wait in; touches no store until first used."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Registered] = {}
        self._lock = threading.RLock()
        self._store: Huey | None = None
        self._store_owner = 0
        self._consumer: Any = None
        self._thread: threading.Thread | None = None
        self._draining = threading.local()

    def init_app(self, app: Flask) -> None:
        """Serve `app`: JOBS_URL names the store, INSTANCE the folder of the default one."""
        self._app = app
        app.extensions["jobs"] = self

    def register(
        self, name: str, function: Job, *, retries: int = 3, retry_delay: int = 60
    ) -> None:
        """Let `function` run under `name`; after an error again, `retries` times, seconds apart.

        Raises ValueError when the name is taken or the store was already opened.
        """
        self._add(name, _Registered(function, retries, retry_delay))

    def every(
        self, name: str, function: Job, *, minutes: int | None = None, crontab: str | None = None
    ) -> None:
        """Run `function` once per so many minutes, or at the times of a crontab line (local time).

        It can be enqueued by name too. Not retried: its next turn comes.
        Raises ValueError for anything but exactly one rhythm.
        """
        if (minutes is None) == (crontab is None):
            raise ValueError("a periodic job has minutes or a crontab line")
        zone = self._app.config.get("TIMEZONE", "UTC")
        slot = schedule.at_times(crontab, zone) if crontab else schedule.every_minutes(minutes or 0)
        self._add(name, _Registered(function, retries=0, retry_delay=0, slot=slot))

    def names(self) -> list[str]:
        """All registered jobs."""
        return sorted(self._jobs)

    def enqueue(
        self,
        name: str,
        arguments: dict[str, Any],
        *,
        delay: float = 0,
        unique_key: str | None = None,
    ) -> None:
        """As the module's `enqueue`, for a queue at hand."""
        if name not in self._jobs:
            raise UnknownJob(name)
        written = json.dumps(arguments, allow_nan=False)
        after_commit(lambda: self._send(name, written, delay, unique_key))

    def pending_count(self) -> int:
        """How many jobs wait, the delayed ones included."""
        return int(self.store.pending_count() + self.store.scheduled_count())

    def clear(self) -> None:
        """Forget everything that waits, and every claim."""
        self.store.flush()

    def run_all_now(self, *, delayed: bool = False) -> int:
        """Work off what waits in this thread, with what that enqueues; the number of jobs run.

        `delayed` takes those too whose time has not come, retries among them. When all is done
        the first error is raised again: who drains wants to know. Not inside a transaction.
        """
        drain = self._draining.now = _Drain()
        try:
            count = self._work_off(delayed=delayed)
        finally:
            del self._draining.now
        if drain.errors:
            raise drain.errors[0]
        return count

    def start_consumer(self, workers: int = 1) -> None:
        """Work in threads of this process from now on; a second call changes nothing.

        To be called after the server has forked.
        """
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return
            self._consumer = build(ThreadConsumer, self.store, workers=workers)
            self._thread = threading.Thread(target=self._consumer.run, name="jobs", daemon=True)
            self._thread.start()

    def stop_consumer(self) -> None:
        """Let running jobs finish (at most 20 s), then stop the threads."""
        with self._lock:
            if self._thread is None:
                return
            self._consumer.stop(graceful=True)
            self._thread.join(timeout=20)
            self._consumer = self._thread = None

    def close(self) -> None:
        """Stop the consumer and close the store's connections of this process."""
        self.stop_consumer()
        with self._lock:
            if self._store is not None:
                close_storage(self._store)

    def run_consumer_forever(self, workers: int = 1) -> None:
        """Work until SIGTERM or SIGINT; for a process of its own, called from its main thread."""
        build(ProcessConsumer, self.store, workers=workers).run()

    @property
    def store(self) -> Huey:
        """The store, opened at first use in this process (a forked child opens its own)."""
        with self._lock:
            if self._store is None or self._store_owner != os.getpid():
                folder = Path(self._app.config.get("INSTANCE") or self._app.instance_path)
                folder.mkdir(parents=True, exist_ok=True)
                self._store = open_storage(self._app.config.get("JOBS_URL"), folder)
                self._store_owner = os.getpid()
                for name, job in self._jobs.items():
                    self._teach(self._store, name, job)
            return self._store

    def _add(self, name: str, job: _Registered) -> None:
        if name in self._jobs:
            raise ValueError(f"two jobs are called {name}")
        if self._store is not None:
            raise ValueError("jobs are registered before the first one is enqueued")
        self._jobs[name] = job

    def _teach(self, store: Huey, name: str, job: _Registered) -> None:
        """Make the job known to Huey under a name that survives moving its function."""

        def run(*, task: Task, arguments: str = "{}", unique: str | None = None) -> None:
            if unique:
                store.delete(unique)  # from here on what changes needs a job of its own
            self._run(name, task.id, job.function, json.loads(arguments))

        run.__module__ = "jobs"
        store.task(name=name, retries=job.retries, retry_delay=job.retry_delay, context=True)(run)
        if job.slot is not None:
            due = _Turn(store, name, job.slot)
            store.periodic_task(due, name=f"every.{name}", context=True)(run)

    def _run(self, name: str, id_: str, function: Job, arguments: dict[str, Any]) -> None:
        """One job in a context (and so a database session) of its own; never logs its arguments."""
        began = time.monotonic()
        try:
            with self._app.app_context():
                function(**arguments)
        except Exception as error:
            log.exception("job %s %s failed after %.3f s", name, id_, time.monotonic() - began)
            drain: _Drain | None = getattr(self._draining, "now", None)
            if drain is not None:
                drain.errors.append(error)
            # Huey retries a cancelled job while it has retries left, and logs no second traceback
            raise CancelExecution from error
        log.info("job %s %s done in %.3f s", name, id_, time.monotonic() - began)

    def _send(self, name: str, written: str, delay: float, unique_key: str | None) -> None:
        """Hand it to the store. What is committed stays committed when the store cannot be had."""
        unique = f"unique:{name}:{unique_key}" if unique_key is not None else None
        try:
            store = self.store
            if unique and not _claim(store, unique, stale=_STALE_CLAIM + timedelta(seconds=delay)):
                return
            kind = store._registry.string_to_task(f"jobs.{name}")  # noqa: SLF001 - tested
            task = kind(kwargs={"arguments": written, "unique": unique})
            if delay:
                task.eta = store._get_timestamp() + timedelta(seconds=delay)  # noqa: SLF001 - as above
                store.add_schedule(task)
            else:
                store.enqueue(task)
        except Exception:
            log.exception("job %s could not be enqueued", name)

    def _work_off(self, *, delayed: bool) -> int:
        store, count, moment = self.store, 0, _FAR if delayed else None
        while True:
            for task in store.read_schedule(moment):
                task.eta = None
                store.enqueue(task)
            # asked first: taking from an empty store may wait for a second
            task = store.dequeue() if store.pending_count() else None
            if task is None:
                return count
            count += 1
            store.execute(task)


class _Turn:
    """Whether a periodic job is due and this consumer is the one that takes the turn."""

    def __init__(self, store: Huey, name: str, slot: schedule.Slot) -> None:
        self._store, self._name, self._slot = store, name, slot

    def __call__(self, moment: datetime) -> bool:
        slot = self._slot(schedule.from_huey(moment))
        if slot is None or not self._store.put_if_empty(f"slot:{self._name}:{slot}", slot):
            return False
        self._forget_old(slot)
        return True

    def _forget_old(self, slot: int) -> None:
        """Keep the last three claims: a consumer whose clock lags may still ask for them."""
        key = f"slots:{self._name}"
        known = [*(self._store.get(key, peek=True) or []), slot]
        for old in known[:-3]:
            self._store.delete(f"slot:{self._name}:{old}")
        self._store.put(key, known[-3:])


def _claim(store: Huey, key: str, *, stale: timedelta) -> bool:
    """Whether no job waits under this key. A claim nobody came back for grows stale."""
    now = clock.now()
    if store.put_if_empty(key, now.isoformat()):
        return True
    since = store.get(key, peek=True)
    if since is not None and now - datetime.fromisoformat(since) < stale:
        return False
    store.put(key, now.isoformat())
    return True


def enqueue(
    name: str, /, *, delay: float = 0, unique_key: str | None = None, **arguments: Any
) -> None:
    """Let the job `name` run soon with these JSON-able arguments, once the transaction is kept.

    Inside a `transaction()` it is sent after the commit and forgotten by a rollback; outside at
    once. `delay` is in seconds. With `unique_key` nothing is added while a job of this name and
    key waits. Raises UnknownJob, TypeError or ValueError for what JSON cannot hold.
    """
    queue_of(current_app).enqueue(name, arguments, delay=delay, unique_key=unique_key)


def queue_of(app: Flask) -> JobQueue:
    """The queue that `init_app` gave the application."""
    return cast(JobQueue, app.extensions["jobs"])
