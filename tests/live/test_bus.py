import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from forum.live import bus as buses
from forum.live.bus import CHANGED, InProcessBus, Notice, RedisBus, bus_for

CHANGE = Notice(CHANGED, "abc")


class Ear:
    """What one process hears."""

    def __init__(self):
        self.heard, self.recoveries = [], 0

    def hear(self, notice):
        self.heard.append(notice)

    def recover(self):
        self.recoveries += 1


def soon(is_true, seconds=8):
    end = time.monotonic() + seconds
    while not is_true() and time.monotonic() < end:
        time.sleep(0.01)
    return is_true()


@pytest.fixture
def process():
    """Starts buses as processes would, and stops them."""
    started = []

    def start(url):
        bus, ear = RedisBus(url, "wethi-test"), Ear()
        bus.start(ear.hear, ear.recover)
        started.append(bus)
        return bus, ear

    yield start
    for bus in started:
        bus.stop()
    assert not [t for t in threading.enumerate() if t.name in {"live-send", "live-listen"}]


def test_one_process_needs_no_server():
    bus, ear = bus_for(None, "x"), Ear()
    bus.start(ear.hear, ear.recover)

    bus.publish(CHANGE)

    assert isinstance(bus, InProcessBus)
    assert (ear.heard, bus.reaches_all()) == ([CHANGE], True)


def test_only_redis_joins_processes():
    with pytest.raises(ValueError, match="Redis"):
        bus_for("amqp://localhost", "x")


@pytest.mark.database
@pytest.mark.skipif(not os.environ.get("FORUM_TEST_REDIS_URL"), reason="no Redis was given")
def test_every_process_hears_a_notice_once(process):
    url = os.environ["FORUM_TEST_REDIS_URL"]
    here, there = process(url), process(url)
    assert soon(lambda: here[0].reaches_all() and there[0].reaches_all())

    here[0].publish(CHANGE)
    assert soon(lambda: there[1].heard)
    time.sleep(0.3)

    assert (here[1].heard, there[1].heard) == ([CHANGE], [CHANGE])


def test_while_redis_is_down_publishing_is_quick_and_heard_here(process, own_redis):
    bus, ear = process(own_redis.url)

    began = time.monotonic()
    for n in range(1000):
        bus.publish(Notice(CHANGED, f"object-{n}"))

    assert time.monotonic() - began < 0.5
    assert len(ear.heard) == 1000
    assert not bus.reaches_all()


def test_what_waited_is_told_when_redis_is_back_and_everything_is_looked_at_again(
    process, own_redis, monkeypatch
):
    monkeypatch.setattr(buses, "_LONGEST_PAUSE", 0.5)
    own_redis.start()
    here, there = process(own_redis.url), process(own_redis.url)
    assert soon(lambda: here[0].reaches_all() and there[0].reaches_all())

    own_redis.stop()
    assert soon(lambda: not here[0].reaches_all() and not there[0].reaches_all())
    here[0].publish(CHANGE)
    own_redis.start()

    assert soon(lambda: here[0].reaches_all() and there[0].reaches_all())
    assert soon(lambda: (here[1].recoveries, there[1].recoveries) == (2, 2))
    assert here[1].heard == [CHANGE]


def test_a_redis_that_hangs_is_noticed(process, own_redis, monkeypatch):
    monkeypatch.setattr(buses, "_BEAT", 0.3)
    own_redis.start()
    bus, ear = process(own_redis.url)
    assert soon(bus.reaches_all)

    own_redis.send_signal(signal.SIGSTOP)
    noticed = soon(lambda: not bus.reaches_all())
    own_redis.send_signal(signal.SIGCONT)

    assert noticed
    assert soon(bus.reaches_all, seconds=15)
    assert soon(lambda: ear.recoveries == 2)


def test_a_short_lived_process_still_tells_what_it_did(process, own_redis):
    own_redis.start()
    _, ear = there = process(own_redis.url)
    assert soon(there[0].reaches_all)
    passing, _ = process(own_redis.url)

    for n in range(50):
        passing.publish(Notice(CHANGED, f"object-{n}"))
    passing.stop()

    assert soon(lambda: len(ear.heard) == 50)


def both_hold(server, *, at_least):
    """Whether two workers answer, each with so many streams."""
    # All at once: one after the other, the worker that is awake anyway may take every one.
    with ThreadPoolExecutor(20) as together:
        asked = [together.submit(server.ask, "/worker") for _ in range(20)]
    answers = dict(each.result().split() for each in asked)
    return len(answers) == 2 and all(int(count) >= at_least for count in answers.values())


def test_listeners_of_two_workers_hear_what_one_was_told(gunicorn, own_redis, tmp_path):
    own_redis.start()
    server = gunicorn("--workers", "2", LIVE_URL=own_redis.url, LIVE_BOX=str(tmp_path / "box"))
    listeners = server.listeners
    assert soon(lambda: both_hold(server, at_least=0), seconds=20)
    listeners.join("/live/a?owner=account-1", count=200)
    assert listeners.all_have(b"nothing yet")
    assert soon(lambda: both_hold(server, at_least=1))

    server.ask("/touch/a", b"hello")
    assert listeners.all_have(b"hello", seconds=3)
    server.ask("/close-owner/account-1", b"")

    assert listeners.all_have(b"<end>", seconds=5)


def test_without_redis_two_workers_are_a_few_seconds_late_and_nobody_is_left_out(
    gunicorn, own_redis, tmp_path
):
    server = gunicorn("--workers", "2", LIVE_URL=own_redis.url, LIVE_BOX=str(tmp_path / "box"))
    listeners = server.listeners
    listeners.join("/live/a", count=40)
    assert listeners.all_have(b"nothing yet")

    server.ask("/touch/a", b"hello")

    assert listeners.all_have(b"hello", seconds=5)
