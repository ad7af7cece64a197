"""How many whole sign-ups (five requests each) a second, as a share of a bare Flask route.

Run by hand, it is no test: `python -m tests.benchmarks.signup_whole [number]`. One client alone, on
an empty database with form tokens and limits off; `cpu` measures it on a demonstration.
"""

import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from config import load_config
from forum.app import create_app
from forum.core import clock
from forum.core.db import db
from forum.directory.service import create_sectors
from tests.factories import Make

NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 50


def bare_requests_a_second() -> float:
    """What the framework alone answers, in this very run."""
    app = Flask("bare")
    app.get("/")(lambda: "hello")
    client = app.test_client()
    start = time.perf_counter()
    for _ in range(2000):
        client.get("/")
    return 2000 / (time.perf_counter() - start)


def whole_signups_a_second(folder: Path) -> float:
    """From the first page to the one that says where one stands."""
    app = create_app({
        **load_config({"FORUM_ENVIRONMENT": "test", "FORUM_MAIL__BACKEND": "locmem"}, instance=folder),
        "JOBS_URL": "memory://",
        "WTF_CSRF_ENABLED": False,
        "RATELIMIT_ENABLED": False,
    })  # fmt: skip
    with app.app_context():
        upgrade()
        create_sectors()
        db.session.commit()
        address = f"/forums/{Make(clock.now()).forum().public_id}/sign-up"
    start = time.perf_counter()
    for number in range(NUMBER):
        client = app.test_client()
        client.get(address)
        answers = {
            "given_name": f"n{number}",
            "email": f"n{number}@example.org",
            "sector": "ngo",
            "consent_organising": "y",
        }
        for step in ("you", "sector", "consents"):
            client.post(address, data={**answers, "step": step, "go": "next"})
        client.post(address, data={**answers, "step": "check", "go": "send"}, follow_redirects=True)
    return NUMBER / (time.perf_counter() - start)


if __name__ == "__main__":
    bare = bare_requests_a_second()
    with tempfile.TemporaryDirectory() as name:
        whole = whole_signups_a_second(Path(name))
    sys.stdout.write(
        f"bare Flask {bare:.0f}/s, whole sign-ups {whole:.1f}/s (1/{bare / whole:.0f})\n"
    )
