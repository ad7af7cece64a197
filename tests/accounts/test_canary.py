"""A9: a person who did everything is handed everything, and erased from everything."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from forum.accounts.jobs import wipe
from forum.accounts.ports import PersonalData, personal_data
from forum.accounts.service.erasing import erase_at_request, erase_own
from forum.accounts.views.shown import exported
from forum.core.clock import now as real_now
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.transaction import transaction
from forum.files.service import remove_orphans, remove_unnamed_content
from forum.minutes.queries import list_versions
from forum.polls.models import Ballot, Turnout
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from tests.accounts.canary import (
    ANSWER,
    COMPANION,
    EMAIL,
    FILE_NAME,
    NAME,
    NEEDS,
    ORGANISATION,
    PHONE,
    REASON,
    SENSITIVE,
    STAYS,
    WITHDRAWN,
    Canary,
    WrittenAbout,
    found_in_files,
    found_in_tables,
)


@pytest.fixture
def sweep(run_jobs):
    """Everything that happens by itself after an erasure, the nightly sweep of files included."""

    def sweeping():
        run_jobs()
        later = real_now() + timedelta(days=2)
        with transaction():
            remove_orphans(now=later)
        with transaction():
            remove_unnamed_content(now=later)
        db.session.remove()
        wipe()

    return sweeping


@pytest.fixture
def render(client, app):
    """Have the minutes rendered and read by everybody, so that copies of them lie about."""

    def rendering(forum):
        for path in ("minutes", "minutes/th.html", "minutes/en.docx", "minutes/th.json"):
            assert client.get(f"/forums/{forum.public_id}/{path}").status_code == 200
        folder = Path(app.config["INSTANCE"]) / "cache" / "minutes"
        assert any(folder.iterdir())

    return rendering


def erase(canary):
    actor = canary.make.actor(canary.account)
    with transaction():
        erase_own(canary.person.public_id, (), actor=actor, now=canary.now)


def test_a_person_who_did_everything_is_handed_everything(make, now):
    canary = Canary(make, now)

    held = json.dumps(exported(canary.person.id), ensure_ascii=False)

    for wanted in (
        NAME.split()[0], EMAIL, PHONE, ORGANISATION, NEEDS, COMPANION, ANSWER, SENSITIVE, FILE_NAME,
        REASON, WITHDRAWN, STAYS, "organising", "organiser", canary.comment.public_id,
        canary.topic.public_id, canary.poll.public_id,
    ):  # fmt: skip
        assert wanted in held, wanted


def test_an_erased_person_is_in_no_table_no_file_no_cache_and_no_letter(
    app, make, now, render, sweep
):
    canary = Canary(make, now)
    render(canary.forum)
    before = {(table, column) for table, column, _trace in found_in_tables()}
    assert len(before) > 25

    erase(canary)
    waiting = str(app.extensions["jobs"].store.pending())
    sweep()

    assert found_in_tables() == []
    assert EMAIL not in waiting
    if db.engine.dialect.name == "sqlite":
        db.session.remove()
        assert found_in_files(app.config["INSTANCE"]) == []


def test_what_others_rely_on_stays_without_the_person(make, now, client):
    canary = Canary(make, now)
    poll_id, comment_id = canary.poll.id, canary.comment.id

    erase(canary)

    assert len(db.session.query(Ballot).filter_by(poll_id=poll_id).all()) == 2
    assert len(db.session.query(Turnout).filter_by(poll_id=poll_id).all()) == 2
    assert db.session.get_one(type(canary.comment), comment_id).body.endswith(STAYS)
    places = {s.id: s for s in db.session.query(Signup).filter_by(forum_id=canary.forum.id)}
    assert len(places) == 2
    assert all(place.check_in for place in places.values())
    version = list_versions(canary.forum.id)[0]
    assert version.hashes != version.current_hashes
    assert STAYS in json.dumps(version.trees, ensure_ascii=False)
    assert canary.later.state is SignupState.WITHDRAWN
    assert client.get(f"/t/{canary.token}").status_code == 404


def test_what_others_wrote_about_somebody_goes_when_the_staff_sees_to_it(
    app, make, now, render, sweep
):
    canary = WrittenAbout(make, now)
    render(canary.forum)
    keeper = make.staff(Role.ORGANISER)

    with transaction():
        erase_at_request(
            canary.person.public_id, "identity checked", in_texts=True, actor=keeper, now=now
        )
    sweep()

    assert found_in_tables() == []


def test_what_others_wrote_stays_when_the_person_erases_themselves(make, now):
    canary = WrittenAbout(make, now)

    erase(canary)

    left = {(table, column) for table, column, _trace in found_in_tables()}
    assert ("comments", "body") in left
    assert ("agenda_items", "presenter") in left


FORGETFUL = (
    "accounts", "scheduling", "signups", "comments", "topics", "consultations", "polls", "minutes",
)  # fmt: skip


@pytest.mark.parametrize("feature", FORGETFUL)
def test_the_search_notices_whichever_feature_forgets_its_part(make, now, run_jobs, feature):
    canary = Canary(make, now)
    whole = personal_data.suppliers
    personal_data.fill(
        *(
            PersonalData(each.feature, each.export, lambda _id: None)
            if each.feature == feature
            else each
            for each in whole
        )
    )
    try:
        erase(canary)
    finally:
        personal_data.fill(*whole)

    assert found_in_tables() != []


# Tables in which nothing of a person stands, each with what it holds instead.
NOBODY = {
    "alembic_version": "the program's own",
    "answer_sheets": "a key made with the installation's secret",
    "ballots": "found by the reason, which is emptied",
    "blocks": "names of tables",
    "certificate_settings": "words of the organisers",
    "check_ins": "ids and times",
    "consents": "ids, purposes and versions",
    "consultations": "words of the organisers",
    "count_lines": "figures",
    "count_sheets": "ids and figures",
    "date_choices": "ids",
    "date_polls": "words of the organisers",
    "date_slots": "times",
    "draw_candidates": "ids and keys",
    "draws": "keys and characteristics, no names",
    "electors": "ids",
    "endorsements": "ids",
    "floors": "the state of the room",
    "forums": "words of the organisers; see WrittenAbout",
    "grants": "ids and roles",
    "item_runs": "times",
    "journal": "ids and codes",
    "mail_refusals": "an address under the installation's secret",
    "materials": "words of the organisers",
    "moderated_texts": "digests",
    "networks": "the directory",
    "openings": "ids; the reason is the staff's",
    "organisations": "the directory",
    "outbox": "ids",
    "parts": "words of the organisers",
    "poll_options": "words of the organisers",
    "poll_templates": "words of the organisers",
    "polls": "words of the organisers",
    "programmes": "words of the organisers",
    "questionnaires": "words of the organisers",
    "questions": "words of the organisers",
    "quotas": "figures",
    "reminders": "words of the organisers",
    "resolutions": "words of the meeting; see WrittenAbout",
    "respondents": "ids",
    "scans": "ids and times",
    "seat_pools": "figures",
    "sectors": "the directory",
    "sign_in_links": "hashes",
    "signup_groups": "codes",
    "poll_counts": "sums; words of a running cloud, which is forgotten with whoever is erased",
    "signup_settings": "settings",
    "statement_answers": "ids and figures",
    "threads": "ids",
    "tickets": "hashes",
    "turnout": "ids and keys of requests",
    "agenda_items": "words of the organisers; see WrittenAbout",
}


def test_a_new_table_is_either_searched_or_said_to_hold_nobody(make, now):
    Canary(make, now)

    searched = {table for table, _column, _trace in found_in_tables()}

    unknown = set(db.metadata.tables) - searched - set(NOBODY)
    assert unknown == set(), "let the canary write there, or say why nobody stands in it"
