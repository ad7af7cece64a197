"""What tests of sign-ups share."""

import pytest

from forum.signups.logic.applicants import Applicant

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
