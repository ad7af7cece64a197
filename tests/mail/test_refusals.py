"""Whoever wants no more letters of a kind gets none, by one click, and may change their mind."""

import re

import pytest

from forum.core.db import db
from forum.core.ids import hashed
from forum.mail.logic import Topic, address_hash, read_refusal_token, refusal_token
from forum.mail.models import Refusal


@pytest.fixture
def https(app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://wethi.example")


@pytest.fixture
def reminded(app, queue, letters):
    """Send a reminder to reader 1; the letter that left for it, and its link's path."""
    app.extensions["mailman"].outbox = []

    def act(language="th"):
        before = len(letters())
        queue(kind="test.reminder", occasion=language)
        sent = letters()[before:]
        if not sent:
            return None, None
        link = re.search(r"https?://\S+/letters/\S+", sent[0].body).group()
        return sent[0], re.sub(r"^https?://[^/]+|[?].*", "", link)

    return act


def test_a_letter_that_is_not_needed_says_how_to_refuse_it_in_its_language(reminded):
    thai, _ = reminded("th")
    english, _ = reminded("en")

    assert "ไม่จำเป็นต้องรับ" in thai.body
    assert "Refuse them here" in english.body
    assert re.fullmatch(
        r"<http\S+/letters/reminders\.\S+>", english.extra_headers["List-Unsubscribe"]
    )


def test_one_click_is_promised_over_https_only(reminded, https):
    letter, _ = reminded()

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<https://wethi.example/")


def test_without_https_no_click_is_promised(reminded):
    letter, _ = reminded()

    assert "List-Unsubscribe-Post" not in letter.extra_headers


def test_a_letter_that_is_needed_offers_no_refusal(queue, letters):
    queue()

    (letter,) = letters()

    assert "List-Unsubscribe" not in letter.extra_headers
    assert "/letters/" not in letter.body


def test_looking_at_the_link_refuses_nothing(reminded, client):
    _, path = reminded("th")

    page = client.get(path)

    assert page.status_code == 200
    assert db.session.query(Refusal).count() == 0
    assert reminded("en")[0] is not None


def test_one_click_of_a_mail_program_is_enough_and_counts_once(app, reminded, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    _, path = reminded("th")

    answers = [client.post(path, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [(answer.status_code, answer.data) for answer in answers] == [(200, b"")] * 2
    assert db.session.query(Refusal).count() == 1
    assert reminded("en") == (None, None)


def test_a_refusal_can_be_taken_back(reminded, client):
    _, path = reminded("th")
    refused = client.post(path, follow_redirects=True)

    client.post(f"{path}/again", follow_redirects=True)

    assert "ส่งจดหมายแบบนี้ให้อีก" in refused.text
    assert reminded("en")[0] is not None


def test_letters_that_are_needed_come_all_the_same(reminded, queue, client, letters):
    _, path = reminded()
    client.post(path)

    queue()

    assert letters()[-1].subject == "เรื่อง 1"


def test_what_is_kept_of_a_refusal_names_nobody(app, reminded, client):
    _, path = reminded()
    client.post(path)

    (row,) = db.session.query(Refusal)

    assert "reader1" not in str(vars(row))
    assert row.address_hash != hashed("reader1@example.org")
    assert "reader1" not in path


def test_a_link_with_one_sign_changed_opens_nothing(reminded, client):
    _, path = reminded()
    token = path.rpartition("/")[2]
    altered = [
        token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
        for n in range(len("reminders."), len(token))
    ]

    codes = {client.get(f"/letters/{each}").status_code for each in altered}

    assert codes == {404}
    assert client.get(f"/letters/{token.replace('reminders', 'news')}").status_code == 404
    assert db.session.query(Refusal).count() == 0


def test_a_token_tells_its_address_and_topic_to_us_alone():
    hash_ = address_hash("ours", "A@Example.org ")
    token = refusal_token("ours", hash_, Topic.NEWS)

    assert read_refusal_token("ours", token) == (address_hash("ours", "a@example.org"), Topic.NEWS)
    assert read_refusal_token("theirs", token) is None
    assert read_refusal_token("ours", "") is None
