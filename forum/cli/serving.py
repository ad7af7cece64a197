"""How gunicorn serves: its settings, and what starts in a worker after it was forked.

One process with many threads is the default: phones wait, they do not compute. Several workers
need PostgreSQL (SQLite has one writer) and Redis (screens are told across processes).
"""

import os
from typing import Any

from flask import Flask

bind = os.environ.get("FORUM_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("FORUM_WORKERS", "1"))
threads = int(os.environ.get("FORUM_THREADS", "64"))
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
# gunicorn would otherwise open a control socket in the home folder.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = os.environ.get("FORUM_LOG_LEVEL", "warning")
# Who we are behind is said by FORUM_PROXY_HOPS; gunicorn itself trusts nobody.
forwarded_allow_ips = ""
limit_request_line = 8190


def post_worker_init(worker: Any) -> None:
    """Start this worker's background threads: jobs are worked off where the pages are served."""
    app: Flask = worker.app.wsgi()
    with app.app_context():
        app.extensions["jobs"].start_consumer()


def worker_exit(_server: Any, worker: Any) -> None:
    """Let running jobs finish."""
    app: Flask = worker.app.wsgi()
    app.extensions["jobs"].stop_consumer()
