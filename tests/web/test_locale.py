"""The reader's language."""


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
