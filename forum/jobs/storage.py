"""Where waiting jobs are kept: one setting, four stores, the same promises."""

import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey

from forum.jobs.wire import JsonSerializer

QUEUE = "wethi"
TABLES = "jobs"  # PostgreSQL: jobs_task, jobs_schedule, jobs_kv, jobs_counter


def open_storage(url: str | None, folder: Path) -> Huey:
    """The store behind `url`; without one, a SQLite file of its own in `folder`.

    A file of its own, because a job enqueued into the main database file while that file is being
    written would find it locked. Raises ValueError for a scheme nobody here knows.
    """
    options: dict[str, Any] = {"serializer": JsonSerializer(), "results": False}
    address = (url or "sqlite:///jobs.sqlite3").replace("postgres://", "postgresql://", 1)
    scheme = urlsplit(address).scheme.partition("+")[0]
    if scheme == "sqlite":
        file = folder / address.partition(":///")[2]
        # fsync: an acknowledged job survives a power cut, as the row that asked for it does
        return SqliteHuey(QUEUE, filename=str(file), fsync=True, strict_fifo=True, **options)
    if scheme == "postgresql":
        dsn = urlunsplit(urlsplit(address)._replace(scheme=scheme))
        store = PostgresHuey(QUEUE, dsn=dsn, table_prefix=TABLES, connect_timeout=5, **options)
        store.on_shutdown(name="close")(_Closing(store))
        return store
    if scheme in {"redis", "rediss", "unix"}:
        return RedisHuey(QUEUE, url=_with_patience(address), **options)
    if scheme == "memory":
        return MemoryHuey(QUEUE, **options)
    raise ValueError(f"JOBS_URL has an unknown scheme: {scheme}")


def close_storage(store: Huey) -> None:
    """Close what this process holds open; the store opens again when it is used."""
    store.storage.close()
    if isinstance(store, RedisHuey):
        store.storage.pool.disconnect()


def _with_patience(url: str) -> str:
    """A request must not hang on a Redis that is gone; the consumer's blocking read takes 1 s."""
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}socket_connect_timeout=2&socket_timeout=10"


class _Closing:
    """Closes what a stopping worker's thread listened on; left to itself it stays open."""

    def __init__(self, store: Huey) -> None:
        self._store, self._lock = store, threading.Lock()

    def __call__(self) -> None:
        with self._lock:
            self._store.storage.close()
