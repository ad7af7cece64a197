"""The two levels of an organiser's desk."""

import re

from forum.core.permissions import Role
from forum.web.tabs import Tab, _feature


def rows_of(page):
    """The words of the links of each row of the desk's tabs."""
    found = re.findall(
        r'<div class="tabs[^"]*">(.*?)</div>', page.get_data(as_text=True), re.DOTALL
    )
    return [[word.strip() for word in re.findall(r"<a [^>]*>([^<&]+)", row)] for row in found]


def test_the_first_row_of_the_desk_names_features_and_the_second_the_pages_of_one(make, sign_in):
    browser = sign_in(make.account(Role.ORGANISER))
    forum = make.forum()

    first, second = rows_of(browser.get(f"/forums/{forum.public_id}/desk/seats?lang=en"))

    assert {"Overview", "Agenda", "Sign-ups", "Minutes"} <= set(first)
    assert {"Seats", "Check-in", "Materials"}.isdisjoint(first)
    assert {"Sign-ups", "Seats", "Check-in", "Help somebody"} <= set(second)


def test_a_page_of_a_feature_marks_both_the_feature_and_itself(make, sign_in):
    browser = sign_in(make.account(Role.ORGANISER))
    forum = make.forum()

    page = browser.get(f"/forums/{forum.public_id}/desk/seats?lang=en").get_data(as_text=True)

    assert re.search(r'aria-current="true">Sign-ups', page)
    assert re.search(r'aria-current="page">Seats', page)


def test_a_feature_of_one_page_has_no_second_row(make, sign_in):
    browser = sign_in(make.account(Role.ORGANISER))
    forum = make.forum()

    rows = rows_of(browser.get(f"/forums/{forum.public_id}/desk?lang=en"))

    assert len(rows) == 1


def test_who_may_open_one_page_of_a_feature_finds_it_by_its_own_name(app, make):
    forum = make.forum()
    closed = Tab("signups", "Sign-ups", "door.check_in_page", is_shown=lambda _forum, _actor: False)
    door = Tab("door", "Check-in", "door.check_in_page", under="signups")

    with app.test_request_context("/?lang=en"):
        one = _feature(closed, [closed, door], forum, "door")
        several = _feature(closed, [door, door], forum, "door")

    assert (one["label"], one["current"]) == ("Check-in", True)
    assert several["label"] == "Sign-ups"
