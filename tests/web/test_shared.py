"""One rendered page for many readers, and never somebody else's."""

import pytest
from flask_wtf.csrf import generate_csrf

from forum.core.db import db
from forum.core.permissions import Role
from forum.events.models import Forum
from forum.signups.logic.states import SignupState
from forum.web import shared
from forum.web.guard import public
from forum.web.logs import HEADER
from forum.web.shared import shared_with_readers


@pytest.fixture
def forum(make):
    return make.forum(title={"th": "เวทีน้ำ", "en": "Water forum"})


@pytest.fixture
def path(forum):
    return f"/forums/{forum.public_id}"


def rename(path):
    """Change what the page shows, behind its back."""
    forum = db.session.query(Forum).filter_by(public_id=path.split("/")[2]).one()
    forum.title = {"th": "เวทีดิน", "en": "Soil forum"}
    db.session.commit()


def test_the_second_visitor_is_answered_without_a_query(app, path, count_queries):
    first = app.test_client().get(path)

    with count_queries() as counted:
        second = app.test_client().get(path)

    assert second.text == first.text
    assert counted == []
    assert second.headers[HEADER] != first.headers[HEADER]
    for name in ("Content-Security-Policy", "Cache-Control", "Vary", "Content-Type"):
        assert second.headers[name] == first.headers[name]


def test_a_shared_page_is_rendered_anew_when_its_seconds_are_over(client, path, monkeypatch):
    client.get(path)
    rename(path)

    kept = client.get(path).text
    monkeypatch.setattr(shared, "SECONDS", -1.0)
    anew = client.get(path).text

    assert "เวทีน้ำ" in kept
    assert "เวทีดิน" in anew


def test_each_language_has_a_page_of_its_own(app, path):
    thai, english = app.test_client(), app.test_client()
    english.get(f"{path}?lang=en")

    for _ in range(2):
        assert '<html lang="th">' in thai.get(path).text
        assert '<html lang="en">' in english.get(path).text


def test_a_chosen_language_is_remembered_for_everybody_who_follows_the_same_link(app, path):
    for _ in range(2):
        client = app.test_client()

        assert client.get(f"{path}?lang=en").headers["Set-Cookie"].startswith("language=en")
        assert '<html lang="en">' in client.get(path).text


def test_each_encoding_and_each_host_has_a_page_of_its_own(client, path):
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path)
    again = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == again.headers["Content-Encoding"] == "gzip"
    assert packed.data == again.data
    assert "Content-Encoding" not in plain.headers
    assert "เวทีน้ำ" in plain.text


def test_whoever_has_a_place_sees_the_way_to_the_ticket_and_visitors_do_not(
    app, make, forum, path, sign_in
):
    mine, other = make.signup(forum, state=SignupState.SEATED), make.signup(make.forum())
    ticket, elsewhere = make.ticket(mine)[0], make.ticket(other)[0]
    readers = {
        "visitor": app.test_client(),
        "elsewhere": sign_in(tickets=[elsewhere]),
        "here": sign_in(tickets=[ticket]),
    }

    for _ in range(2):
        seen = {name: f"{path}/ticket" in reader.get(path).text for name, reader in readers.items()}

        assert seen == {"visitor": False, "elsewhere": False, "here": True}


def test_two_people_with_places_at_the_same_forum_share_a_page(
    make, forum, path, sign_in, count_queries
):
    first, second = (make.ticket(make.signup(forum))[0] for _ in range(2))
    one, other = sign_in(tickets=[first]), sign_in(tickets=[second])
    page = one.get(path)

    with count_queries() as counted:
        again = other.get(path)

    assert again.text == page.text
    assert sum(statement.startswith("SELECT") for statement in counted) == 1  # who is asking
    assert again.headers["Cache-Control"] == "no-store"


def test_a_page_shared_with_visitors_alone_is_rendered_for_each_who_is_signed_in(
    app, make, forum, path, sign_in
):
    visitor, mine = app.test_client(), sign_in(tickets=[make.ticket(make.signup(forum))[0]])
    for reader in (visitor, mine):
        reader.get(f"{path}/topics")
    make.topic(forum, title="น้ำท่วมทุกปี")

    assert "น้ำท่วมทุกปี" not in visitor.get(f"{path}/topics").text
    assert "น้ำท่วมทุกปี" in mine.get(f"{path}/topics").text


def test_what_an_organiser_sees_is_never_shared(app, make, forum, path, sign_in):
    organiser = sign_in(make.account(Role.ORGANISER, forum.scope))

    assert "/desk" in organiser.get(path).text
    assert "/desk" not in app.test_client().get(path).text
    assert "/desk" in organiser.get(path).text


def test_what_one_reader_is_told_is_told_to_nobody_else(app, path):
    told, other = app.test_client(), app.test_client()
    other.get(path)
    with told.session_transaction() as session:
        session["_flashes"] = [("success", "just for you")]

    assert "just for you" in told.get(path).text
    assert "just for you" not in told.get(path).text
    assert "just for you" not in other.get(path).text


def test_a_page_with_a_forms_token_is_never_shared(app, monkeypatch):
    monkeypatch.setitem(
        app.view_functions, "portal.privacy", public(shared_with_readers(generate_csrf))
    )

    tokens = {app.test_client().get("/privacy").text for _ in range(3)}

    assert len(tokens) == 3


def test_an_answer_in_front_of_the_application_leaves_the_same_line(client, path, caplog):
    with caplog.at_level("INFO", logger="forum.access"):
        client.get(path)
        second = client.get(path)

    lines = [record.getMessage() for record in caplog.records if record.name == "forum.access"]
    assert lines == [f"GET {path}"] * 2
    assert caplog.records[-1].request == second.headers[HEADER]


def test_there_are_never_more_than_so_many_pages(client, app, path, monkeypatch):
    monkeypatch.setattr(shared, "MOST_PAGES", 3)

    for number in range(6):
        client.get(f"{path}?n={number}")

    assert len(app.extensions["shared_pages"]._pages) == 3
