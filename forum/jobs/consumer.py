"""Who works on the waiting jobs: threads beside the web server, or a process of its own."""

from typing import Any

from huey import Huey
from huey.consumer import Consumer, Scheduler

_LONGEST_WAIT = 1.0  # seconds between two looks into a store that cannot wake us


class FrequentScheduler(Scheduler):
    """Looks three times a minute, so that no minute is skipped; slots keep it from running twice."""

    periodic_task_seconds = 20


class ProcessConsumer(Consumer):
    """A consumer that owns its process and stops on SIGINT and SIGTERM."""

    scheduler_class = FrequentScheduler


class ThreadConsumer(ProcessConsumer):
    """A consumer inside a web process, which must leave the server's signal handlers alone."""

    def _set_signal_handlers(self) -> None:
        """Nothing: signals belong to the web server, and only its main thread may set them."""


def build(kind: type[ProcessConsumer], store: Huey, *, workers: int) -> Any:
    """A consumer of `workers` threads that waits at most 20 s for running jobs when stopped."""
    return kind(
        store,
        workers=workers,
        max_delay=_LONGEST_WAIT,
        shutdown_timeout=20,
        graceful_signal="TERM",
    )
