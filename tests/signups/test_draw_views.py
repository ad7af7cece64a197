"""Draws as pages: at the organiser's desk, and for everybody."""

import hashlib
import json
import subprocess
import sys

import pytest
from sqlalchemy import select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.signups.logic import lottery
from forum.signups.logic.seats import PoolPlan, Share
from forum.signups.logic.states import DrawState, Gender, SignupState
from forum.signups.models.draws import Draw
from forum.signups.models.places import Signup
from forum.signups.queries.draw import own_key, report_of
from forum.signups.service.changing import withdraw
from forum.signups.service.drawing import finish_draw, note_check, take_check, take_draw
from forum.signups.service.seats import set_pool

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def forum(make):
    """Three of an NGO, five villagers have applied for three seats; all but one said a gender."""
    forum = make.forum(seats={"ngo": 2, "villagers": 2}, capacity=3)
    for number in range(8):
        gender = (Gender.WOMAN, Gender.MAN)[number % 2] if number else None
        sector = "ngo" if number < 3 else "villagers"
        make.signup(forum, sector, state=SignupState.APPLIED, gender=gender)
    return forum


@pytest.fixture
def desk(make, sign_in, forum):
    return sign_in(make.account(Role.ORGANISER, forum.scope))


def new_one(desk, forum, **values):
    """Prepare a draw as the page sends it."""
    entered = {
        "size": "3",
        "algorithm": "maximin",
        "seed_source": "hash",
        "least.sector.ngo": "1",
        "most.sector.ngo": "2",
        "most.sector.villagers": "2",
        **values,
    }
    return desk.post(f"/forums/{forum.public_id}/desk/draws/new?lang=en", data=entered)


def only_draw():
    return db.session.scalars(select(Draw)).one()


def fix(desk, forum, now, **values):
    """A draw that was prepared, checked and fixed."""
    new_one(desk, forum, **values)
    draw = only_draw()
    with transaction():
        task = take_check(draw.id)
        told = {"possible": True, "relaxed": [], "has_gurobi": False}
        note_check(draw.id, task.runner, told, now=now)
    assert desk.post(f"{here(draw)}/fix").status_code == 302
    return draw


def here(draw):
    return f"/forums/{draw.forum.public_id}/desk/draws/{draw.public_id}"


def there(draw):
    return f"/forums/{draw.forum.public_id}/draws/{draw.public_id}"


def finish(draw, now):
    """As the job would, with the first three people drawn."""
    with transaction():
        task = take_draw(draw.id, now=now)
        keys = [each["key"] for each in draw.candidates]
        told = {
            "algorithm_used": "maximin",
            "chosen": keys[:3],
            "reserve": lottery.reserve_order(draw.candidates_hash, draw.seed, keys[3:]),
            "probabilities": dict.fromkeys(keys, 0.375),
            "panels": 4,
            "versions": {
                "sortition-algorithms": "0.12.15", "highspy": "1", "cvxpy": "1", "numpy": "2",
            },
        }  # fmt: skip
        finish_draw(draw.id, task.runner, told, actor=SYSTEM, now=now)
    return draw


def test_the_form_offers_every_kind_of_person_and_the_quotas_as_targets(desk, forum):
    page = desk.get(f"/forums/{forum.public_id}/desk/draws/new?lang=en").text

    assert 'name="most.sector.ngo" ' in page or 'name="most.sector.ngo"' in page
    assert "Women" in page
    assert "Not said" in page
    assert page.count('value="2"') >= 2
    assert 'value="3"' in page


def test_an_organiser_prepares_a_draw_and_reads_what_stands_in_its_way(desk, forum):
    answer = new_one(desk, forum, **{"least.gender.woman": "6", "size": "7"})

    page = desk.get(answer.location + "?lang=en").text
    assert "Women: 6 are asked for, only 3 applied." in page
    assert "7 seats are to be drawn, only 3 are free." in page
    assert "Fix people and targets" not in page
    thai = desk.get(answer.location + "?lang=th").text
    assert "Women" not in thai


def test_numbers_the_wrong_way_round_are_shown_at_their_field(desk, forum):
    answer = new_one(desk, forum, **{"least.sector.ngo": "3", "most.sector.ngo": "1"})

    assert answer.status_code == 422
    assert "The largest number is below the smallest." in answer.text


def test_a_public_number_must_be_named_beforehand(desk, forum):
    answer = new_one(desk, forum, seed_source="public")

    assert answer.status_code == 422
    assert "Say which public number it will be" in answer.text


def test_the_public_page_shows_nothing_of_a_draft_and_the_hash_of_a_fixed_one(
    desk, forum, client, now
):
    new_one(desk, forum)
    draw = only_draw()
    assert client.get(there(draw)).status_code == 404
    assert client.get(f"/forums/{forum.public_id}/draws").text.count(draw.public_id) == 0
    with transaction():
        task = take_check(draw.id)
        note_check(draw.id, task.runner, {"possible": True, "relaxed": []}, now=now)
    desk.post(f"{here(draw)}/fix")

    page = client.get(there(draw) + "?lang=en").text

    assert draw.candidates_hash in page
    assert draw.seed_hash in page
    assert "has not been made yet" in page
    assert client.get(f"{there(draw)}/report.json").status_code == 404
    assert client.get(f"{there(draw)}/fixed.json").status_code == 404
    assert not any(each["key"] in page for each in draw.candidates)


def test_the_report_has_keys_only_and_its_hash_is_the_one_promised(desk, forum, client, now):
    draw = fix(desk, forum, now)
    desk.post(f"{here(draw)}/start")
    finish(draw, now)

    page = client.get(there(draw) + "?lang=en").text
    fixed = client.get(f"{there(draw)}/fixed.json")
    report = client.get(f"{there(draw)}/report.json")

    assert hashlib.sha256(fixed.data).hexdigest() == draw.candidates_hash
    assert report.json == json.loads(json.dumps(report_of(draw)))
    assert lottery._broken_promises(report.json) == []
    for text in (page, fixed.text, report.text):
        assert "ใจดี" not in text
        assert "example.org" not in text
    assert all(key in page for key in report.json["result"]["chosen"])
    assert "37.5" in page
    desk_page = desk.get(here(draw) + "?lang=en").text
    assert "ใจดี" in desk_page
    assert client.get("/draws/lottery.py").text.startswith('"""The draw itself.')


def test_with_the_downloaded_files_alone_anybody_draws_the_same_again(
    desk, forum, client, make, run_jobs, now, tmp_path
):
    pytest.importorskip("sortition_algorithms")
    new_one(desk, forum)
    run_jobs()
    draw = only_draw()
    desk.post(f"{here(draw)}/fix")
    desk.post(f"{here(draw)}/start")
    run_jobs()
    first = next(s for s in forum_signups(forum) if s.state is SignupState.SEATED)
    with transaction():
        withdraw(forum.public_id, actor=make.participant(first), now=now)
        wider = PoolPlan(5, sectors={"ngo": Share(0, 3), "villagers": Share(0, 3)})
        set_pool(forum.public_id, wider, actor=SYSTEM, now=now)

    files = {
        "lottery.py": client.get("/draws/lottery.py"),
        "report.json": client.get(f"{there(draw)}/report.json"),
        "fixed.json": client.get(f"{there(draw)}/fixed.json"),
    }
    for name, answer in files.items():
        (tmp_path / name).write_bytes(answer.data)
    report = files["report.json"].json
    altered = tmp_path / "altered.json"
    step = report["replacements"][-1]
    step["came"] = step["unavailable"][:1]
    altered.write_text(json.dumps(report), encoding="utf-8")

    assert [len(step["came"]) for step in files["report.json"].json["replacements"]] == [1, 2]
    again, otherwise = run_again(tmp_path, "report.json"), run_again(tmp_path, "altered.json")
    assert again.returncode == 0, again.stdout
    assert again.stdout.startswith("The same: ")
    assert run_again(tmp_path, "report.json", "-I").stdout.startswith("Start without -I")
    assert otherwise.returncode == 1
    assert "Replacement 2" in otherwise.stdout
    assert hashlib.sha256(files["fixed.json"].data).hexdigest() == report["commitment"]


def forum_signups(forum):
    return list(db.session.scalars(select(Signup).where(Signup.forum_id == forum.id)))


def run_again(folder, name, *options):
    """The program as a stranger runs it: elsewhere, with the library and nothing of the house."""
    return subprocess.run(
        [sys.executable, *options, "lottery.py", name],
        cwd=folder,
        env={"PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_running_draw_says_how_far_it_is_and_then_asks_for_the_page(desk, forum, now):
    draw = fix(desk, forum, now)
    desk.post(f"{here(draw)}/start")
    desk.post(f"{here(draw)}/start")

    running = desk.get(f"{here(draw)}/progress?lang=en")
    page = desk.get(here(draw) + "?lang=en").text
    finish(draw, now)
    done = desk.get(f"{here(draw)}/progress")

    assert "Being drawn: 0 %" in running.text
    assert "HX-Refresh" not in running.headers
    assert '<noscript><meta http-equiv="refresh"' in page
    assert done.headers["HX-Refresh"] == "true"


def test_the_public_number_is_typed_twice(desk, forum, now):
    draw = fix(desk, forum, now, seed_source="public", seed_note="Lottery of 1 December")

    wrong = desk.post(f"{here(draw)}/start?lang=en", data={"number": "123456", "again": "123465"})
    state = only_draw().state
    right = desk.post(f"{here(draw)}/start", data={"number": "๑๒๓๔๕๖", "again": "123456"})

    assert wrong.status_code == 422
    assert "The two numbers are not the same." in wrong.text
    assert state is DrawState.COMMITTED
    assert right.status_code == 302
    assert only_draw().seed == "123456"


def test_a_draw_that_was_given_up_stays_public_with_its_reason(desk, forum, client, now):
    draw = fix(desk, forum, now)

    desk.post(f"{here(draw)}/cancel", data={"reason": f"{EVIL} ผิดพลาด"})

    page = client.get(there(draw)).text
    assert "ผิดพลาด" in page
    assert EVIL not in page
    assert draw.candidates_hash in page


def test_what_people_type_is_shown_and_never_run(desk, forum, client, now):
    draw = fix(desk, forum, now, seed_source="public", seed_note=EVIL)

    for page in (client.get(there(draw)).text, desk.get(here(draw)).text):
        assert EVIL not in page
        assert "&lt;script&gt;" in page


def test_everybody_finds_their_own_key_on_their_ticket(desk, forum, make, sign_in, now):
    mine = make.signup(forum, "ngo", state=SignupState.APPLIED)
    ticket, _token = make.ticket(mine)
    draw = fix(desk, forum, now)

    page = sign_in(tickets=[ticket]).get(f"/forums/{forum.public_id}/ticket?lang=en").text

    assert own_key(mine.id).key in page
    assert there(draw) in page


def test_where_the_library_is_missing_the_page_says_how_to_add_it(desk, forum, monkeypatch):
    monkeypatch.setattr("forum.signups.service.lottery.find_spec", lambda _name: None)

    page = desk.get(f"/forums/{forum.public_id}/desk/draws?lang=en").text
    made = new_one(desk, forum)

    assert "uv sync --extra draw" in page
    assert made.status_code == 302
    assert desk.get(made.location).status_code == 200


PAGES = ("", "/new", "/{draw}", "/{draw}/change", "/{draw}/progress")
ACTS = ("check", "nearest", "discard", "fix", "start", "cancel", "replace")


@pytest.mark.parametrize("role", ["visitor", "coordinator", "facilitator", "rapporteur"])
def test_only_organisers_open_the_desks_pages_and_act(make, sign_in, client, desk, forum, role):
    new_one(desk, forum)
    draw = only_draw()
    browser = client if role == "visitor" else sign_in(make.account(Role(role), forum.scope))

    at = f"/forums/{forum.public_id}/desk/draws"
    for page in PAGES:
        answer = browser.get(at + page.format(draw=draw.public_id))
        assert answer.status_code in {302, 403, 404}, page
    for act in ACTS:
        assert browser.post(f"{here(draw)}/{act}").status_code in {302, 403, 404}
    assert only_draw().state is DrawState.PREPARED


def test_a_draw_of_another_forum_is_not_found(make, sign_in, desk, forum, client, now):
    draw = fix(desk, forum, now)
    other = make.forum()
    elsewhere = sign_in(make.account(Role.ORGANISER, other.scope))

    for place in (forum, other):
        at = f"/forums/{place.public_id}/desk/draws/{draw.public_id}"
        assert elsewhere.get(at).status_code == 404
        for act in ACTS:
            assert elsewhere.post(f"{at}/{act}", data={"reason": "no"}).status_code == 404
    assert client.get(f"/forums/{other.public_id}/draws/{draw.public_id}").status_code == 404
    assert client.get(f"/forums/{other.public_id}/draws").status_code == 200
    assert only_draw().state is DrawState.COMMITTED


def test_a_draw_of_a_forum_that_is_not_published_is_not_public(make, desk, forum, client, now):
    draw = fix(desk, forum, now)
    forum.published_at = None
    make.save(forum)

    assert client.get(there(draw)).status_code == 404
