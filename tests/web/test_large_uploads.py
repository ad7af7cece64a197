"""What is larger than this installation takes."""

from io import BytesIO

import pytest


@pytest.fixture
def small(app, monkeypatch):
    """An installation that takes ten thousand bytes."""
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    return app


def send(app, size):
    line = BytesIO(b"x" * size)
    answer = app.test_client().post(
        "/sign-in",
        input_stream=line,
        content_length=size,
        content_type="application/x-www-form-urlencoded",
    )
    return answer, line.tell()


def test_who_sends_too_much_can_read_why_it_was_refused(small):
    answer, taken = send(small, 15_000)

    assert answer.status_code == 413
    assert taken == 15_000


def test_of_something_huge_hardly_anything_is_taken(small):
    answer, taken = send(small, 1_000_000)

    assert answer.status_code == 413
    assert taken < 100_000


@pytest.mark.parametrize(
    ("kind", "status"),
    [("application/x-www-form-urlencoded", 413), ("application/octet-stream", 200)],
)
def test_words_of_a_form_may_not_be_as_large_as_a_file(app, kind, status):
    body = b"email=" + b"x" * 2_000_000

    answer = app.test_client().post("/sign-in", data=body, content_type=kind)

    assert answer.status_code == status
