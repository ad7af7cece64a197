"""What tests of sign-ups share."""

import pytest

from forum.signups.logic import Applicant

SECRET = "a secret of the tests"


@pytest.fixture
def applicant():
    """Somebody who signs up; every call is somebody new unless said otherwise."""
    number = iter(range(1, 100_000))

    def build(sector="civil-society", **values):
        n = next(number)
        return Applicant(
            given_name=values.pop("given_name", f"สมใจ{n}"),
            family_name=values.pop("family_name", "ใจดี"),
            email=values.pop("email", f"applicant{n}@example.org"),
            sector=sector,
            language=values.pop("language", "th"),
            request_key=values.pop("request_key", f"request-key-{n:08}"),
            consents=values.pop("consents", frozenset({"organising"})),
            **values,
        )

    return build


@pytest.fixture(scope="session", autouse=True)
def first_page(app):
    """Sign-up pages lead to a forum's first page: stand in for it while it is being built."""
    if "portal.forum" not in app.view_functions:
        from flask import Blueprint

        from forum.web.guard import public

        portal = Blueprint("portal", __name__)
        portal.add_url_rule("/forums/<forum_id>", "forum", public(lambda forum_id: forum_id))
        app.register_blueprint(portal)
