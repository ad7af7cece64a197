"""Ballots a second over HTTP, as a share of a bare Flask route in the same run.

    uv run python -m tests.benchmarks.ballot [voters] [clients]

One gunicorn process with 32 threads on a database of its own; every voter casts one ballot in a
confidential poll, answered after the commit. The load comes from this machine, too: read the
ratio, not the numbers. Form tokens are off, since making them would measure the client.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask_migrate import upgrade

from config import load_config
from forum.app import create_app
from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.transaction import transaction
from forum.directory.service import create_sectors
from forum.events.logic.stages import Stage
from forum.floor.service.asking import ask_at_once
from forum.floor.service.conducting import open_floor
from forum.polls.logic.kinds import Method, SecrecyLevel
from forum.polls.queries.electorate import count_turnout
from forum.polls.service.drafting import PollDraft
from forum.web.guard import public
from tests.factories import Make

PORT = 18_931  # below 32768: above, outgoing connections may hold it
THREADS = 32


def served() -> Flask:
    """What gunicorn serves: the application, and a bare route beside it."""
    folder = Path(os.environ["BENCHMARK_FOLDER"])
    app = create_app(
        {
            **load_config({"FORUM_ENVIRONMENT": "test"}, instance=folder),
            "JOBS_URL": "memory://",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
        }
    )
    app.add_url_rule("/bare", "bare", public(lambda: "ok"), methods=["POST"])
    return app


def seeded(app: Flask, voters: int) -> tuple[int, str, str, list[str]]:
    """A hall of voters before an open poll: its id, the path, an answer, a cookie for each."""
    make = Make(now())
    forum = make.forum(stage=Stage.OPEN)
    tickets = [make.ticket(make.signup(forum, checked_in=True))[0].id for _ in range(voters)]
    draft = PollDraft({"en": "Yes?"}, Method.CONSENT, SecrecyLevel.CONFIDENTIAL, {})
    with transaction():
        open_floor(forum.public_id, actor=SYSTEM, now=now())
    with transaction():
        poll = ask_at_once(forum.public_id, draft, actor=SYSTEM, now=now())
    path = f"/forums/{forum.public_id}/hall/polls/{poll.public_id}/ballot"
    return poll.id, path, poll.options[0].public_id, [_cookie(app, id_) for id_ in tickets]


def fired(path: str, requests: list[tuple[str, str]], clients: int) -> float:
    """Requests a second of (cookie, body), by so many clients with open connections."""
    waiting, wrong = deque(requests), []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        while waiting:
            try:
                cookie, body = waiting.popleft()
            except IndexError:
                return
            headers = {
                "Cookie": cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
            }
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{len(wrong)} requests failed, the first with {wrong[0]}")
    return len(requests) / (time.perf_counter() - began)


def main(voters: int = 1000, clients: int = 32) -> None:
    """Print what was measured as JSON."""
    folder = tempfile.mkdtemp()
    os.environ["BENCHMARK_FOLDER"] = folder
    app = served()
    with app.app_context():
        upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
        with transaction():
            create_sectors()
        poll_id, path, option, cookies = seeded(app, voters)
    server = _started()
    try:
        fired("/bare", [("", "")] * clients, clients)  # the application is loaded by now
        bare = fired("/bare", [("", "")] * voters, clients)
        body = [
            (
                cookie,
                urlencode(
                    {"option": option, "agreed": "yes", "request_key": f"benchmark-key-{number:06}"}
                ),
            )
            for number, cookie in enumerate(cookies)
        ]
        votes = fired(path, body, clients)
    finally:
        server.terminate()
        server.wait()
    with app.app_context():
        kept = count_turnout(poll_id).voted
    figures = {"bare_per_second": round(bare), "ballots_per_second": round(votes)}
    sys.stdout.write(
        json.dumps({**figures, "share": round(votes / bare, 3), "kept": kept, "sent": voters})
        + "\n"
    )


def _cookie(app: Flask, ticket_id: int) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["tickets"] = [ticket_id]
    cookie = client.get_cookie("session")
    if cookie is None:
        raise RuntimeError("the session's cookie has another name")
    return f"session={cookie.value}"


def _started() -> "subprocess.Popen[bytes]":
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-k",
            "gthread",
            "--threads",
            str(THREADS),
            "--no-control-socket",
            "-b",
            f"127.0.0.1:{PORT}",
            "tests.benchmarks.ballot:served()",
        ]
    )
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", PORT).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:] if re.fullmatch(r"\d+", number)))
