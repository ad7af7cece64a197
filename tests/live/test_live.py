import threading
import time
from types import SimpleNamespace

import pytest
from flask import Flask, has_request_context, request, session, url_for
from flask_babel import Babel, get_locale

from forum.core.db import db
from forum.core.transaction import transaction
from forum.live import notices, stream
from forum.live.crowd import Seat
from forum.live.extension import Live
from forum.live.topics import Topic

POLL = Topic("poll", "abc", "phone", "th")
CONSOLE = Topic("poll", "abc", "console", "th")


@pytest.fixture
def house(tmp_path):
    """An application with one live kind, and what its renderer did."""
    app = Flask("live-under-test")
    app.config.update(
        SECRET_KEY="k",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/house.sqlite3",
        PUBLIC_URL="https://forum.example",
        LIVE_MAX_GENERATORS=2,
    )
    db.init_app(app)
    Babel(app, locale_selector=lambda: "en")
    made = SimpleNamespace(app=app, live=Live(), rendered=[], text="one", seen=[])

    def render(topic):
        made.rendered.append(topic)
        made.seen.append(
            (
                str(get_locale()),
                request.cookies.get("who"),
                session.get("account"),
                url_for("vote"),
            )
        )
        return f"<p>{topic.audience}: {made.text}</p>"

    app.add_url_rule("/vote", "vote", lambda: "")

    @app.get("/live")
    def listen():
        return stream.stream_response(POLL, request.environ, owner="account-1")

    @app.get("/fragment")
    def fragment():
        session["account"] = "somebody"
        return stream.fragment_response(POLL)

    made.live.init_app(app, {"poll": render})
    with app.app_context():
        yield made
        made.live.stop()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def listen(house):
    """Follow a topic; what arrives is put in the list that is returned."""
    threads = []

    def start(topic=POLL, seen=None):
        got = []
        seat = Seat(topic)
        frames = house.live.generators.join(seat, b"hi")
        house.live.welcome(seat, house.live.generators, seen)

        def read():
            got.extend(frames)
            frames.close()

        thread = threading.Thread(target=read)
        thread.start()
        threads.append(thread)
        return got

    yield start
    house.live.stop()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def soon(is_true, seconds=3):
    end = time.monotonic() + seconds
    while not is_true() and time.monotonic() < end:
        time.sleep(0.01)
    return is_true()


def test_a_change_is_rendered_once_for_all_who_follow(house, listen):
    first, second = listen(), listen()
    house.text = "two"
    house.live.changed("abc")

    assert soon(lambda: all(any(b"two" in frame for frame in got) for got in (first, second)))
    assert house.rendered == [POLL, POLL]


def test_each_audience_has_a_rendering_of_its_own(house, listen):
    phone, console = listen(POLL), listen(CONSOLE)

    assert soon(lambda: len(phone) == len(console) == 2)
    assert b"phone: one" in phone[1]
    assert b"console: one" in console[1]


def test_a_burst_of_changes_is_rendered_at_most_four_times_a_second(house, listen):
    got = listen()
    began = time.monotonic()
    while time.monotonic() - began < 1:
        house.text = f"burst {time.monotonic()}"
        house.live.changed("abc")
        time.sleep(0.002)
    house.text = "last"
    house.live.changed("abc")

    assert soon(lambda: b"last" in got[-1])
    assert 4 <= len(house.rendered) <= 7


def test_a_vote_that_changes_nothing_shown_sends_nothing(house, listen):
    got = listen()
    for _ in range(3):
        house.live.changed("abc")
        time.sleep(0.3)

    assert len(house.rendered) >= 3
    assert len(got) == 2


def test_other_objects_are_left_alone(house, listen):
    listen()
    house.live.changed("another")
    time.sleep(0.4)

    assert house.rendered == [POLL]


def test_a_change_that_is_rolled_back_is_never_told(house, listen):
    listen()
    with pytest.raises(ZeroDivisionError):
        _change_and_fail()
    time.sleep(0.3)
    before = len(house.rendered)
    with transaction():
        notices.changed("abc")
        during = len(house.rendered)

    assert (before, during) == (1, 1)
    assert soon(lambda: len(house.rendered) == 2)


def _change_and_fail():
    with transaction():
        notices.changed("abc")
        raise ZeroDivisionError


def test_a_fragment_is_rendered_for_its_audience_and_not_for_who_looks_first(house):
    browser = house.app.test_client()
    browser.set_cookie("who", "somebody")

    browser.get("/fragment", headers={"Accept-Language": "en"})

    assert house.seen == [("th", None, None, "/vote")]
    assert not has_request_context()


def test_who_polls_is_answered_from_one_rendering_until_something_changes(house):
    browser = house.app.test_client()

    first, second = browser.get("/fragment"), browser.get("/fragment")
    mark = first.headers["ETag"].strip('"')
    same = browser.get(f"/fragment?seen={mark}")
    conditional = browser.get("/fragment", headers={"If-None-Match": first.headers["ETag"]})
    rendered = len(house.rendered)
    house.text = "two"
    house.live.changed("abc")
    after = browser.get(f"/fragment?seen={mark}")

    assert (first.status_code, same.status_code, conditional.status_code) == (200, 204, 304)
    assert first.data == second.data
    assert (same.data, conditional.data) == (b"", b"")
    assert rendered == 1
    assert b"phone: two" in after.data


def test_where_the_server_gives_no_socket_few_listen_and_the_rest_polls(house):
    answers = [house.app.test_client().get("/live") for _ in range(3)]

    assert [a.status_code for a in answers] == [200, 200, 204]
    assert next(answers[0].response).startswith(b"retry: ")
    assert b"phone: one" in next(answers[0].response)
    for answer in answers:
        answer.close()
    assert house.app.test_client().get("/live").status_code == 200


def test_asking_only_for_the_head_holds_no_stream(house):
    answer = house.app.test_client().head("/live")

    assert (answer.status_code, house.live.listeners()) == (200, 0)


def test_a_renderer_that_fails_keeps_the_stream_and_the_next_change_arrives(house, listen, caplog):
    got = listen()
    render, house.live._renderers["poll"] = house.live._renderers["poll"], lambda _topic: 1 / 0
    house.live.changed("abc")
    assert soon(lambda: "could not be rendered" in caplog.text)

    house.live._renderers["poll"] = render
    house.text = "two"
    house.live.changed("abc")

    assert soon(lambda: b"two" in got[-1])


def test_a_listener_who_comes_while_something_changes_ends_with_the_newest(house, listen):
    for n in range(20):
        house.text = f"text {n}"
        house.live.changed("abc")
        got = listen()
        assert soon(lambda got=got, n=n: f"text {n}<".encode() in got[-1])
        house.live.close_where(lambda _seat: True)
        assert soon(lambda: house.live.listeners() == 0)


def test_two_kinds_cannot_share_a_renderers_name(house):
    with pytest.raises(ValueError, match="two renderers"):
        house.live.register("poll", str)


def test_a_topic_nobody_renders_is_an_error_where_it_is_asked_for(house):
    with pytest.raises(LookupError):
        house.live.current(Topic("nothing", "abc", "phone", "th"))


def test_nothing_runs_before_somebody_listens(house):
    threads = {t.name for t in threading.enumerate()}
    notices.changed("abc")

    assert {t.name for t in threading.enumerate()} == threads
    assert house.rendered == []
