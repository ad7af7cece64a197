"""How gunicorn serves: its settings, and what starts in a worker after it was forked.

One process with many threads is the default: phones wait, they do not compute. Several workers
need PostgreSQL (SQLite has one writer) and Redis (screens are told across processes).
"""

import gc
import os
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.glogging import Logger

bind = os.environ.get("FORUM_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("FORUM_WORKERS", "1"))
threads = int(os.environ.get("FORUM_THREADS", "64"))
worker_class = "gthread"
# Loaded once and shared: what a worker does not change costs memory only once.
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
# gunicorn would otherwise open a control socket in the home folder.
control_socket_disable = True
# A worker's sign of life is a file that it touches; a slow disk must not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no secret in it
accesslog = None
errorlog = "-"
loglevel = os.environ.get("FORUM_LOG_LEVEL") or "info"
# Who we are behind is said by FORUM_PROXY_HOPS; gunicorn itself trusts nobody.
forwarded_allow_ips = ""
limit_request_line = 8190


class HouseLogger(Logger):
    """gunicorn's lines go where all others go, and look like them."""

    def setup(self, cfg: Any) -> None:
        """Leave the writing to what the application configured."""
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True


logger_class = HouseLogger


def when_ready(server: Any) -> None:
    """Read all templates once for all workers, and keep the collector off what they share.

    Whatever a worker makes or looks at itself is a copy of its own in memory. Who tries the program
    out shares nothing and waits for the first page: there each page reads its own.
    """
    app: Flask = server.app.wsgi()
    if app.config["ENVIRONMENT"] == "production":
        _read_templates(app)
    gc.collect()
    gc.freeze()


def _read_templates(app: Flask) -> None:
    templates = app.jinja_env
    for name in templates.list_templates(filter_func=lambda name: name.endswith((".html", ".txt"))):
        if not name.startswith("security/"):  # the library's own, most of them never shown
            templates.get_template(name)


def post_worker_init(worker: Any) -> None:
    """Start this worker's background threads: jobs are worked off where the pages are served."""
    app: Flask = worker.app.wsgi()
    with app.app_context():
        app.extensions["jobs"].start_consumer()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let running jobs finish, and end the streams."""
    app: Flask = worker.app.wsgi()
    app.extensions["live"].stop()
    app.extensions["jobs"].close()
