import contextlib
import logging
import signal
import subprocess
import sys
import threading

import pytest

from forum.core.db import db
from forum.core.transaction import transaction
from forum.jobs.queue import UnknownJob, enqueue


def test_a_job_runs_with_its_arguments(open_queue, url):
    done = []
    queue = open_queue(url, lambda q: q.register("greet", lambda **said: done.append(said)))

    enqueue("greet", name="สมชาย", count=3)
    waiting, ran = queue.pending_count(), queue.run_all_now()

    assert (waiting, ran, queue.pending_count()) == (1, 1, 0)
    assert done == [{"name": "สมชาย", "count": 3}]


def test_a_job_nobody_registered_is_refused_at_once(open_queue):
    queue = open_queue("memory://", lambda _q: None)

    with pytest.raises(UnknownJob, match=r"nobody\.knows"):
        enqueue("nobody.knows")

    assert queue.pending_count() == 0


@pytest.mark.parametrize("wrong", [object(), {1, 2}, float("nan"), b"x"])
def test_only_what_json_can_say_is_accepted(open_queue, wrong):
    queue = open_queue("memory://", lambda q: q.register("greet", lambda **_: None))

    with pytest.raises((TypeError, ValueError)):
        enqueue("greet", thing=wrong)

    assert queue.pending_count() == 0


def test_a_job_of_a_transaction_leaves_after_the_commit(open_queue, url):
    done = []
    queue = open_queue(url, lambda q: q.register("greet", lambda: done.append(1)))

    with transaction():
        enqueue("greet")
        before = queue.pending_count()

    assert (before, queue.pending_count()) == (0, 1)


def test_a_job_of_a_transaction_that_was_rolled_back_never_runs(open_queue, url):
    done = []
    queue = open_queue(url, lambda q: q.register("greet", lambda: done.append(1)))

    with contextlib.suppress(ZeroDivisionError), transaction():
        enqueue("greet")
        raise ZeroDivisionError

    assert (queue.pending_count(), queue.run_all_now(), done) == (0, 0, [])


def test_a_failed_job_is_tried_again_as_often_as_it_may(open_queue, url, caplog):
    tries = []

    def fail(secret):
        tries.append(secret)
        raise OSError("no line")

    queue = open_queue(url, lambda q: q.register("mail", fail, retries=2, retry_delay=60))
    enqueue("mail", secret="0812345678")

    with pytest.raises(OSError, match="no line"):
        queue.run_all_now()
    after_first = len(tries), queue.pending_count()
    with pytest.raises(OSError, match="no line"):
        queue.run_all_now(delayed=True)

    assert after_first == (1, 1)
    assert (len(tries), queue.pending_count()) == (3, 0)
    assert "0812345678" not in caplog.text


def test_a_delayed_job_waits(open_queue, url):
    done = []
    queue = open_queue(url, lambda q: q.register("later", lambda: done.append(1)))

    enqueue("later", delay=3600)
    ran_now, waiting, ran = (
        queue.run_all_now(),
        queue.pending_count(),
        queue.run_all_now(delayed=True),
    )

    assert (ran_now, waiting, ran, done) == (0, 1, 1, [1])


def test_one_job_waits_per_key_and_another_may_once_it_has_begun(open_queue, url):
    done = []

    def index(page):
        done.append(page)
        if len(done) == 1:
            enqueue("index", unique_key="7", page=8)

    queue = open_queue(url, lambda q: q.register("index", index))

    for _ in range(3):
        enqueue("index", unique_key="7", page=7)
    enqueue("index", unique_key="other", page=9)
    waiting = queue.pending_count()
    queue.run_all_now()

    assert waiting == 2
    assert sorted(done) == [7, 8, 9]


def test_each_job_has_a_session_of_its_own_that_is_gone_afterwards(open_queue):
    sessions = []
    queue = open_queue(
        "memory://", lambda q: q.register("read", lambda: sessions.append(db.session()))
    )
    ours = db.session()
    ours.connection()

    enqueue("read")
    enqueue("read")
    queue.run_all_now()

    assert len({id(s) for s in [ours, *sessions]}) == 3
    assert db.session() is ours
    assert ours.in_transaction()


def test_a_job_is_logged_by_name_and_duration_never_with_arguments(open_queue, caplog):
    queue = open_queue("memory://", lambda q: q.register("greet", lambda **_said: None))

    with caplog.at_level(logging.DEBUG):
        enqueue("greet", name="SECRETNAME")
        queue.run_all_now()

    assert "job greet" in caplog.text
    assert "SECRETNAME" not in caplog.text


def test_a_queue_that_is_down_does_not_undo_what_is_committed(new_app, caplog):
    nobody = "redis://127.0.0.1:1/0"
    app = new_app(nobody, lambda q: q.register("greet", lambda: None))

    with app.app_context():
        with transaction():
            enqueue("greet")
        db.engine.dispose()

    assert "job greet could not be enqueued" in caplog.text


def test_a_consumer_in_a_thread_works_and_leaves_signals_alone(open_queue, url, soon):
    done, workers = [], set()

    def work(n):
        workers.add(threading.current_thread().name)
        done.append(n)

    queue = open_queue(url, lambda q: q.register("work", work))

    def serve():  # off the main thread Python refuses signal handlers
        queue.start_consumer(workers=2)
        queue.start_consumer(workers=2)

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    for n in range(20):
        enqueue("work", n=n)

    assert soon(lambda: len(done) == 20)
    assert sorted(done) == list(range(20))
    assert threading.current_thread().name not in workers
    assert queue._thread.is_alive()
    queue.stop_consumer()
    assert not [t for t in threading.enumerate() if t.name == "jobs"]


def test_a_consumer_retries_after_the_delay(open_queue, url, soon):
    tries = []

    def fail_once():
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no line")

    queue = open_queue(url, lambda q: q.register("mail", fail_once, retries=1, retry_delay=1))
    queue.start_consumer()
    enqueue("mail")

    assert soon(lambda: len(tries) == 2)
    assert soon(lambda: queue.pending_count() == 0)


def test_a_broken_message_does_not_stop_the_consumer(open_queue, url, soon):
    done = []
    queue = open_queue(url, lambda q: q.register("greet", lambda: done.append(1)))
    queue.store.storage.enqueue(b"\x80\x04not json")
    queue.start_consumer()

    enqueue("greet")

    assert soon(lambda: done == [1])


def test_a_process_of_its_own_works_until_it_is_told_to_stop(open_queue, tmp_path, soon):
    queue = open_queue("sqlite:///waiting.sqlite3", lambda q: q.register("touch", lambda **_: None))
    mark = tmp_path / "done"
    program = f"""
import pathlib
from flask import Flask
from forum.core.db import db
from forum.jobs.queue import JobQueue
app = Flask("worker")
app.config.update(INSTANCE={str(tmp_path)!r}, JOBS_URL="sqlite:///waiting.sqlite3",
                  SQLALCHEMY_DATABASE_URI="sqlite://")
db.init_app(app)
queue = JobQueue()
queue.init_app(app)
queue.register("touch", lambda path: pathlib.Path(path).touch())
queue.run_consumer_forever()
"""
    process = subprocess.Popen([sys.executable, "-c", program])

    enqueue("touch", path=str(mark))
    worked = soon(mark.exists, seconds=20)
    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
    assert worked
    assert queue.pending_count() == 0
