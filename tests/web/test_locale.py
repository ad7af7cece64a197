"""The reader's language."""

from datetime import UTC, datetime

from forum.web.locale import unbroken


def test_thai_comes_first_whatever_the_browser_says(client):
    page = client.get("/sign-in", headers={"Accept-Language": "en-GB"}).text

    assert '<html lang="th">' in page
    assert "เข้าสู่ระบบ" in page


def test_the_switch_stays_on_the_page_and_is_remembered(client):
    first = client.get("/sign-in?next=/me&lang=en").text

    assert '<html lang="en">' in first
    assert "next=%2Fme&amp;lang=th" in first or "next=/me&amp;lang=th" in first
    assert '<html lang="en">' in client.get("/sign-in").text


def test_an_unknown_language_changes_nothing(client):
    answer = client.get("/sign-in?lang=xx")

    assert '<html lang="th">' in answer.text
    assert "Set-Cookie" not in str(answer.headers) or "language=xx" not in str(answer.headers)


def test_a_page_that_does_not_exist_is_said_in_thai(client):
    answer = client.get("/nothing-here")

    assert answer.status_code == 404
    assert "ไม่พบหน้านี้" in answer.text


def test_a_date_stays_in_one_line_on_pages_and_has_plain_spaces_in_letters(app):
    moment = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)
    page = app.jinja_env.from_string("{{ moment|day }}/{{ moment|moment }}", {"moment": moment})
    letter = app.jinja_env.overlay(autoescape=False).from_string("{{ moment|moment }}")

    with app.test_request_context("/"):
        shown, written = page.render(), letter.render(moment=moment)

    assert shown == "12\xa0ธันวาคม\xa02569/12\xa0ธันวาคม\xa02569 09.00\xa0น."
    assert written == "12 ธันวาคม 2569 09.00 น."


def test_a_range_of_days_may_break_after_its_dash_only():
    assert unbroken("30 ธันวาคม 2569 – 2 มกราคม 2570") == (
        "30\xa0ธันวาคม\xa02569\xa0– 2\xa0มกราคม\xa02570"
    )
