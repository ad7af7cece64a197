import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.jobs.schedule import at_times, every_minutes, from_huey


def as_huey_says(*parts):
    """UTC without saying so."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


START = as_huey_says(2026, 11, 22, 3, 0)
MINUTES = st.integers(1, 60 * 24 * 7)
MOMENTS = st.datetimes(as_huey_says(2026, 1, 1), as_huey_says(2030, 1, 1), timezones=st.just(UTC))


@given(MINUTES, MOMENTS)
def test_a_slot_lasts_as_long_as_its_minutes(minutes, moment):
    slot = every_minutes(minutes)

    assert slot(moment + timedelta(minutes=minutes)) == slot(moment) + 1


def test_a_crontab_line_is_read_on_the_local_clock():
    slot = at_times("30 6 * * *", "Asia/Bangkok")

    assert slot(from_huey(as_huey_says(2026, 11, 21, 23, 30))) is not None
    assert slot(from_huey(as_huey_says(2026, 11, 22, 6, 30))) is None


@pytest.mark.parametrize("line", ["* * * *", "61 * * * *", "often"])
def test_a_line_that_is_no_crontab_is_refused(line):
    with pytest.raises(ValueError, match="not a"):
        at_times(line, "UTC")


def test_a_job_has_one_rhythm(open_queue):
    queue = open_queue("memory://", lambda _q: None)

    for rhythm in ({}, {"minutes": 5, "crontab": "* * * * *"}, {"minutes": 0}):
        with pytest.raises(ValueError, match="periodic"):
            queue.every("sweep", lambda: None, **rhythm)


def test_a_periodic_job_runs_by_itself(open_queue, url, soon):
    done = []
    queue = open_queue(url, lambda q: q.every("sweep", lambda: done.append(1), minutes=1))

    queue.start_consumer()

    assert soon(lambda: done)


def test_two_consumers_looking_three_times_a_minute_run_it_once_a_slot(new_app, url):
    done = []
    fill = lambda q: q.every("sweep", lambda: done.append(1), minutes=5)  # noqa: E731
    queues = [new_app(url, fill).extensions["jobs"] for _ in range(2)]
    stores = [queue.store for queue in queues]
    stores[0].flush()
    if url == "memory://":
        stores[1] = stores[0]

    turns = 0
    for tick in range(3 * 60):
        for store in stores:
            turns += len(store.read_periodic(START + timedelta(seconds=20 * tick)))

    assert turns == 12
    assert stores[0].storage.result_store_size() <= 4  # claims do not pile up
    for queue in queues:
        queue.clear()
        queue.close()


def _consume(new_app, url, ticks, together, found):
    store = new_app(url, lambda q: q.every("sweep", print, minutes=1)).extensions["jobs"].store
    turns = []
    for tick in range(ticks):
        together.wait()
        if store.read_periodic(START + timedelta(minutes=tick)):
            turns.append(tick)
    found.put(turns)


def test_four_processes_never_run_the_same_slot_twice(new_app, url):
    if url == "memory://":
        pytest.skip("memory is not shared")
    queue = new_app(url, None).extensions["jobs"]
    queue.clear()
    queue.close()
    context = multiprocessing.get_context("fork")
    found, together = context.SimpleQueue(), context.Barrier(4)
    ticks = 250

    processes = [
        context.Process(target=_consume, args=(new_app, url, ticks, together, found))
        for _ in range(4)
    ]
    for process in processes:
        process.start()
    turns = [turn for _ in processes for turn in found.get()]
    for process in processes:
        process.join()

    assert sorted(turns) == list(range(ticks))
