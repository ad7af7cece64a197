"""The only place where anything is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from forum.core.db import db

_QUEUE = "after_commit"


@contextmanager
def transaction() -> Iterator[None]:
    """One write: all of it is kept, or nothing.

    Begun IMMEDIATE on SQLite, so that what is checked inside stays true until the end. Reads made
    before are forgotten first: rows loaded for the form are read again under the lock. What was
    handed to `after_commit` runs once the data is safe. Raises RuntimeError when nested, or when
    rows were changed before it began.
    """
    session = db.session()
    if _QUEUE in session.info:
        raise RuntimeError("a transaction is already open")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed outside of a transaction")
    session.rollback()
    session.connection(execution_options={"write_tx": True})
    queue: list[Callable[[], object]] = []
    session.info[_QUEUE] = queue
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[_QUEUE]
    for act in queue:
        act()


def after_commit(act: Callable[[], object]) -> None:
    """Run `act` once the open transaction is committed; at once when none is open.

    Mail, jobs and notices leave the house here, so that a rollback takes them back.
    """
    queue = db.session().info.get(_QUEUE)
    if queue is None:
        act()
    else:
        queue.append(act)


def let_go() -> None:
    """Give the connection back before waiting for somebody else to write; reads are forgotten.

    Whoever waits while holding one leaves none for the writer they wait for. Raises RuntimeError
    inside a transaction.
    """
    session = db.session()
    if _QUEUE in session.info:
        raise RuntimeError("a transaction is open")
    session.rollback()
