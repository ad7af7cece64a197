"""The door: who comes in, and what the others see."""

import io

import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.permissions import Permission
from forum.web.guard import Door


def test_a_visitor_is_led_to_the_sign_in_page_and_back(client):
    answer = client.get("/roles?x=1")

    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/roles?x%3D1"


def test_a_visitor_who_sends_something_is_refused(client):
    assert client.post("/roles", data={}).status_code == 403


def test_somebody_without_the_right_is_told_so(make, sign_in):
    browser = sign_in(make.account())

    answer = browser.get("/roles")

    assert answer.status_code == 403


def test_a_role_in_one_forum_opens_no_page_of_the_installation(make, sign_in):
    forum = make.forum()
    account = make.account("organiser", forum.scope)

    assert sign_in(account).get("/roles").status_code == 403


def test_an_administrator_comes_in(make, sign_in):
    assert sign_in(make.account("administrator")).get("/roles").status_code == 200


@pytest.mark.parametrize(
    ("door", "actor", "admitted"),
    [
        (Door(is_public=True), VISITOR, True),
        (Door(), VISITOR, False),
        (Door(permission=Permission.FORUM_EDIT), VISITOR, False),
        (Door(permission=Permission.FORUM_EDIT), SYSTEM, True),
    ],
)
def test_a_door_admits_whom_it_names(door, actor, admitted):
    assert door.admits(actor) is admitted


def test_every_answer_carries_a_strict_policy(client):
    for path in ("/sign-in", "/no-such-page", "/healthz"):
        headers = client.get(path).headers

        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_of_somebody_signed_in_are_not_stored(make, sign_in):
    answer = sign_in(make.account("administrator")).get("/roles")

    assert answer.headers["Cache-Control"] == "no-store"


def test_a_nul_sign_in_an_address_is_refused(client):
    assert client.get("/forums?search=a%00b").status_code == 400
    assert client.get("/forums?search=ab").status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"email": "a\x00b@example.org"}},
        {"data": {"e\x00mail": "a"}},
        {"data": {"email": ["a", "b\x00"]}},
        {"data": {"file": (io.BytesIO(b"x"), "a\x00b.pdf")}},
        {"data": {"fi\x00le": (io.BytesIO(b"x"), "b.pdf")}},
        {"json": {"email": "a\x00b@example.org"}},
    ],
)
def test_a_nul_sign_in_what_is_sent_is_refused(client, sent):
    assert client.post("/sign-in", **sent).status_code == 400


def test_a_file_may_hold_nul_signs(client):
    sent = {"email": "a@example.org", "file": (io.BytesIO(b"\x00"), "b.pdf")}

    assert client.post("/sign-in", data=sent).status_code < 400
