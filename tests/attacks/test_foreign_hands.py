"""Nobody changes what is not theirs: every unsafe route, as everybody, with everybody's objects."""

import hashlib

import pytest

from forum.core.db import db
from forum.core.permissions import INSTALLATION, Role
from tests.attacks.bodies import body_for
from tests.attacks.conftest import opened
from tests.attacks.routes import BEARER, masked, routes, unknown
from tests.attacks.world import FOREIGN

# What changes with every visit and is nobody's matter.
_FRESHNESS = {("accounts", "last_seen_at")}


def everything():
    """What the whole database holds, as one mark a table."""
    marks = {}
    for table in db.metadata.sorted_tables:
        columns = [c for c in table.columns if (table.name, c.name) not in _FRESHNESS]
        rows = sorted(repr(tuple(row)) for row in db.session.execute(db.select(*columns)))
        marks[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    db.session.rollback()
    return marks


def about_objects(app):
    return [
        route
        for route in routes(app, "POST")
        if route.is_about_objects and route.endpoint not in BEARER
    ]


def told_next(browser):
    """What the next page would say of this one, taken out of the session."""
    with browser.session_transaction() as session:
        return session.pop("_flashes", [])


@pytest.fixture
def hands(world, public):
    """Everybody who has no right to touch the draft."""
    people = world.people_of(public.forum)
    people["organiser elsewhere"] = world.staff(Role.ORGANISER, world.make.forum().scope)
    return people


def test_nobody_of_another_forum_changes_anything_of_a_draft(app, public, draft, hands, changes):
    option = draft.polls["open"].options[0].public_id
    worlds = (draft.ids, public.ids)
    before = everything()

    answered, leaks = [], []
    with changes() as written:
        for who, browser in hands.items():
            for route in about_objects(app):
                ids = {**draft.ids, "option_id": option}
                path = route.path(app, ids)
                _answer, text = opened(browser, path, "POST", data=body_for(route, ids))
                if written:
                    answered.append((who, path, written[0]))
                    written.clear()
                if FOREIGN in masked(text, *worlds).replace(draft.ids["name"], ""):
                    leaks.append((who, path))

    assert answered == []
    assert leaks == []
    assert everything() == before


def test_the_drafts_objects_cannot_be_changed_as_if_they_were_anothers(
    app, public, draft, world, changes
):
    own = {"forum_id": public.ids["forum_id"], "programme_id": public.ids["programme_id"]}
    hands = {
        "organiser": world.staff(Role.ORGANISER, public.forum.scope),
        "administrator": world.staff(Role.ADMINISTRATOR, INSTALLATION),
    }
    before = everything()
    nowhere = unknown(draft.ids)

    told = []
    for who, browser in hands.items():
        for route in about_objects(app):
            if len(route.arguments) < 2 or "forum_id" not in route.arguments:
                continue
            if not set(route.arguments) & set(draft.ids) - {"forum_id", "language", "name"}:
                continue
            answers = []
            for foreign in (draft.ids, nowhere):
                ids = {**foreign, **own, "option_id": "x"}
                path = route.path(app, ids)
                answer, text = opened(browser, path, "POST", data=body_for(route, ids))
                said = (masked(text, draft.ids, nowhere), told_next(browser))
                answers.append((answer.status_code, *said))
            if answers[0] != answers[1]:
                told.append((who, route.rule, answers[0][0], answers[1][0]))

    assert told == []
    assert everything() == before
