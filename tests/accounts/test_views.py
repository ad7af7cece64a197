"""Signing in and out, as people do it."""

import re

import pytest

from forum.accounts.models import SignInLink
from forum.accounts.service.links import make_sign_in_link
from forum.core.db import db
from forum.core.transaction import transaction


@pytest.fixture
def link(make, now):
    """A fresh link of a new organiser: made at the real time, since views ask the clock."""
    from forum.core.clock import now as present

    account = make.account("organiser")
    with transaction():
        token = make_sign_in_link(account, now=present())
    return f"/sign-in/link/{token}"


def test_a_link_preview_does_not_use_the_link_up(client, link):
    for _ in range(3):
        assert client.get(link).status_code == 200

    assert db.session.query(SignInLink).one().used_at is None
    assert client.post(link).status_code == 302


def test_after_the_link_the_person_is_in_and_out_after_signing_out(client, link):
    client.post(link)
    inside = client.get("/account/password").status_code

    client.post("/sign-out")

    assert inside == 200
    assert client.get("/account/password").status_code == 302


def test_a_used_link_says_what_to_do(client, link):
    client.post(link)

    answer = client.post(link)

    assert answer.status_code == 409
    assert "โปรดขอลิงก์ใหม่" in answer.text
    assert '<a class="btn btn-primary" href="/sign-in"' in answer.text
    assert "มีผู้อื่นทำรายการนี้ไปก่อน" not in answer.text


def test_a_link_goes_where_the_person_wanted_but_never_elsewhere(client, link, app):
    assert client.post(f"{link}?next=//evil.example/x").location == "/me"


def test_known_and_unknown_addresses_get_the_same_answer(make, app, letters):
    account = make.account("organiser")

    answers = [
        app.test_client().post("/sign-in", data={"email": address, "request_key": "k" * 20})
        for address in (account.email, "nobody@example.org")
    ]

    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].data == answers[1].data
    assert answers[0].location == answers[1].location
    assert [letter.to for letter in letters()] == [[account.email]]


def test_the_letter_holds_a_link_that_works(make, client, letters):
    account = make.account("organiser")
    client.post("/sign-in", data={"email": account.email, "request_key": "k" * 20})

    (letter,) = letters()
    path = re.search(r"/sign-in/link/\S+", letter.body)[0]

    assert client.post(path).status_code == 302


def test_a_bad_address_is_told_at_its_field_and_kept(client):
    answer = client.post("/sign-in", data={"email": "not an address"})

    assert "not an address" in answer.text
    assert "name@example.org" in answer.text


def test_a_password_can_be_set_and_used(make, sign_in, app):
    account = make.account("organiser")
    browser = sign_in(account)
    secret = {"new_password": "ใจดีมีสุขเสมอ9", "new_password_confirm": "ใจดีมีสุขเสมอ9"}

    changed = browser.post("/account/password", data=secret)
    fresh = app.test_client()
    entered = fresh.post(
        "/sign-in/password", data={"email": account.email, "password": secret["new_password"]}
    )

    assert changed.status_code == 302
    assert entered.status_code == 302
    assert fresh.get("/account/password").status_code == 200


def test_a_wrong_password_is_refused_in_thai(make, client):
    account = make.account("organiser")

    answer = client.post("/sign-in/password", data={"email": account.email, "password": "wrong"})

    assert answer.status_code == 200
    assert re.search(r"[ก-๙]{6,}", answer.text.split('class="error-summary"')[1])
