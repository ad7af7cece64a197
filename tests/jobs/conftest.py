"""Queues on real stores, each for an application of the test's own."""

import os
import time

import pytest
from flask import Flask

from forum.core.db import db
from forum.jobs.queue import JobQueue
from tests.conftest import create_database


@pytest.fixture(autouse=True)
def empty_database():
    """No house-wide application here: a test builds what it needs."""


def _stores():
    redis, postgres = (os.environ.get(f"FORUM_TEST_{n}_URL") for n in ("REDIS", "DATABASE"))
    yield pytest.param("sqlite:///waiting.sqlite3", id="sqlite")
    yield pytest.param("memory://", id="memory")
    for name, url in (("redis", redis), ("postgresql", postgres)):
        missing = pytest.mark.skipif(not url, reason=f"no server for {name} was given")
        yield pytest.param(url, id=name, marks=(missing, pytest.mark.database))


@pytest.fixture(params=_stores())
def url(request, worker_id, job_database):
    """Every store there is; of a server each worker has a part of its own."""
    if request.param.startswith("postgresql"):
        return job_database
    if request.param.startswith("redis") and worker_id != "main":
        return f"{request.param.rpartition('/')[0]}/{int(worker_id[2:]) % 15 + 1}"
    return request.param


@pytest.fixture(scope="session")
def job_database(worker_id):
    """A PostgreSQL database in which only this worker keeps jobs, where there is a server."""
    given = os.environ.get("FORUM_TEST_DATABASE_URL")
    return create_database(given, f"jobs_{worker_id}") if given else None


@pytest.fixture
def new_app(tmp_path):
    """Makes applications that share one folder."""

    def new(url=None, fill=None):
        app = Flask("jobs-under-test")
        app.config.update(
            INSTANCE=str(tmp_path),
            JOBS_URL=url,
            TIMEZONE="Asia/Bangkok",
            SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/house.sqlite3",
        )
        db.init_app(app)
        queue = JobQueue()
        queue.init_app(app)
        if fill:
            fill(queue)
        return app

    return new


@pytest.fixture
def open_queue(new_app):
    """An application with an empty queue, its context open; the consumer is stopped at the end."""
    opened = []

    def opening(url, fill):
        app = new_app(url, fill)
        queue = app.extensions["jobs"]
        queue.clear()
        context = app.app_context()
        context.push()
        opened.append((queue, context))
        return queue

    yield opening
    for queue, context in opened:
        queue.stop_consumer()
        queue.clear()
        queue.close()
        db.session.remove()
        db.engine.dispose()
        context.pop()


@pytest.fixture
def soon():
    """Waits until something is true, at most ten seconds."""

    def wait(is_true, seconds=10):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if is_true():
                return True
            time.sleep(0.02)
        return False

    return wait
