"""A1: behind nearly every door stands a second check; what a door alone keeps is written down here.

So nobody loosens a door unnoticed: either the view still refuses by itself, or its door is listed.
"""

import pytest

from forum.core.permissions import Permission
from forum.web.guard import Door, door_of
from tests.attacks.bodies import body_for
from tests.attacks.conftest import opened
from tests.attacks.routes import BEARER, routes

_OPEN = Door(is_public=True)
# Views that would answer anybody if their door did: who may come in there.
KEPT_BY_THE_DOOR = {
    "desk.home": Permission.FORUM_READ_DRAFT,  # a list that is empty for everybody else
    "portal.my_page": None,  # whoever is signed in; of nobody it shows nothing
}


@pytest.fixture
def all_doors_open(app, monkeypatch):
    """Every door lets everybody in; the doors as they were, by endpoint."""
    were = {name: door_of(app, name) for name in app.view_functions}
    for name, view in app.view_functions.items():
        if hasattr(view, "door"):
            monkeypatch.setattr(view, "door", _OPEN)
        monkeypatch.setitem(app.extensions["doors"], name, _OPEN)
    return were


def test_what_only_a_door_keeps_is_known(app, public, world, changes, all_doors_open):
    visitor, option = world.sign_in(), public.polls["open"].options[0].public_id
    ids = {**public.ids, "option_id": option}

    found = {}
    for method in ("GET", "POST"):
        for route in routes(app, method):
            was = all_doors_open[route.endpoint]
            if was.is_public or route.endpoint in BEARER:
                continue
            body = body_for(route, ids) if method == "POST" else None
            with changes() as written:
                answer, _text = opened(visitor, route.path(app, ids), method, data=body)
            is_shown = method == "GET" and answer.status_code < 300
            if written or is_shown or answer.status_code >= 500:
                found[route.endpoint] = was.permission

    assert found == KEPT_BY_THE_DOOR
