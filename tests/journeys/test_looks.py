"""The examination every page goes through finds what is wrong on it."""

import pytest

pytestmark = pytest.mark.journey

GOOD = (
    '<html lang="en"><meta name="viewport" content="width=device-width">'
    "<title>Good · Wethi</title><body><main><h1>Good</h1></main>"
)


@pytest.mark.parametrize(
    ("page", "finding"),
    [
        (GOOD, ""),
        (GOOD.replace(' lang="en"', ""), "lang is ''"),
        (GOOD.replace('"en"', '"th"'), "lang is 'th'"),
        (GOOD.replace("Good · Wethi", " · Wethi"), "no title"),
        (GOOD.replace("<main>", "<main><h1>Second</h1>"), "h1 are"),
        (GOOD + '<img src="data:,">', "image-alt"),
        (GOOD + '<p style="color: #bbb; background: #fff">pale</p>', "color-contrast"),
        (GOOD + '<p style="width: 400px">wide</p>', "wider than a phone"),
        (GOOD + "<script>console.error('oh')</script>", "console: oh"),
        (GOOD + "<script>throw new Error('oh')</script>", "script: oh"),
    ],
)
def test_what_is_wrong_on_a_page_is_found(page, finding, somebody):
    person = somebody("en")

    person.page.set_content(page)
    person.look()

    found, person.faults = " ".join(person.faults), []
    assert finding in found
    assert bool(found) == bool(finding)
