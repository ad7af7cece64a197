"""Signing up the people of a list, as the organiser sees it."""

import html
import io
import re

import pytest
import time_machine
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from forum.accounts.models import Consent, Person
from forum.core.db import db
from forum.core.permissions import Role
from forum.journal.models import JournalEntry
from forum.mail.models import Letter
from forum.signups.logic.states import SignupChannel, SignupState
from forum.signups.models.places import Signup, Ticket

PEOPLE = (
    "ชื่อ,นามสกุล,อีเมล,โทรศัพท์,ภาคส่วน,หน่วยงาน\n"
    "นายสมชาย,ใจดี,somchai@example.org,081 234 5678,ภาคประชาสังคม,มูลนิธิทดลอง\n"
    "บุญมี,มีสุข,,,องค์กรชาวบ้าน,บ้านดอน\n"
)
ENGLISH = "Given name,Family name,E-mail,Sector\nSomchai,Jaidee,somchai@example.org,Government\n"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "=HYPERLINK(1)",
    "'; DROP TABLE signups; --",
    "%(name)s %s",
)


@pytest.fixture(autouse=True)
def at_the_tests_moment(now):
    with time_machine.travel(now, tick=True):
        yield


@pytest.fixture
def organiser(make, sign_in):
    return sign_in(make.account(Role.ORGANISER))


def send(client, forum, content, name="people.csv", **changes):
    content = content.encode() if isinstance(content, str) else content
    data = {"file": (io.BytesIO(content), name), "basis": "paper", "written_in": "th", **changes}
    return client.post(
        f"/forums/{forum.public_id}/desk/import",
        data={key: value for key, value in data.items() if value is not None},
        content_type="multipart/form-data",
    )


def held(page):
    """What the page shown would send again: hidden, chosen and ticked inputs."""
    text = page.get_data(as_text=True)
    fields = [("rows", html.unescape(re.search(r'name="rows" value="([^"]*)"', text).group(1)))]
    for name, inside in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', inside)
        fields.append((name, chosen.group(1) if chosen else ""))
    for tag in re.findall(r"<input[^>]*checked[^>]*>", text):
        name, value = (re.search(rf'{key}="([^"]*)"', tag).group(1) for key in ("name", "value"))
        fields.append((name, value))
    return fields


def confirm(client, forum, page, *more, go="import"):
    data = {}
    for name, value in [*held(page), *more, ("go", go)]:
        data.setdefault(name, []).append(value)
    data = {k: v if k == "anyway" else v[-1] for k, v in data.items()}
    return client.post(f"/forums/{forum.public_id}/desk/import/rows", data=data)


def count(model, *conditions):
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def words(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True))).split())


def test_a_list_is_shown_row_by_row_and_nothing_is_written(make, organiser):
    forum = make.forum()
    rows = (
        "ชื่อ,นามสกุล,อีเมล,โทรศัพท์,ภาคส่วน\n"
        "สมชาย,ใจดี,somchai@example.org,,ภาคราชการ\n"
        ",,nobody@example.org,,ภาคราชการ\n"
        "ดวงดาว,ดี,,,ภาคอวกาศ\n"
        "ก้อง,ดี,not-an-address,99,ภาคราชการ\n"
    )

    page = send(organiser, forum, rows)

    text = words(page)
    assert page.status_code == 200
    assert "“ภาคอวกาศ”" in text
    assert "“not-an-address”" in text
    assert "“99”" in text
    assert [each for each in ("3", "4", "5") if f">{each}</th>" in page.text] == ["3", "4", "5"]
    assert page.headers["Cache-Control"] == "no-store"
    assert count(Signup) == count(Letter) == count(JournalEntry) == 0


def test_confirmed_people_are_signed_up_with_tickets_letters_and_who_did_it(
    make, organiser, letters
):
    forum = make.forum()
    before = count(Person)

    answer = confirm(organiser, forum, send(organiser, forum, PEOPLE))

    signups = db.session.scalars(select(Signup).order_by(Signup.id)).all()
    assert answer.status_code == 302
    assert [s.person.given_name for s in signups] == ["สมชาย", "บุญมี"]
    assert signups[0].person.prefix == "นาย"
    assert signups[0].person.phone == "+66812345678"
    assert {s.channel for s in signups} == {SignupChannel.IMPORT}
    assert {s.state for s in signups} == {SignupState.SEATED}
    assert signups[1].sector.code == "villagers"
    assert all(s.helped_by_id for s in signups)
    assert count(Ticket) == 2
    assert count(Person) == before + 2
    consents = db.session.scalars(select(Consent)).all()
    assert [c.purpose for c in consents] == ["organising", "organising"]
    assert all(c.recorded_by_id for c in consents)
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.code == "signups.imported")
    ).one()
    assert entry.facts == {"people": 2, "left_out": 0, "basis": "paper"}
    assert [letter.to for letter in letters()] == [["somchai@example.org"]]


def test_the_result_tells_whose_tickets_have_to_be_printed(make, organiser):
    forum = make.forum()

    answer = confirm(organiser, forum, send(organiser, forum, PEOPLE))
    result = organiser.get(answer.location)
    printed = organiser.get(f"{answer.location}/tickets")

    assert "บุญมี มีสุข" in words(result)
    assert "สมชาย" not in words(result)
    assert printed.text.count('class="ticket"') == 1
    assert "<svg" in printed.text


def test_confirming_twice_adds_nothing(make, organiser):
    forum = make.forum()
    page = send(organiser, forum, PEOPLE)

    confirm(organiser, forum, page)
    again = confirm(organiser, forum, page, ("anyway", "2"), ("anyway", "3"))

    assert again.status_code == 302
    assert count(Signup) == 2
    assert count(Letter) == 1


def test_whoever_is_to_be_asked_by_letter_has_agreed_to_nothing_yet(make, organiser):
    forum = make.forum()

    confirm(organiser, forum, send(organiser, forum, PEOPLE, basis="letter"))

    assert count(Signup) == 2
    assert count(Consent) == 0


def test_whoever_was_not_asked_is_asked_in_the_letter_and_on_the_ticket_and_agrees_there(
    make, organiser, sign_in, letters
):
    forum, other = make.forum(), make.forum()
    for each, basis in ((forum, "letter"), (other, "paper")):
        confirm(organiser, each, send(organiser, each, ENGLISH, basis=basis, written_in="en"))
    unasked, asked = (s.tickets[0] for s in db.session.scalars(select(Signup).order_by(Signup.id)))
    persons = [unasked.signup.person_id, asked.signup.person_id]
    browser = sign_in(tickets=[unasked, asked])
    told = [" ".join(letter.body.split()) for letter in letters()]

    before = browser.get(f"/forums/{forum.public_id}/ticket?lang=en")
    elsewhere = browser.get(f"/forums/{other.public_id}/ticket?lang=en")
    for _twice in range(2):
        browser.post(f"/forums/{forum.public_id}/ticket/agree")
    after = browser.get(f"/forums/{forum.public_id}/ticket?lang=en")

    assert "I agree" in before.text
    assert "I agree" not in elsewhere.text + after.text
    assert count(Consent, Consent.person_id == persons[0]) == 1
    assert (
        db.session.scalars(
            select(Consent.recorded_by_id).where(Consent.person_id == persons[0])
        ).one()
        is None
    )
    assert sorted("put you on its list" in each for each in told) == [False, True]


def test_nobody_agrees_for_somebody_else(make, organiser, client):
    forum = make.forum()
    confirm(organiser, forum, send(organiser, forum, ENGLISH, basis="letter"))

    for browser in (client, organiser):
        assert browser.post(f"/forums/{forum.public_id}/ticket/agree").status_code == 404

    assert count(Consent) == 0


def test_without_saying_on_what_ground_nobody_is_taken(make, organiser):
    page = send(organiser, make.forum(), PEOPLE, basis=None)

    assert page.status_code == 422


def test_likely_doubles_are_left_out_unless_ticked(make, organiser):
    forum = make.forum()
    make.signup(forum, person=make.person("สมชาย", family_name="ใจดี"))
    page = send(organiser, forum, PEOPLE + "บุญมี,มีสุข,,,องค์กรชาวบ้าน,\n")

    shown = confirm(organiser, forum, page, ("anyway", "2"), go="check")
    confirm(organiser, forum, shown)

    names = db.session.scalars(
        select(Person.given_name).join(Signup, Signup.person_id == Person.id)
    )
    assert sorted(names) == ["บุญมี", "สมชาย", "สมชาย"]


def test_over_the_seats_people_would_wait_and_then_do(make, organiser):
    forum = make.forum(seats={"government": 1})
    rows = "ชื่อ-สกุล,ภาคส่วน\nนางสาวหนึ่ง ดี,ราชการ\nสอง ดี,ราชการ\nสาม ดี,ภาคราชการ\n"

    page = send(organiser, forum, rows)
    confirm(organiser, forum, page)

    states = db.session.scalars(select(Signup.state).order_by(Signup.id)).all()
    assert page.text.count("status-open") == 2
    assert states == [SignupState.SEATED, SignupState.WAITING, SignupState.WAITING]


def test_columns_that_were_not_understood_can_be_told(make, organiser):
    forum = make.forum()
    page = send(organiser, forum, "ก,ข\nสมชาย ใจดี,คนที่หนึ่ง\n")
    assert "ใจดี" in page.text
    refused = confirm(organiser, forum, page)

    mended = [("column_0", "name"), ("sector", "ngo")]
    confirm(organiser, forum, page, *mended)

    assert refused.status_code == 422
    signup = db.session.scalars(select(Signup)).one()
    assert signup.person.name == "สมชาย ใจดี"
    assert signup.sector.code == "ngo"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874", "tis-620"])
def test_thai_lists_are_read_in_every_usual_encoding(make, organiser, encoding):
    page = send(organiser, make.forum(), PEOPLE.encode(encoding))

    assert "นายสมชาย ใจดี" in words(page)


def test_a_workbook_is_read_and_a_formula_in_it_is_not_calculated(make, organiser):
    forum = make.forum()
    book = Workbook()
    book.active.append(["Full name", "Telephone", "Sector"])
    book.active.append(["Somchai Jaidee", 812345678, "ngo"])
    book.active.append(['="Evil"&" Name"', None, "ngo"])
    out = io.BytesIO()
    book.save(out)

    page = send(organiser, forum, out.getvalue(), "people.xlsx")
    confirm(organiser, forum, page)

    signup = db.session.scalars(select(Signup)).one()
    assert signup.person.phone == "+66812345678"
    assert "Evil" not in page.text


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_in_cells_and_headings_is_only_text(make, organiser, payload):
    forum = make.forum()
    quoted = payload.replace('"', '""')
    rows = f'"{quoted}",Given name,Family name,Organisation,Sector,Network\n'
    rows += f'"{quoted}","a{quoted}","b{quoted}","{quoted}",ngo,"{quoted}"\n'
    rows += f'x,"c{quoted}","b{quoted}","{quoted}","{quoted}",\n'

    page = send(organiser, forum, rows)
    answer = confirm(organiser, forum, page)
    result = organiser.get(answer.location)
    listed = organiser.get(f"/forums/{forum.public_id}/desk/signups")

    for each in (page, result, listed):
        assert each.status_code == 200
        assert "<script>alert" not in each.text
        assert "<img src=x" not in each.text
    assert payload in html.unescape(page.text)
    assert db.session.scalars(select(Signup)).one().organisation_name == payload


def test_a_page_that_was_altered_or_comes_from_another_forum_is_not_believed(make, organiser):
    here, there = make.forum(), make.forum()
    page = send(organiser, here, PEOPLE)

    elsewhere = confirm(organiser, there, page)
    altered = organiser.post(
        f"/forums/{here.public_id}/desk/import/rows",
        data={"rows": dict(held(page))["rows"][:-2] + "xx", "basis": "paper", "go": "import"},
    )

    assert elsewhere.location == f"/forums/{there.public_id}/desk/import"
    assert altered.location == f"/forums/{here.public_id}/desk/import"
    assert count(Signup) == 0


def test_after_two_hours_the_list_has_to_be_sent_again(make, organiser, now):
    forum = make.forum()
    page = send(organiser, forum, PEOPLE)

    with time_machine.travel(now.replace(hour=6), tick=False):
        answer = confirm(organiser, forum, page)

    assert answer.location.endswith("/desk/import")
    assert count(Signup) == 0


@pytest.mark.parametrize("layout", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["th", "en"])
def test_the_empty_list_to_fill_in_is_understood_when_it_comes_back(
    make, organiser, layout, language
):
    forum = make.forum()
    path = f"/forums/{forum.public_id}/desk/import/templates/{layout}?lang={language}"
    content = organiser.get(path).data
    if layout == "csv":
        filled = content + ",สมชาย,ใจดี,,,ngo,,\r\n".encode()
    else:
        book = load_workbook(io.BytesIO(content))
        book.active.append(["", "สมชาย", "ใจดี", "", "", "ngo"])
        out = io.BytesIO()
        book.save(out)
        filled = out.getvalue()

    confirm(organiser, forum, send(organiser, forum, filled, f"list.{layout}"))

    assert db.session.scalars(select(Person.given_name).join(Signup)).one() == "สมชาย"


def test_only_who_manages_sign_ups_of_this_forum_imports(make, sign_in, client):
    mine, other = make.forum(), make.forum()
    organiser = sign_in(make.account(Role.ORGANISER, mine.scope))
    coordinator = sign_in(make.account(Role.COORDINATOR, mine.scope))
    path = "/forums/{}/desk/import"

    assert organiser.get(path.format(mine.public_id)).status_code == 200
    assert organiser.get(path.format(other.public_id)).status_code == 404
    assert coordinator.get(path.format(mine.public_id)).status_code == 403
    assert client.get(path.format(mine.public_id)).status_code == 302
    assert send(organiser, other, PEOPLE).status_code == 404


def test_the_list_of_another_forum_is_not_shown_here(make, organiser):
    here, there = make.forum(), make.forum()
    answer = confirm(organiser, there, send(organiser, there, PEOPLE))

    moved = answer.location.replace(there.public_id, here.public_id)

    assert organiser.get(moved).status_code == 404
    assert organiser.get(f"{moved}/tickets").status_code == 404


def test_a_forum_that_is_over_takes_no_list(make, organiser, now):
    from datetime import timedelta

    forum = make.forum(starts_at=now - timedelta(days=2))

    answer = confirm(organiser, forum, send(organiser, forum, PEOPLE))

    assert answer.status_code == 409
    assert count(Signup) == 0


def test_looking_at_a_list_asks_as_many_questions_for_a_long_as_for_a_short_one(
    make, organiser, count_queries
):
    forum = make.forum()
    rows = "ชื่อ,นามสกุล,ภาคส่วน\n"

    with count_queries() as few:
        send(organiser, forum, rows + "สมชาย,ใจดี,ngo\n")
    with count_queries() as many:
        send(organiser, forum, rows + "".join(f"คน{n},ใจดี,ngo\n" for n in range(300)))

    assert len(many) == len(few)
