"""The pages of signing up, of the ticket and of the desk, as people use them."""

import io
import re
from html.parser import HTMLParser
from random import Random

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from forum.core.db import db
from forum.events.logic.stages import Stage
from forum.journal.models import JournalEntry
from forum.mail.models import Letter
from forum.signups.logic.states import SignupState
from forum.signups.logic.tickets import ticket_token
from forum.signups.models.places import AccessNeeds, CheckIn, Signup, Ticket
from forum.signups.service.tickets import issue_ticket
from forum.web.logs import redact

ANSWERS = {
    "given_name": "สมใจ",
    "family_name": "ใจดี",
    "email": "somjai@example.org",
    "sector": "ngo",
    "organisation": "มูลนิธิทดลอง",
    "consent_organising": "y",
    "step": "check",
    "go": "send",
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "=HYPERLINK(1)",
    "'; DROP TABLE signups; --",
    "a\r\nBcc: x@example.org",
)


def sign_up(client, forum, **changes):
    data = {k: v for k, v in {**ANSWERS, **changes}.items() if v is not None}
    return client.post(f"/forums/{forum.public_id}/sign-up", data=data)


def turn_to(client, forum, step, **changes):
    """The page of a step, with what was entered."""
    answer = sign_up(client, forum, go=step, **changes)
    return client.get(answer.location)


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


@pytest.fixture
def real_ticket(app, now):
    """A ticket whose link this installation can make again; the row and its token."""

    def issue(signup):
        ticket = issue_ticket(signup, secret=app.config["SECRET_KEY"], now=now)
        db.session.commit()
        return ticket, ticket_token(app.config["SECRET_KEY"], ticket.serial)

    return issue


# Signing up, step by step


@pytest.fixture(autouse=True)
def at_the_tests_moment(now):
    """Windows of sign-up are open at the moment the tests happen at."""
    import time_machine

    with time_machine.travel(now, tick=True):
        yield


class Inputs(HTMLParser):
    """What a browser would send back from a page's last form."""

    def __init__(self, text):
        super().__init__()
        self.values = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("name") and given.get("type") not in {"radio", "checkbox"}:
            self.values[given["name"]] = given.get("value") or ""


def test_somebody_signs_up_in_four_steps_and_nothing_is_asked_twice(make, client):
    forum = make.forum()
    address = f"/forums/{forum.public_id}/sign-up"

    page = client.get(address)
    for entered in (
        {"given_name": "สมใจ", "family_name": "ใจดี", "email": "s@example.org"},
        {"sector": "ngo", "organisation": "มูลนิธิทดลอง"},
        {"needs": "ทางลาด\nล่าม", "consent_organising": "y"},
    ):
        sent = {**Inputs(page.text).values, **entered, "go": "next"}
        page = client.post(address, data=sent, follow_redirects=True)
        assert (page.status_code, page.request.method) == (200, "GET")
    for typed in ("สมใจ ใจดี", "s@example.org", "มูลนิธิทดลอง", "ทางลาด"):
        assert typed in page.text
    answer = client.post(address, data={**Inputs(page.text).values, "go": "send"})

    assert answer.status_code == 302
    signup = db.session.scalars(select(Signup)).one()
    assert (signup.person.given_name, signup.sector.code) == ("สมใจ", "ngo")
    assert signup.needs.text == "ทางลาด\nล่าม"


def test_going_back_and_changing_a_step_keeps_everything(make, client):
    forum = make.forum()
    address = f"/forums/{forum.public_id}/sign-up"
    typed = {**ANSWERS, "needs": "ล่าม", "phone": "081 234 5678"}

    for go in ("back", "you", "sector", "consents"):
        page = client.post(address, data={**typed, "go": go}, follow_redirects=True)
        for value in ("สมใจ", "somjai@example.org", "081 234 5678", "มูลนิธิทดลอง", "ล่าม"):
            assert value in page.text, go


def test_what_is_entered_stays_in_this_browser_and_no_cache_keeps_the_page(make, client, app):
    forum = make.forum()
    answer = sign_up(client, forum, go="check")

    here, elsewhere = client.get(answer.location), app.test_client().get(answer.location)

    assert answer.status_code == 303
    assert "สมใจ" in here.text
    assert "สมใจ" not in elsewhere.text
    assert here.headers["Cache-Control"] == "no-store"
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("sign_up_draft")]
    for word in ("HttpOnly", "SameSite=Lax", f"Path=/forums/{forum.public_id}/sign-up"):
        assert word in cookie


def test_back_after_sending_shows_an_empty_form_and_sends_nothing_again(make, client):
    forum = make.forum()
    check = sign_up(client, forum, go="check").location
    sign_up(client, forum)

    page = client.get(check)

    assert page.status_code == 200
    assert "somjai@example.org" not in page.text
    assert 'value="next"' in page.text
    assert count(Signup) == 1


def test_what_is_too_long_for_a_cookie_is_shown_at_once_and_lost_nowhere(make, client):
    dice = Random(1)
    words = "".join(chr(dice.randrange(0x20000, 0x2A000)) for _ in range(1000))

    page = sign_up(
        client,
        make.forum(),
        go="check",
        needs=words,
        organisation=words[:200],
        given_name=words[200:320],
        family_name=words[320:440],
    )

    assert page.status_code == 200
    assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_draft_that_somebody_wrote_themselves_is_not_read(make, client):
    forum = make.forum()
    here = f"/forums/{forum.public_id}/sign-up"
    client.set_cookie("sign_up_draft", "W1siZ2l2ZW5fbmFtZSIsIngiXV0.x.y", path=here)

    assert client.get(f"{here}?step=check").status_code == 200


def test_bad_input_is_said_at_the_field_and_keeps_what_was_typed(make, client):
    forum = make.forum()

    for changes, shown in (
        ({"email": "no address"}, "no address"),
        ({"email": None, "phone": "12"}, "12"),
        ({"given_name": "  "}, "somjai@example.org"),
        ({"sector": None}, "มูลนิธิทดลอง"),
        ({"sector": "astronauts"}, "มูลนิธิทดลอง"),
        ({"consent_organising": None}, "สมใจ"),
        ({"organisation": "ก" * 201}, "ก" * 201),
        ({"needs": "ก" * 1001}, "ก" * 1001),
        ({"network": "nowhere"}, "สมใจ"),
    ):
        page = sign_up(client, forum, **changes)
        assert page.status_code == 422, changes
        assert "error-summary" in page.text
        assert shown in page.text, changes
    assert (count(Signup), count(Letter)) == (0, 0)


def test_without_any_contact_the_page_points_to_the_coordinator(make, client):
    page = sign_up(client, make.forum(), email=None, step="you", go="next", lang="en")

    assert page.status_code == 422
    assert 'href="#email"' in page.text


def test_consents_are_never_ticked_beforehand(make, client):
    page = turn_to(client, make.forum(), "consents", consent_organising=None)

    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page.text)
    assert len(boxes) == 4
    assert not any("checked" in box for box in boxes)


def test_seats_left_are_said_before_the_sector_is_chosen(make, client):
    forum = make.forum(seats={"ngo": 20, "villagers": 1})
    for _ in range(16):
        make.signup(forum, "ngo")
    make.signup(forum, "villagers")

    page = client.post(
        f"/forums/{forum.public_id}/sign-up?lang=en",
        data={**ANSWERS, "go": "sector"},
        follow_redirects=True,
    )

    assert "Seats left: 4 of 20" in page.text
    assert "Full" in page.text
    assert "waiting 0" not in page.text


@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.CANCELLED, Stage.FINISHED])
def test_a_closed_sign_up_says_so_and_takes_nothing(make, client, stage):
    forum = make.forum(stage=stage)

    assert client.get(f"/forums/{forum.public_id}/sign-up").status_code == 200
    assert sign_up(client, forum).status_code == 409
    assert count(Signup) == 0


def test_hostile_text_in_every_field_is_shown_as_text(make, client, sign_in):
    forum = make.forum()
    organiser = sign_in(make.account("organiser"))

    for number, text in enumerate(HOSTILE):
        fields = dict.fromkeys(("given_name", "family_name", "organisation", "needs"), text)
        check = turn_to(client, forum, "check", **fields)
        assert "<script>alert" not in check.text
        assert "<img src=x" not in check.text
        assert sign_up(client, forum, **fields, email=f"h{number}@example.org").status_code == 302
    pages = [
        organiser.get(f"/forums/{forum.public_id}/desk/{p}").text for p in ("signups", "check-in")
    ]
    pages += [
        organiser.get(f"/forums/{forum.public_id}/desk/signups/{signup.public_id}").text
        for signup in db.session.scalars(select(Signup)).all()
    ]

    assert count(Signup) == len(HOSTILE)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"<strong>(.*?)</strong>", page)


def test_letters_keep_their_headers_whatever_somebody_is_called(make, client, letters):
    sign_up(client, make.forum(), given_name="a\r\nBcc: x@example.org")

    (letter,) = letters()
    assert letter.to == ["somjai@example.org"]
    assert not letter.bcc
    assert "\n" not in letter.subject


# Known and unknown


def _masked(text):
    text = re.sub(r'value="[\w.\-]{20,}"', 'value="KEY"', text)
    return re.sub(r"[a-z0-9]+@example\.org", "ADDRESS", text)


def test_a_known_address_cannot_be_told_from_an_unknown_one(make, app):
    known_world, unknown_world = make.forum(seats={"ngo": 2}), make.forum(seats={"ngo": 2})
    for forum in (known_world, unknown_world):
        make.signup(forum, "villagers")
    make.signup(known_world, "villagers", person=make.person("สมใจ", email="somjai@example.org"))
    make.signup(unknown_world, "villagers", person=make.person("บุญมี", email="other@example.org"))
    answers = []

    for forum in (known_world, unknown_world):
        browser = app.test_client()
        sent = sign_up(browser, forum)
        shown = browser.get(sent.headers["Location"])
        again = browser.get(f"/forums/{forum.public_id}/ticket")
        cookie = [name for name, _ in sent.headers if name == "Set-Cookie"]
        parts = (
            str(sent.status_code), sent.headers["Location"], sent.text, shown.text,
            str(again.status_code), str(cookie), str(sorted(shown.headers.keys())),
        )  # fmt: skip
        answers.append([_masked(part).replace(forum.public_id, "FORUM") for part in parts])

    assert answers[0] == answers[1]
    assert count(Signup, Signup.forum_id == known_world.id) == 2
    assert count(Signup, Signup.forum_id == unknown_world.id) == 3
    assert count(Letter) == 2


def test_asking_for_a_ticket_answers_the_same_to_everybody(make, client):
    forum = make.forum()
    make.signup(forum, person=make.person(email="known@example.org"))
    answers = set()

    for email in ("known@example.org", "unknown@example.org"):
        sent = client.post(f"/forums/{forum.public_id}/ticket/again", data={"email": email})
        shown = client.get(sent.headers["Location"])
        answers.add((sent.status_code, sent.headers["Location"], _masked(shown.text)))

    assert len(answers) == 1
    assert count(Letter) == 1


def test_only_the_letter_opens_a_ticket_made_with_an_address(make, client, letters):
    forum = make.forum()
    sign_up(client, forum)

    assert client.get(f"/forums/{forum.public_id}/ticket").status_code == 302
    (letter,) = letters()
    path = re.search(r"(/t/\S+)", letter.body).group(1)
    assert client.get(path).status_code == 200
    opened = client.post(path.partition("?")[0], follow_redirects=True)
    assert opened.status_code == 200
    assert "<svg" in opened.text


def test_somebody_without_an_address_has_the_ticket_at_once(make, client):
    forum = make.forum()

    page = client.post(
        f"/forums/{forum.public_id}/sign-up",
        data={k: v for k, v in ANSWERS.items() if k != "email"} | {"phone": "081 234 5678"},
        follow_redirects=True,
    )

    assert page.request.path == f"/forums/{forum.public_id}/ticket"
    assert "<svg" in page.text
    assert count(Letter) == 0


# Twice


def test_a_double_click_twenty_times_makes_one_sign_up(make, app):
    forum = make.forum()
    key = "the-very-same-request-key"

    answers = [sign_up(app.test_client(), forum, request_key=key) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {302}
    assert (count(Signup), count(Letter)) == (1, 1)


def test_two_tabs_of_one_account_make_one_sign_up(make, sign_in):
    forum = make.forum()
    browser = sign_in(make.account())
    address = f"/forums/{forum.public_id}/sign-up"
    tabs = [Inputs(browser.get(address).text).values for _ in range(2)]

    for tab in tabs:
        browser.post(
            address,
            data={**tab, "sector": "ngo", "consent_organising": "y", "step": "check", "go": "send"},
        )

    assert len({tab["request_key"] for tab in tabs}) == 2
    assert count(Signup) == 1


def test_an_account_is_not_asked_for_its_name(make, sign_in):
    page = sign_in(make.account()).get(f"/forums/{make.forum().public_id}/sign-up")

    assert 'name="given_name"' not in page.text
    assert 'name="sector"' in page.text


# The ticket


def test_looking_at_a_ticket_link_never_uses_it_up(make, app, real_ticket):
    ticket, token = real_ticket(make.signup(make.forum()))
    for _ in range(30):
        assert app.test_client().get(f"/t/{token}").status_code == 200
        assert app.test_client().head(f"/t/{token}").status_code == 200

    browser = app.test_client()
    assert browser.post(f"/t/{token}").status_code == 303
    with browser.session_transaction() as session:
        assert session["tickets"] == [ticket.id]
    assert count(CheckIn) == 0


def test_a_ticket_page_leaves_no_traces(make, client, real_ticket):
    _, token = real_ticket(make.signup(make.forum()))

    for answer in (client.get(f"/t/{token}"), client.post(f"/t/{token}")):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert token not in answer.headers.get("Location", "")


def test_a_ticket_is_opened_over_https(app, make, monkeypatch, real_ticket):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    _, token = real_ticket(make.signup(make.forum()))
    browser, house = app.test_client(), "https://localhost"
    page = browser.get(f"/t/{token}", base_url=house)
    mark = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]

    # What the page's referrer policy lets a browser tell: the host, and no path.
    policy = page.headers["Referrer-Policy"]
    told = {"Referer": f"{house}/"} if policy == "strict-origin" else {}
    answer = browser.post(f"/t/{token}", base_url=house, headers=told, data={"csrf_token": mark})

    assert answer.status_code == 303


def test_logs_never_hold_a_tickets_secret(make, real_ticket):
    _, token = real_ticket(make.signup(make.forum()))

    for line in (f"/t/{token}", f"GET /t/{token}?lang=th HTTP/1.1", f"https://x.org/t/{token}"):
        assert token not in redact(line)


def test_a_wrong_link_looks_like_any_unknown_page(make, client, real_ticket):
    _, token = real_ticket(make.signup(make.forum()))

    wrong = client.get(f"/t/{token[:-1]}x")
    unknown = client.get("/t/nothing")

    assert wrong.status_code == unknown.status_code == 404
    assert client.post(f"/t/{token[:-1]}x").status_code == 404
    assert wrong.text.replace(f"{token[:-1]}x", "T") == unknown.text.replace("/t/nothing", "/t/T")


def test_a_ticket_says_the_standing_and_lets_one_withdraw_and_come_back(make, sign_in, real_ticket):
    forum = make.forum(seats={"ngo": 1})
    ticket, _ = real_ticket(make.signup(forum, "ngo"))
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)
    browser, base = sign_in(tickets=[ticket]), f"/forums/{forum.public_id}/ticket"

    assert "You have a seat." in browser.get(f"{base}?lang=en").text
    assert browser.post(f"{base}/withdraw").status_code == 302
    gone = browser.get(base).text
    db.session.expire_all()
    assert waiting.state is SignupState.SEATED
    assert "You have withdrawn." in gone
    browser.post(f"{base}/sign-up-again", data=Inputs(gone).values)
    assert "You are number 1 on the waiting list" in browser.get(base).text


def test_a_device_holds_one_ticket_of_a_forum_and_can_put_it_away(make, client, real_ticket):
    forum = make.forum()
    mother, child = make.signup(forum), make.signup(forum)
    tokens = [real_ticket(signup)[1] for signup in (mother, child)]

    for token, signup in zip(tokens, (mother, child), strict=True):
        client.post(f"/t/{token}")
        assert signup.person.name in client.get(f"/forums/{forum.public_id}/ticket").text
    client.post(f"/forums/{forum.public_id}/ticket/put-away")

    assert client.get(f"/forums/{forum.public_id}/sign-up").status_code == 200


def test_whoever_keeps_the_door_checks_in_by_the_ticket_itself(make, sign_in, real_ticket):
    forum = make.forum()
    _ticket, token = real_ticket(make.signup(forum))
    helper = sign_in(make.account("facilitator", forum.scope))

    page = helper.get(f"/t/{token}?lang=en")
    assert "Check in" in page.text
    assert "Open the ticket" not in page.text
    action = re.search(r'action="(/forums/[^"]+/check-in/[^"]+)"', page.text).group(1)
    for _ in range(2):
        helper.post(action, data={"channel": "ticket"})

    assert count(CheckIn) == 1
    assert "was checked in already" in helper.get(f"/forums/{forum.public_id}/desk/check-in").text


# The desk


def test_the_list_finds_people_by_name_organisation_sector_and_state(make, sign_in):
    forum = make.forum()
    make.signup(forum, "ngo", person=make.person("กานดา"), organisation_name="มูลนิธิฟ้าใส")
    make.signup(forum, "villagers", person=make.person("มานะ"), state=SignupState.WAITING)
    browser, base = sign_in(make.account("organiser")), f"/forums/{forum.public_id}/desk/signups"

    for query, found, missing in (
        ("words=กานดา", "กานดา", "มานะ"),
        ("words=ฟ้าใส", "กานดา", "มานะ"),
        ("sector=villagers", "มานะ", "กานดา"),
        ("state=waiting", "มานะ", "กานดา"),
        ("state=nonsense&words=%25", "มูล", "กานดา"),
    ):
        page = browser.get(f"{base}?{query}").text
        assert missing not in page, query
        assert found in page or query.startswith("state=nonsense"), query


def test_the_list_costs_the_same_queries_for_five_and_for_two_hundred(make, sign_in, count_queries):
    forum = make.forum(seats={"ngo": 500})
    browser = sign_in(make.account("organiser"))
    costs = []

    for number in (5, 195):
        for _ in range(number):
            make.save(AccessNeeds(signup=make.signup(forum, "ngo"), text="ล่าม"))
        for page in ("signups", "check-in"):
            with count_queries() as statements:
                assert browser.get(f"/forums/{forum.public_id}/desk/{page}").status_code == 200
            costs.append(len(statements))

    assert costs[:2] == costs[2:]
    assert max(costs) <= 20


def test_the_code_on_a_ticket_checks_in_and_an_unknown_one_is_said(make, sign_in, real_ticket):
    forum = make.forum()
    ticket, _ = real_ticket(make.signup(forum))
    foreign, _ = real_ticket(make.signup(make.forum()))
    helper = sign_in(make.account("coordinator", forum.scope))
    address = f"/forums/{forum.public_id}/desk/check-in"
    code = f" {ticket.serial[:4].upper()}-{ticket.serial[4:8]}"

    assert helper.post(address, data={"code": code}).status_code == 303
    for wrong in ("", "zzzz zzzz", foreign.serial[:8], "%%%%%%%%"):
        assert helper.post(address, data={"code": wrong}).status_code == 422
    assert count(CheckIn) == 1


def test_a_list_leaves_the_house_with_a_reason_only_and_is_written_down(make, sign_in):
    forum = make.forum()
    make.signup(forum)
    browser, address = (
        sign_in(make.account("organiser")),
        f"/forums/{forum.public_id}/desk/signups/export",
    )

    refused = browser.post(address, data={"reason": " ", "layout": "csv"})
    taken = browser.post(address, data={"reason": "ป้ายชื่อ", "layout": "csv"})

    assert refused.status_code == 422
    assert taken.data.startswith(b"\xef\xbb\xbf")
    assert taken.headers["Cache-Control"] == "no-store"
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "signups.exported")
    ).one()
    assert (entry.facts["reason"], entry.facts["people"]) == ("ป้ายชื่อ", 1)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠"])
def test_exports_never_hold_a_formula(make, sign_in, start):
    forum = make.forum()
    text = f"{start}HYPERLINK(1)"
    make.signup(forum, person=make.person(text, family_name=text), organisation_name=text)
    browser, address = (
        sign_in(make.account("organiser")),
        f"/forums/{forum.public_id}/desk/signups/export",
    )

    csv = browser.post(address, data={"reason": "x", "layout": "csv"}).data.decode("utf-8-sig")
    xlsx = browser.post(address, data={"reason": "x", "layout": "xlsx"}).data

    cells = [cell.strip('"') for line in csv.splitlines() for cell in line.split(",")]
    assert not any(cell.startswith(("=", "+", "@", "\t", "＝", "＋", "－", "＠")) for cell in cells)
    sheet = load_workbook(io.BytesIO(xlsx)).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_an_export_holds_no_access_needs(make, sign_in):
    forum = make.forum()
    make.save(AccessNeeds(signup=make.signup(forum), text="เก้าอี้รถเข็น"))

    csv = sign_in(make.account("organiser")).post(
        f"/forums/{forum.public_id}/desk/signups/export", data={"reason": "x", "layout": "csv"}
    )

    assert "เก้าอี้รถเข็น" not in csv.data.decode("utf-8-sig")


def test_seats_are_set_in_thai_digits_and_mistakes_keep_what_was_typed(make, sign_in):
    forum = make.forum(seats={"ngo": 1})
    waiting = make.signup(forum, "ngo", state=SignupState.WAITING)
    browser, address = sign_in(make.account("organiser")), f"/forums/{forum.public_id}/desk/seats"

    wrong = browser.post(address, data={"capacity": "many", "sector_most_ngo": "-3"})
    too_many = browser.post(address, data={"capacity": "1", "sector_kept_ngo": "2"})
    right = browser.post(address, data={"capacity": "๒๐", "sector_most_ngo": "5"})

    assert (wrong.status_code, too_many.status_code, right.status_code) == (422, 422, 302)
    assert 'value="many"' in wrong.text
    assert 'value="-3"' in wrong.text
    db.session.expire_all()
    assert waiting.state is SignupState.SEATED


def test_a_coordinator_signs_somebody_up_and_prints_the_ticket(make, sign_in):
    forum = make.forum()
    browser = sign_in(make.account("coordinator", forum.scope))
    address = f"/forums/{forum.public_id}/desk/assist"
    typed = {"given_name": "ยายมี", "sector": "villagers", "consent_organising": "y"}

    refused = browser.post(address, data={**typed, "consent_organising": ""})
    page = browser.post(address, data=typed, follow_redirects=True)

    assert refused.status_code == 422
    assert "ยายมี" in refused.text
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "ยายมี" in page.text
    assert (count(Signup), count(Ticket), count(Letter)) == (1, 1, 0)


def test_the_organiser_sees_likely_doubles(make, sign_in):
    forum = make.forum()
    one = make.signup(forum, person=make.person("มานี", email="m@example.org"))
    two = make.signup(forum, person=make.person("มานี", email="m2@example.org"))

    page = sign_in(make.account("organiser")).get(
        f"/forums/{forum.public_id}/desk/signups/{one.public_id}"
    )

    assert two.public_id in page.text


def test_a_forums_seats_cost_two_queries(make, count_queries):
    from forum.signups.queries.seats import seats_by_sector

    forum_id = make.forum().id
    with count_queries() as statements:
        assert len(seats_by_sector(forum_id)) == 6

    assert len([s for s in statements if s.startswith("SELECT")]) == 2


def test_a_link_preview_that_asks_for_the_head_only_finds_the_page(client, make):
    forum = make.forum()

    assert client.head(f"/forums/{forum.public_id}/sign-up").status_code == 200
    assert client.head(f"/forums/{forum.public_id}/ticket/again").status_code == 200


def test_the_ticket_of_a_cancelled_forum_does_not_ask_anybody_to_come(make, sign_in):
    forum = make.forum(stage=Stage.CANCELLED, change_reason={"th": "น้ำท่วม"})
    ticket, _token = make.ticket(make.signup(forum))

    page = sign_in(tickets=[ticket]).get(f"/forums/{forum.public_id}/ticket?lang=en").text

    assert "You need not come." in page
    assert "At the door" not in page
