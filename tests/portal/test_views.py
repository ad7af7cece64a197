"""The first pages: home, a forum, my page."""

from datetime import timedelta

import pytest

from forum.core.clock import now as present
from forum.core.db import db
from forum.events.logic.stages import Stage
from forum.signups.logic.states import SignupState


@pytest.fixture
def coming(make):
    """A public forum next week, at the real time, since pages ask the clock."""
    return make.forum(
        starts_at=present() + timedelta(days=7),
        signup_closes_at=present() + timedelta(days=5),
        title={"th": "เวทีเงินอุดหนุน", "en": "Grant forum"},
    )


def test_the_first_page_shows_what_is_on_with_seats_by_sector(client, coming):
    page = client.get("/").text

    assert "เวทีเงินอุดหนุน" in page
    assert "ภาคประชาสังคม" in page


def test_an_empty_installation_says_what_to_do(client):
    page = client.get("/").text

    assert "/forums" in page
    assert page.count("<h1") == 1


def test_drafts_and_rehearsals_are_not_on_the_first_page(client, make):
    soon = present() + timedelta(days=3)
    make.forum(starts_at=soon, published_at=None, title={"th": "ร่างลับ"})
    make.forum(starts_at=soon, is_rehearsal=True, title={"th": "ซ้อมก่อน"})

    page = client.get("/").text

    assert "ร่างลับ" not in page
    assert "ซ้อมก่อน" not in page


def test_a_draft_is_not_found_but_by_those_who_prepare_it(client, make, sign_in):
    draft = make.forum(published_at=None)
    organiser = make.account("organiser", draft.scope)
    other = make.account("organiser", make.forum().scope)

    assert client.get(f"/forums/{draft.public_id}").status_code == 404
    assert sign_in(other).get(f"/forums/{draft.public_id}").status_code == 404
    assert sign_in(organiser).get(f"/forums/{draft.public_id}").status_code == 200


def test_a_visitor_is_invited_to_sign_up(client, coming):
    page = client.get(f"/forums/{coming.public_id}").text

    assert f"/forums/{coming.public_id}/sign-up" in page


def test_somebody_with_a_ticket_is_led_to_it(make, sign_in, coming):
    ticket, _token = make.ticket(make.signup(coming))

    page = sign_in(tickets=[ticket]).get(f"/forums/{coming.public_id}").text

    assert f"/forums/{coming.public_id}/ticket" in page
    assert f"/forums/{coming.public_id}/sign-up" not in page


def test_a_visitors_page_is_rendered_once_and_shared(client, coming, count_queries):
    path = f"/forums/{coming.public_id}"
    client.get(path)

    with count_queries() as second:
        answer = client.get(path)

    assert answer.status_code == 200
    assert second == []


def test_a_shared_page_is_not_shown_to_somebody_signed_in(make, sign_in, client, coming):
    client.get(f"/forums/{coming.public_id}")
    organiser = make.account("organiser", coming.scope)

    page = sign_in(organiser).get(f"/forums/{coming.public_id}").text

    assert f"/forums/{coming.public_id}/desk" in page
    assert f"/forums/{coming.public_id}/desk" not in client.get(f"/forums/{coming.public_id}").text


def test_both_languages_are_shared_apart(client, coming):
    thai = client.get(f"/forums/{coming.public_id}?lang=th").text
    english = client.get(f"/forums/{coming.public_id}?lang=en").text

    assert "เวทีเงินอุดหนุน" in thai
    assert "Grant forum" in english


def test_my_page_lists_my_forums_and_no_others(make, sign_in, coming):
    other = make.forum(title={"th": "เวทีของคนอื่น"})
    make.signup(other)
    account = make.account()
    make.signup(coming, person=account.person, state=SignupState.SEATED)

    page = sign_in(account).get("/me").text

    assert "เวทีเงินอุดหนุน" in page
    assert "เวทีของคนอื่น" not in page


def test_a_visitor_has_no_page_of_their_own(client):
    assert client.get("/me").status_code == 302


def test_hostile_words_stay_words(client, make):
    hostile = "<script>alert(1)</script>{{7*7}}"
    forum = make.forum(
        starts_at=present() + timedelta(days=2),
        title={"th": hostile},
        summary={"th": hostile},
        description={"th": hostile},
        place={"th": hostile},
    )

    for path in ("/", f"/forums/{forum.public_id}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "{{7*7}}" in page


def test_the_number_of_queries_on_the_first_page_does_not_grow(client, make, count_queries, app):
    def queries():
        app.extensions["shared_pages"].clear()
        with count_queries() as counted:
            assert client.get("/").status_code == 200
        return len(counted)

    for day in range(2):
        make.forum(starts_at=present() + timedelta(days=day + 1))
    few = queries()
    for day in range(12):
        make.forum(starts_at=present() + timedelta(days=day + 5))

    assert queries() <= few + 2


def test_the_program_says_that_it_is_alive_and_ready(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_behind_is_not_ready(client):
    from sqlalchemy import text

    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "flask db upgrade" in answer.text


def test_the_style_page_shows_every_part(client):
    assert client.get("/style-guide").status_code == 200


def test_a_finished_forum_is_not_offered_for_sign_up(client, make):
    forum = make.forum(stage=Stage.FINISHED, starts_at=present() - timedelta(days=9))

    assert "/sign-up" not in client.get(f"/forums/{forum.public_id}").text


def test_seats_that_all_sectors_share_are_told(client, make):
    forum = make.forum(starts_at=present() + timedelta(days=7), seats={}, capacity=3)

    page = client.get(f"/forums/{forum.public_id}?lang=en").text

    assert "Seats left, for all sectors together: 3" in page


def test_the_page_on_data_always_says_whom_to_turn_to(app, client, monkeypatch):
    monkeypatch.setitem(app.config["INSTALLATION"], "CONTACT", "")
    without = client.get("/privacy?lang=en").text
    app.extensions["shared_pages"].clear()
    monkeypatch.setitem(app.config["INSTALLATION"], "CONTACT", "forum@example.org")
    named = client.get("/privacy?lang=en").text

    assert "Turn to the organisers of the forum" in without
    assert '<dd class="user-text">forum@example.org</dd>' in named


def test_a_link_that_leads_nowhere_yet_says_why_and_where_to_go_on(client, make):
    draft = make.forum(published_at=None)

    hidden = client.get(f"/forums/{draft.public_id}/minutes?lang=en")
    unknown = client.get("/forums/nothing/minutes?lang=en")

    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert "may not be public yet" in hidden.text
    assert 'href="/forums"' in hidden.text
    assert hidden.text.replace(draft.public_id, "nothing") == unknown.text
