import pytest

from forum.accounts.service.links import make_sign_in_link
from forum.core.transaction import transaction
from forum.live.extension import live_of
from tests.attacks.world import FIRST, FOREIGN, SECOND, World


@pytest.fixture
def world(make, now, sign_in):
    return World(make, now, sign_in)


@pytest.fixture
def public(world):
    """Forum A: published, running, its staff's own things marked with SECOND."""
    return _with_more(world, world.fill(FIRST, secret=SECOND, code="4321"))


@pytest.fixture
def draft(world):
    """Forum B: a draft of another programme, all of it marked."""
    return _with_more(world, world.fill(FOREIGN, code="5432", published_at=None))


@pytest.fixture
def changes(app):
    """The statements that write to the database, while `with changes() as written`."""
    from contextlib import contextmanager

    from sqlalchemy import event

    from forum.core.db import db

    @contextmanager
    def watching():
        written = []

        def note(_conn, _cursor, statement, parameters, *_rest):
            if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE", "REPLAC"}:
                written.append((statement.split("\n")[0][:80], parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield written
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return watching


@pytest.fixture(autouse=True)
def live_stops(app):
    """No stream and no fragment of one test is left for the next."""
    yield
    live_of(app).stop()


def _is_text(answer):
    return answer.mimetype.startswith("text/") or answer.mimetype.endswith(("json", "xml", "pdf"))


def _with_more(world, made):
    made.ids["draft_poll_id"] = made.polls["draft"].public_id
    account = world.make.account(given_name=f"{made.word} keeper")
    with transaction():
        made.ids["link"] = make_sign_in_link(account, now=world.now)
    return made


def opened(browser, path, method="GET", **values):
    """The answer and its text; of a stream only what it begins with."""
    answer = browser.open(path, method=method, **values)
    if answer.mimetype != "text/event-stream" or method == "HEAD":
        text = answer.get_data().decode(errors="replace") if _is_text(answer) else ""
        answer.close()
        return answer, text
    text = ""
    for chunk in answer.response:
        text += chunk.decode() if isinstance(chunk, bytes) else chunk
        if "data:" in text.replace("data: 1\n", "") or len(text) > 100_000:
            break
    answer.close()
    return answer, text
