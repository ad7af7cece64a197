"""The production server, really started."""

import json
import re
import sqlite3
import time
from contextlib import closing

import pytest

HEAVY = ("pythainlp", "typst", "docx", "openpyxl", "xlsxwriter", "numpy", "lxml")


@pytest.mark.parametrize(
    ("environ", "words", "sentence"),
    [
        ({"FORUM_SECRET_KEY": "dev"}, (), "Remove it"),
        ({"FLASK_DEBUG": "1"}, (), "Debug is on"),
        ({}, (), "flask db upgrade"),
        ({}, ("--workers", "2"), "SQLite has one writer"),
    ],
)
def test_an_unfit_production_is_refused_with_what_to_do(installation, environ, words, sentence):
    refused = installation.flask("serve", *words, **environ)

    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_configuration_that_cannot_be_read_is_told_without_a_traceback(installation):
    refused = installation.flask("serve", FORUM_PROXY_HOPS="many")

    assert refused.returncode == 1
    assert "Wethi does not start. FORUM_PROXY_HOPS must be a number" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_serves_works_off_jobs_and_stops_without_a_trace(migrated):
    server = migrated.serve(FORUM_LOG_FORMAT="json")

    alive, ready = server.get("/healthz"), server.get("/readyz")
    assert (alive.status, ready.status) == (200, 200)

    page = server.get("/sign-in").body.decode()
    style = re.search(r"/static/build/app\.\w+\.css", page)[0]
    answer = server.get(style, Accept_Encoding="br")
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers

    # The first periodic job runs at once, in the worker that serves the pages.
    end = time.monotonic() + 30
    while "job mail.send_waiting" not in server.log and time.monotonic() < end:
        time.sleep(0.1)
    assert "done in" in server.log

    code, seconds = server.stop()
    assert (code, seconds < 15) == (0, True)
    assert {json.loads(line)["level"] for line in server.log.splitlines() if line[0] == "{"} == {
        "info"
    }
    assert list(migrated.home.rglob("*.ctl")) == []
    left = {path.name for path in migrated.folder.iterdir()}
    assert left <= {"secret_key", "forum.sqlite3", "jobs.sqlite3"} | {
        f"{name}.sqlite3-{end}" for name in ("forum", "jobs") for end in ("wal", "shm")
    }


def test_a_letter_asked_for_by_a_request_leaves_by_the_worker(migrated, tmp_path):
    letters = tmp_path / "letters"
    server = migrated.serve(FORUM_MAIL__BACKEND="file", FORUM_MAIL__FOLDER=str(letters))

    ask_for_link(server, "a@example.org")

    end = time.monotonic() + 30
    while time.monotonic() < end and not list(letters.glob("*")):
        time.sleep(0.1)
    (letter,) = letters.glob("*")
    assert "To: a@example.org" in letter.read_text()
    with closing(sqlite3.connect(migrated.folder / "forum.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM outbox").fetchone() == (1,)
    assert "a@example.org" not in server.log


def ask_for_link(server, address):
    """As a browser does: the form, its token and cookie, and back."""
    import http.cookiejar
    import urllib.parse
    import urllib.request

    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    url = f"http://127.0.0.1:{server.port}/sign-in"
    with browser.open(url, timeout=20) as answer:
        page = answer.read().decode()
    hidden = dict(re.findall(r'name="(csrf_token|request_key)"[^>]*value="([^"]+)"', page))
    data = urllib.parse.urlencode({**hidden, "email": address}).encode()
    browser.open(urllib.request.Request(url, data, {"Referer": url}), timeout=20).close()


def test_no_secret_query_or_address_of_a_reader_is_logged(migrated):
    server = migrated.serve()
    server.get("/t/s3cr3tticket?from=line")
    server.get("/sign-in/link/s3cr3tlink")
    server.get("/sign-in?next=/somewhere")
    answer = server.get("/nowhere%0d%0atime=2020%20level=error")

    line = next(line for line in server.log.splitlines() if answer.headers["X-Request-ID"] in line)
    assert r"\r\ntime=2020" in line
    for secret in ("s3cr3t", "from=line", "somewhere", "127.0.0.1 "):
        assert secret not in server.log


def test_pages_and_servers_start_without_what_documents_need(installation):
    import subprocess
    import sys

    code = f"import sys, wsgi; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**installation.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"
