"""What is written down, and what never is."""

import json
import logging
import sys

import pytest
from flask import Flask

from config import load_config
from forum.app import create_app
from forum.web import logs
from forum.web.logs import ConsoleFormatter, JsonFormatter, TextFormatter, redact, unlogged


@pytest.fixture
def record():
    """A line about something, as the logging library hands it on."""

    def make(message, *args, error=None, **extra):
        made = logging.LogRecord("forum.x", logging.INFO, "f.py", 1, message, args, error)
        vars(made).update(extra)
        return made

    return make


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n", "\x1b[2K", "\u2028", "\x85", "\x00"])
@pytest.mark.parametrize("kind", [TextFormatter, JsonFormatter])
def test_whatever_is_logged_stays_one_line(record, kind, break_):
    line = kind().format(record("GET %s", f"/x{break_}time=1 level=error", path=f"a{break_}b"))

    assert len(line.splitlines()) == 1
    assert line.isprintable()


def test_a_fault_with_its_whole_traceback_is_one_line(record):
    try:
        int("first\nsecond")
    except ValueError:
        line = TextFormatter().format(record("fault", error=sys.exc_info()))

    assert "\n" not in line
    assert r"first\\nsecond" in line


def test_json_lines_can_be_read_back(record):
    facts = json.loads(JsonFormatter().format(record("hello %s", "สวัสดี", status=200)))

    assert (facts["message"], facts["status"], facts["level"]) == ("hello สวัสดี", 200, "info")


@pytest.mark.parametrize("kind", [TextFormatter, JsonFormatter, ConsoleFormatter])
@pytest.mark.parametrize("path", ["/t/abc-DEF_1", "/sign-in/link/abc-DEF_1"])
def test_no_format_writes_the_secret_of_a_link(record, kind, path):
    line = kind().format(record('"GET %s?x=1 HTTP/1.1"', path, seen=f"https://f.example{path}"))

    assert "abc-DEF_1" not in line
    assert "***" in line


def test_other_paths_are_left_as_they_are():
    assert redact("/forums/x/topics/t2 /sign-in /tables/t/") == (
        "/forums/x/topics/t2 /sign-in /tables/t/"
    )


def test_each_request_has_a_line_with_its_id_and_no_query(client, caplog):
    caplog.set_level("INFO", logger="forum.access")

    answer = client.get("/sign-in?next=/secret")

    (line,) = [r for r in caplog.records if r.name == "forum.access"]
    assert line.getMessage() == "GET /sign-in"
    assert line.status == 200
    assert len(answer.headers["X-Request-ID"]) == 16


def test_a_view_may_leave_no_line(app, client, caplog, monkeypatch):
    caplog.set_level("INFO", logger="forum.access")
    quiet = unlogged(lambda: None)
    monkeypatch.setattr(
        app.view_functions["accounts.sign_in"], "is_unlogged", quiet.is_unlogged, raising=False
    )

    client.get("/sign-in")

    assert [r for r in caplog.records if r.name == "forum.access"] == []


def test_casting_a_ballot_leaves_no_line(app):
    assert app.view_functions["floor.cast"].is_unlogged


def test_an_id_from_outside_counts_only_behind_our_proxy(tmp_path):
    given = {"X-Request-ID": "0123456789abcdef-from-proxy"}

    def answered(hops):
        app = create_app(load_config({"FORUM_PROXY_HOPS": hops}, instance=tmp_path))
        return app.test_client().get("/healthz", headers=given).headers["X-Request-ID"]

    assert answered("1") == given["X-Request-ID"]
    assert answered("0") != given["X-Request-ID"]


@pytest.mark.parametrize("bad", ["short", "x" * 65, "abcdefgh\u00e9", "abc defgh", 'ab"cdefgh'])
def test_an_id_that_could_break_a_line_is_replaced(bad):
    app = Flask("t")
    app.config["PROXY_HOPS"] = 1
    with app.test_request_context(headers={"X-Request-ID": bad}):
        assert logs.request_id() != bad


def test_the_number_on_a_fault_page_is_the_one_in_the_log(app, client, caplog, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "accounts.link_sent", _public_fault())

    answer = client.get("/sign-in/sent")

    app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "ZeroDivisionError" not in answer.text


def _public_fault():
    from forum.web.guard import public

    return public(lambda: 1 / 0)


def test_an_error_of_the_database_names_nobody(tmp_path):
    app = create_app(load_config({"FORUM_ENVIRONMENT": "production"}, instance=tmp_path))
    from forum.core.db import db

    with app.app_context(), pytest.raises(Exception, match="no such table") as failed:
        db.session.execute(db.text("SELECT :name FROM nowhere"), {"name": "สมใจ"})

    assert "สมใจ" not in str(failed.value)
    assert "parameters hidden" in str(failed.value)
