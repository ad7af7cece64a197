"""W1, W3, W12, W17: whatever people type stays words, on every page and in every file and letter."""

import csv
import io
import json
import re

import openpyxl
import pytest
from icalendar import Calendar
from lxml import html
from sqlalchemy import event

from forum.core.db import Model, db
from forum.core.permissions import INSTALLATION, Role
from forum.mail.service import queue_letter
from tests.attacks.conftest import opened
from tests.attacks.routes import routes
from tests.attacks.world import World

# Short, because columns are: each world's texts hold one line of these.
HOSTILE = (
    (
        "<pwn7 onclick=pwn7()>&lt;pwn7&gt;<img src=x onerror=pwn7()>"
        '"><svg onload=pwn7()>\' onfocus=\'pwn7() " onfocus="pwn7()'
    ),
    (
        "</script><script>pwn7()</script></title></textarea></style><pwn7>--><pwn7>]]><pwn7><!--"
        '<a href="javascript:pwn7()">[x](javascript:pwn7())'
    ),
    (
        "{{7*1117}}{%raw%}${7*1117}#{7*1117}<%=7*1117%>%(pwn7)s%s{0.__class__}\\u003cpwn7\\u003e"
        "@SUM(1)\t+1\x0b\x1b[31m\u202epwn7\u202c"
    ),
    '=HYPERLINK("pwn7")\r\nX-Pwn7: 1\r\nBEGIN:VEVENT\r\n\r\n\u2028X-Pwn7;:\\,',
    "@SUM(pwn7)",
    "\t+pwn7",
    "\uff1dpwn7",
)
# Those that only a spreadsheet minds need no walk over all pages.
PAGES = HOSTILE[:4]
_MARKUP = re.compile(r"<(/?pwn7|img src=x|svg onload|script>pwn7|a href=\"javascript)")
_BREAKS_OUT = ("' onfocus='pwn7", '" onfocus="pwn7', "7819")
_ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "sse-connect")


@pytest.fixture(autouse=True)
def cut_to_fit():
    """Words are as long as their columns at most, as forms see to; PostgreSQL counts."""

    def cut(mapper, _connection, row):
        for column in mapper.columns:
            name = mapper.get_property_by_column(column).key
            value = getattr(row, name)
            if type(value) is str and getattr(column.type, "length", None):
                setattr(row, name, value[: column.type.length])

    event.listen(Model, "before_insert", cut, propagate=True)
    yield
    event.remove(Model, "before_insert", cut)


@pytest.mark.parametrize("words", PAGES)
def test_whatever_people_type_stays_words_on_every_page(app, make, now, sign_in, words):
    world = World(make, now, sign_in)
    made = world.fill(words, secret=words, code="4321")
    made.ids["draft_poll_id"] = made.polls["draft"].public_id
    made.ids["link"] = "none"
    people = {
        "visitor": sign_in(),
        "ticket": sign_in(tickets=[made.ticket]),
        "administrator": sign_in(make.account(Role.ADMINISTRATOR, INSTALLATION, given_name=words)),
    }

    wrong, shown = [], 0
    for who, browser in people.items():
        for route in routes(app, "GET"):
            answer, text = opened(browser, route.path(app, made.ids))
            shown += "pwn7" in text or "1117" in text
            wrong += [(who, route.rule, what) for what in problems_of(answer, text, words)]

    assert wrong == []
    assert shown > 40


def problems_of(answer, text, words):
    """What of the words has become something else than words."""
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if any("pwn7" in name.lower() for name, _value in answer.headers):
        yield "a header"
    if answer.mimetype in {"text/html", "text/event-stream"}:
        yield from problems_of_page(text)
    if answer.mimetype == "text/calendar":
        yield from problems_of_calendar(text)
    if answer.mimetype == "application/json":
        json.loads(text)


def problems_of_page(text):
    if found := _MARKUP.search(text):
        yield f"markup {found[0]}"
    yield from (f"broken out {each}" for each in _BREAKS_OUT if each in text)
    page = text if text.strip() and "<" in text else "<p></p>"
    for element in html.fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if name.startswith(("on", "hx-on")) or "pwn7" in name:
                yield f"attribute {name} of {element.tag}"
            if name in _ADDRESSES and value.strip().lower().startswith(
                ("javascript:", "vbscript:")
            ):
                yield f"{name}={value}"
        if element.tag == "script" and element.get("type") == "application/ld+json":
            json.loads(element.text)
        elif element.tag == "script" and not element.get("src"):
            yield "a script of its own"


def problems_of_calendar(text):
    calendar = Calendar.from_ical(text)
    for each in calendar.walk("VEVENT"):
        if any(name.startswith("X-PWN") for name in each):
            yield "a line of a calendar"
    if len(calendar.walk("VEVENT")) != text.count("BEGIN:VEVENT\r\n"):
        yield "an event"
    if any(line.upper().startswith("X-PWN7") for line in text.splitlines()):
        yield "a line of a calendar"
    if any(len(line.encode()) > 75 for line in text.split("\r\n")):
        yield "an unfolded line"


@pytest.mark.parametrize("words", HOSTILE)
def test_letters_and_lists_carry_hostile_words_as_words(app, make, now, sign_in, letters, words):
    forum = make.forum(title={"th": words, "en": words}, place={"th": words, "en": words})
    person = make.person(words, family_name=words, prefix=words, email="a.person@example.org")
    signup = make.signup(forum, person=person, organisation_name=words)
    account = make.account(Role.ORGANISER, forum.scope, given_name=words)
    for kind in ("signups.confirmation", "signups.ticket"):
        queue_letter(kind, signup.id, f"occasion-{kind}", now=now)
    queue_letter("accounts.invitation", account.grants[0].id, "1", now=now)
    queue_letter("accounts.sign_in_link", account.id, "1", now=now)
    db.session.commit()

    sent = letters()
    tables = [_exported(sign_in(account), forum, layout) for layout in ("csv", "xlsx")]

    assert len(sent) == 4
    for letter in sent:
        headers = letter.message()
        assert not [name for name in headers if "pwn7" in name.lower()]
        assert len(headers.get_all("To")) == 1
        assert "\n" not in letter.subject
    for table in tables:
        assert len(table) == 2
        assert not [cell for row in table for cell in row if _is_formula(cell)]


def _exported(browser, forum, layout):
    path = f"/forums/{forum.public_id}/desk/signups/export"
    answer = browser.post(path, data={"reason": "for the door", "layout": layout})
    assert answer.status_code == 200
    if layout == "csv":
        text = answer.data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows())
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    return [["" for _cell in row] for row in rows]


def _is_formula(cell):
    return str(cell)[:1] in set("=+-@\t\r\n＝＋－＠")
