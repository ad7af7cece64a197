"""What a request costs in processor time, without a network: run it by hand, it is no test.

    python -m tests.benchmarks.cpu [folder of a demonstration]

Calls the application as a server would (WSGI), in one thread, and takes the best of some rounds:
processor time is nearly the same on a busy machine. Beside each page: the statements it sends to
the database, and how many requests of a bare Flask route cost as much. Pages are asked twice
before they are measured, so what is shared among readers is there already.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.test import EnvironBuilder, run_wsgi_app

from config import load_config
from forum.app import create_app
from forum.web import shared
from tests.benchmarks.bare import app as bare
from tests.benchmarks.demonstration import Demonstration, seeded, token_in

ROUNDS = 5
SECONDS = 0.15
BASE = "http://127.0.0.1:8000"
statements: list[str] = []


def served(folder: str) -> Flask:
    """The application on a demonstration, as in production but for limits and secure cookies."""
    config = load_config({"FORUM_LOG_LEVEL": "error"}, instance=Path(folder))
    return create_app({**config, "RATELIMIT_ENABLED": False})


def microseconds(act: Callable[[], object]) -> float:
    """Processor time of one call, the best of some rounds."""
    act()
    began = time.process_time()
    act()
    number = max(3, int(SECONDS / max(time.process_time() - began, 1e-6)))
    number = min(number, 2000)
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(number):
            act()
        best = min(best, (time.process_time() - began) / number)
    return best * 1e6


def asking(app: Flask, path: str, cookie: str) -> Callable[[], int]:
    """A GET as a browser sends it; returns the length of the answer."""
    headers = {"Accept-Encoding": "gzip, deflate, br", **({"Cookie": cookie} if cookie else {})}
    environ = EnvironBuilder(path=path, base_url=BASE, headers=headers).get_environ()

    def ask() -> int:
        parts, status, _headers = run_wsgi_app(app.wsgi_app, dict(environ))
        if not status.startswith("200"):
            raise SystemExit(f"{path} answers {status}")
        return sum(map(len, parts))

    return ask


def signed_in(app: Flask, link: str) -> str:
    """The cookie of whoever follows a sign-in link."""
    client = app.test_client()
    token = token_in(client.get(link, base_url=BASE).text)
    client.post(link, base_url=BASE, data={"csrf_token": token})
    return session_of(client)


def session_of(client: FlaskClient) -> str:
    """A browser's session, as the header it sends."""
    cookie = client.get_cookie("session", "127.0.0.1")
    if cookie is None:
        raise RuntimeError("nobody is signed in")
    return f"session={cookie.value}"


def whole_signup(app: Flask, path: str, number: int) -> None:
    """The six requests from the first page to the one that says where one stands."""
    client = app.test_client()
    page = client.get(path, base_url=BASE).text
    answers = {
        "csrf_token": token_in(page),
        "given_name": f"n{number}",
        "email": f"n{number}-{time.time_ns()}@example.org",
        "sector": "ngo",
        "consent_organising": "y",
        "request_key": f"benchmark-{time.time_ns()}",
    }
    for step in ("you", "sector", "consents"):
        client.post(path, base_url=BASE, data={**answers, "step": step, "go": "next"})
    last = {**answers, "step": "check", "go": "send"}
    answer = client.post(path, base_url=BASE, data=last, follow_redirects=True)
    if not answer.request.path.endswith("/done"):
        raise SystemExit(f"the sign-up ended at {answer.request.path}")


def measure(app: Flask, demonstration: Demonstration) -> None:
    """Print a line a page."""
    here = f"/forums/{demonstration.forums['open']}"
    participant = signed_in(app, demonstration.links["participant"])
    organiser = signed_in(app, demonstration.links["organiser"])
    pages = {
        "home, visitor": ("/", ""),
        "forum, visitor": (here, ""),
        "forum, participant": (here, participant),
        "forum, organiser": (here, organiser),
        "topics, visitor": (f"{here}/topics", ""),
        "topics, participant": (f"{here}/topics", participant),
        "sign-up form": (f"{here}/sign-up", ""),
        "desk, organiser": (f"{here}/desk", organiser),
    }
    for name, (path, cookie) in pages.items():
        report(name, asking(app, path, cookie))
    numbers = iter(range(1_000_000))
    report("whole sign-up (six)", lambda: whole_signup(app, f"{here}/sign-up", next(numbers)))


def report(name: str, act: Callable[[], object]) -> None:
    """Print what `act` costs."""
    yardstick, cost = microseconds(asking(bare, "/", "")), microseconds(act)
    statements.clear()
    act()
    count = sum(not words.startswith("BEGIN") for words in statements)
    share = f"1/{cost / yardstick:.1f}" if cost > yardstick else f"{yardstick / cost:.1f}"
    print(f"{name:<22}{cost:>9.0f} us  {count:>3} statements  {share:>8} of bare Flask", flush=True)


def main(folder: str) -> None:
    demonstration = seeded(folder)
    app = served(folder)
    shared.SECONDS = 3600.0  # what is measured is the crowd's case: a page that is there already
    event.listen(
        Engine, "before_cursor_execute", lambda _c, _u, words, *_more: statements.append(words)
    )
    print(f"bare Flask            {microseconds(asking(bare, '/', '')):>9.0f} us")
    measure(app, demonstration)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as fresh:
            main(fresh)
