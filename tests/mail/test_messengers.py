"""Short messages go to the gateway that is configured, once for each reference."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from forum.core.db import db
from forum.mail.jobs import send_waiting
from forum.mail.logic import text_parts
from forum.mail.messengers import HttpMessenger, is_safe, messenger_of
from forum.mail.models import Letter, LetterState
from forum.mail.post import Undeliverable, Unreachable


class Gateway(BaseHTTPRequestHandler):
    """Answers as told, and notes what it was given."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.taken.append((self.path, dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def gateway():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    server.taken, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def switched_on(app, gateway, monkeypatch):
    url = f"http://127.0.0.1:{gateway.server_port}/send?v=1"
    sms = {**app.config["SMS"], "URL": url, "TOKEN": "secret", "SENDER": "Wethi"}
    monkeypatch.setitem(app.config, "SMS", sms)
    return sms


def test_it_is_off_unless_configured(app, queue, at, post, now):
    queue(kind="test.text")
    at(now)

    send_waiting()

    assert app.config["SMS"]["URL"] == ""
    assert db.session.query(Letter).one().problem == "Unreachable"


def test_a_message_goes_out_as_json_with_token_and_reference(
    queue, at, post, now, gateway, switched_on
):
    queue(kind="test.text", occasion="เวทีพรุ่งนี้")
    at(now)

    send_waiting()

    ((path, headers, body),) = gateway.taken
    sent = json.loads(body)
    assert path == "/send?v=1"
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"] == sent["reference"]
    assert (sent["to"], sent["text"], sent["sender"]) == ("+66810000001", "เวทีพรุ่งนี้", "Wethi")
    assert db.session.query(Letter).one().state is LetterState.SENT


def test_it_can_go_out_as_a_form_with_other_names(gateway):
    messenger = HttpMessenger(
        f"http://127.0.0.1:{gateway.server_port}", format="form", to_field="msisdn", text_field="m"
    )

    messenger.send("+66810000001", "ก&ข=ค", "r1")

    ((path, headers, body),) = gateway.taken
    assert path == "/"
    assert parse_qs(body) == {"msisdn": ["+66810000001"], "m": ["ก&ข=ค"], "reference": ["r1"]}
    assert "Authorization" not in headers


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, Undeliverable), (422, Undeliverable), (401, Unreachable), (403, Unreachable),
        (302, Unreachable), (429, OSError), (503, OSError),
    ],
)  # fmt: skip
def test_what_the_gateway_says_is_told_apart(gateway, status, told):
    gateway.answers = [status]

    with pytest.raises(OSError) as raised:  # noqa: PT011 - the kind is compared below
        HttpMessenger(f"http://127.0.0.1:{gateway.server_port}/").send("+66810000001", "x", "r")

    assert raised.type is told
    assert len(gateway.taken) == 1  # a redirection was not followed


def test_a_message_that_was_refused_for_now_goes_again_with_the_same_reference(
    queue, at, post, now, gateway, switched_on
):
    gateway.answers = [503]
    queue(kind="test.text")
    at(now)
    send_waiting()

    at(db.session.query(Letter).one().next_try_at)
    send_waiting()

    references = [json.loads(body)["reference"] for _path, _headers, body in gateway.taken]
    assert len(references) == 2
    assert len(set(references)) == 1


def test_a_gateway_that_is_down_is_asked_once_a_turn_and_holds_up_no_letter(
    app, queue, at, post, now, gateway, switched_on
):
    gateway.answers = [401] * 3
    for number in (1, 2, 3):
        queue(object_id=number, kind="test.text")
    queue(object_id=4)
    at(now)

    send_waiting()

    assert len(gateway.taken) == 1
    assert [letter.to for letter in post.taken] == ["reader4@example.org"]


def test_a_number_of_another_country_is_not_written_to(
    app, queue, at, post, now, gateway, switched_on, monkeypatch
):
    monkeypatch.setitem(app.config, "SMS", {**switched_on, "PREFIXES": ["+856"]})
    queue(kind="test.text")
    at(now)

    send_waiting()

    assert gateway.taken == []
    assert db.session.query(Letter).one().state is LetterState.FAILED


def test_no_gateway_at_the_address_is_told_as_unreachable():
    with pytest.raises(Unreachable):
        HttpMessenger("http://127.0.0.1:1/").send("+66810000001", "x", "r")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://gateway.example/send", True), ("http://127.0.0.1:8000/", True),
        ("http://gateway.example/send", False), ("ftp://gateway.example/", False), ("", False),
        ("http://127.0.0.1@gateway.example/", False),
    ],
)  # fmt: skip
def test_token_and_numbers_travel_encrypted_or_not_at_all(app, url, safe):
    assert is_safe(url) is safe
    if not safe:
        with pytest.raises(Unreachable):
            messenger_of({**app.config["SMS"], "URL": url})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ก" * 70, 1), ("ก" * 71, 2), ("ก" * 134, 2), ("ก" * 135, 3), ("a" * 160, 1),
        ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("", 1), ("😀" * 35, 1), ("😀" * 36, 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_operators_charge_them(text, parts):
    assert text_parts(text) == parts
