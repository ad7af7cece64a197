"""A4, W8, A6: reading changes nothing, nothing is changed without a token or beyond the form."""

import pytest

from forum.core.permissions import INSTALLATION, Role
from tests.attacks.bodies import WORDS, body_for
from tests.attacks.conftest import opened
from tests.attacks.routes import routes
from tests.attacks.test_foreign_hands import everything


@pytest.fixture
def everybody(world, public):
    people = world.people_of(public.forum)
    people["administrator"] = world.staff(Role.ADMINISTRATOR, INSTALLATION)
    return people


def test_no_page_changes_anything_by_being_read(app, public, everybody, changes):
    before = everything()

    guilty = []
    with changes() as written:
        for who, browser in everybody.items():
            for route in routes(app, "GET"):
                for method in ("GET", "HEAD"):
                    if method == "HEAD" and who not in {"ticket", "organiser"}:
                        continue
                    path = route.path(app, public.ids)
                    opened(browser, path, method)
                    if written:
                        guilty.append((who, method, route.rule, written[0]))
                        written.clear()

    assert guilty == []
    assert everything() == before


# Answers of these depend on nothing that is sent: a job's or a library's own.
def test_what_is_meant_to_be_sent_does_nothing_when_it_is_only_asked_for(
    app, public, everybody, changes
):
    browser = everybody["administrator"]
    option = public.polls["open"].options[0].public_id
    before = everything()

    served, guilty = [], []
    with changes() as written:
        for route in routes(app, "POST"):
            ids = {**public.ids, "option_id": option}
            path = route.path(app, ids)
            body = {n: v for n, v in body_for(route, ids).items() if isinstance(v, str)}
            for how in ({"query_string": body}, {"data": body}):
                answer, _text = opened(browser, path, "GET", **how)
                if answer.status_code >= 500:
                    served.append((route.rule, answer.status_code))
            if written:
                guilty.append((route.rule, written[0]))
                written.clear()

    assert served == []
    assert guilty == []
    assert everything() == before


# Sent by mail programs, which know no page: the link itself is the right (RFC 8058).
_ONE_CLICK = {"letters.refuse"}


def test_nothing_is_taken_without_the_pages_token(app, public, everybody, changes, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    option = public.polls["open"].options[0].public_id
    before = everything()

    taken = []
    with changes() as written:
        for who in ("visitor", "ticket", "administrator"):
            for route in routes(app, "POST"):
                if route.endpoint in _ONE_CLICK:
                    continue
                ids = {**public.ids, "option_id": option}
                answer, _text = opened(
                    everybody[who], route.path(app, ids), "POST", data=body_for(route, ids)
                )
                if answer.status_code != 400 or written:
                    taken.append((who, route.rule, answer.status_code, written[:1]))
                    written.clear()

    assert taken == []
    assert everything() == before


def test_with_another_sessions_token_nothing_is_taken_either(
    app, public, everybody, world, monkeypatch
):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    thief, victim = world.sign_in(), everybody["organiser"]
    page = thief.get("/sign-in").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    path = f"/forums/{public.ids['forum_id']}/desk/cancel"

    answer = victim.post(path, data={**WORDS, "csrf_token": token})

    assert answer.status_code == 400


def test_with_its_own_pages_token_a_form_is_taken(app, public, everybody, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser, path = everybody["organiser"], f"/forums/{public.ids['forum_id']}/desk/polls/new"
    page = browser.get(path).text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]

    answer = browser.post(path, data={**WORDS, "csrf_token": token})

    assert answer.status_code == 302
