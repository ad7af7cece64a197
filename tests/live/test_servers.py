"""What the hub asks of the web servers, tried on the servers themselves."""

import signal
import time

import pytest


@pytest.fixture(params=["gunicorn", "werkzeug"])
def server(request, gunicorn, serve):
    if request.param == "gunicorn":
        return gunicorn()
    return serve("flask", "--app", "tests.live.served:create_app", "run", "-p", "PORT")


def test_two_hundred_listeners_hear_within_a_second_while_others_are_served(server):
    listeners = server.listeners
    listeners.join("/live/a?audience=phone", count=200)
    assert listeners.all_have(b"nothing yet")

    began = time.monotonic()
    counted = server.ask("/put/a", b"hello")
    answered = time.monotonic() - began
    assert listeners.all_have(b"hello", seconds=1 - answered)

    assert counted == b"200"
    assert answered < 0.5


def test_the_answer_carries_what_the_application_adds(server):
    listeners = server.listeners
    (browser,) = listeners.join("/live/a")
    assert listeners.all_have(b"nothing yet")

    head = listeners.got[browser].split(b"\r\n\r\n")[0].decode()

    assert head.startswith("HTTP/1.1 200 OK")
    assert "Content-Type: text/event-stream" in head
    assert "Set-Cookie: mark=of-the-view" in head
    assert "Transfer-Encoding" not in head


def test_nothing_but_the_stream_is_ever_sent(server):
    listeners = server.listeners
    (browser,) = listeners.join("/live/a")
    assert listeners.all_have(b"nothing yet")
    time.sleep(2.5)  # longer than the server keeps an idle connection
    server.ask("/put/a", b"hello")
    assert listeners.all_have(b"hello")

    _, _, body = listeners.got[browser].partition(b"\r\n\r\n")

    assert b"HTTP/1.1" not in body
    assert body.startswith(b"retry: ")
    assert b"\r\n" not in body


def test_who_leaves_is_forgotten(server):
    listeners = server.listeners
    browsers = listeners.join("/live/a", count=20)
    assert listeners.all_have(b"nothing yet")

    listeners.leave(browsers[:15])
    end = time.monotonic() + 5
    while server.ask("/count") != b"5" and time.monotonic() < end:
        time.sleep(0.05)

    assert server.ask("/count") == b"5"


def test_each_audience_gets_its_own(server):
    listeners = server.listeners
    phones = listeners.join("/live/a?audience=phone", count=3)
    consoles = listeners.join("/live/a?audience=console", count=2)
    server.ask("/put/a", b"hello")
    assert listeners.all_have(b"hello")

    assert all(b"console" not in listeners.got[s] for s in phones)
    assert all(b"phone" not in listeners.got[s] for s in consoles)


def test_streams_of_a_closed_object_end_for_good(server):
    listeners = server.listeners
    mine = listeners.join("/live/a", count=3)
    others = listeners.join("/live/b", count=2)
    assert listeners.all_have(b"nothing yet")

    server.ask("/close/a", b"")

    assert listeners.all_have(b"event: close\ndata: 1\n\n<end>", mine, seconds=5)
    assert not any(b"<end>" in listeners.got[s] for s in others)


def test_who_loses_a_right_is_cut_off_within_five_seconds(server):
    listeners = server.listeners
    removed = listeners.join("/live/a?owner=account-1", count=2)
    others = listeners.join("/live/a?owner=account-2", count=2)
    assert listeners.all_have(b"nothing yet")

    server.ask("/close-owner/account-1", b"")

    assert listeners.all_have(b"<end>", removed, seconds=5)
    assert not any(b"<end>" in listeners.got[s] for s in others)


def test_who_has_seen_the_newest_is_not_sent_it_again(server):
    listeners = server.listeners
    (first,) = listeners.join("/live/a")
    assert listeners.all_have(b"nothing yet")
    mark = listeners.got[first].split(b"id: ")[1].split(b"\n")[0].decode()

    by_header = listeners.join("/live/a", headers=f"Last-Event-ID: {mark}\r\n")
    by_query = listeners.join(f"/live/a?seen={mark}")
    out_of_date = listeners.join("/live/a?seen=older")
    assert listeners.all_have(b"nothing yet", out_of_date)
    server.ask("/put/a", b"hello")

    assert listeners.all_have(b"hello")
    for browser in by_header + by_query:
        assert b"nothing yet" not in listeners.got[browser]


def test_readers_who_stop_reading_disturb_nobody_and_get_the_newest(gunicorn):
    server = gunicorn()
    slow, quick = type(server.listeners)(server.port), server.listeners
    stalled = slow.join("/live/a", count=20)
    quick.join("/live/a", count=20)
    size = 400_000  # far beyond what the kernel holds for one connection

    for text in ("one", "two", "three", "last"):
        server.ask("/put/a", text.encode() + b"-" * size)
        assert quick.all_have(text.encode() + b"-" * size, seconds=3)
    assert slow.all_have(b"last" + b"-" * size)

    assert all(b"two" not in slow.got[s] or b"three" not in slow.got[s] for s in stalled)
    slow.leave()


def test_a_worker_told_to_stop_does_not_wait_for_listeners(gunicorn):
    server = gunicorn()
    server.listeners.join("/live/a", count=50)
    assert server.listeners.all_have(b"nothing yet")

    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(timeout=20)

    assert (code, server.listeners.all_have(b"<end>")) == (0, True)
    assert time.monotonic() - began < 8


def test_a_worker_that_is_replaced_hands_over(gunicorn):
    server = gunicorn()
    server.listeners.join("/live/a", count=10)
    assert server.listeners.all_have(b"nothing yet")

    server.process.send_signal(signal.SIGHUP)
    ended = server.listeners.all_have(b"<end>", seconds=15)
    again = server.listeners.join("/live/a", count=10)

    assert ended
    assert server.listeners.all_have(b"nothing yet", again)


def test_the_worker_loses_no_descriptors(gunicorn):
    server = gunicorn("--threads", "2")
    listeners = server.listeners
    for _ in range(5):
        browsers = listeners.join("/live/a", count=100)
        assert listeners.all_have(b"nothing yet")
        listeners.leave(browsers)
    time.sleep(0.5)

    assert server.ask("/count") == b"0"
    assert int(server.ask("/files")) < 60
