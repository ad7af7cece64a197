import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from forum.core.db import db
from forum.core.permissions import Role, Scope, ScopeKind
from forum.core.transaction import transaction
from forum.events.logic.stages import Stage
from forum.events.models import AgendaItem, Forum, Material, Part, PartKind, Programme
from forum.events.service.agenda import item_version
from forum.events.service.forums import version_of
from forum.events.service.stages import cancel_forum

HOSTILE = "<script>alert(1)</script>\"'>&{{ 7*7 }}${7*7}%(x)s</title>"
FORM = {
    "title-th": "เวทีความรู้",
    "title-en": "Knowledge forum",
    "summary-th": "เพื่อเด็กทุกคน",
    "starts_day": "12/12/2569",
    "starts_time": "๐๙.๐๐ น.",
    "ends_time": "16.30",
    "place-th": "ศาลาประชาคม",
    "signup_opens_day": "1 ธ.ค. 69",
    "signup_closes_day": "7 ธันวาคม 2569",
    "attribution_mode": "sector",
    "authoritative_language": "th",
    "request_key": "k" * 22,
}


@pytest.fixture
def organiser(make, sign_in):
    """A browser of somebody who organises everything."""
    return sign_in(make.account(Role.ORGANISER))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def only(model):
    return db.session.scalars(select(model)).one()


def text_of(response):
    return unescape(response.get_data(as_text=True))


def part_of(make, forum, **values):
    return make.save(
        Part(
            forum_id=forum.id,
            title=values.pop("title", {"th": "ช่วงเช้า", "en": "Morning"}),
            kind=PartKind.PLENARY,
            room={},
            starts_at=values.pop("starts_at", forum.starts_at),
            ends_at=values.pop("ends_at", forum.starts_at + timedelta(hours=1)),
            **values,
        )
    )


# The public calendar


def test_the_calendar_shows_forums_to_come_and_hides_drafts_and_rehearsals(client, make, now):
    make.forum(title={"th": "เวทีหน้า"})
    make.forum(title={"th": "เวทีร่าง"}, published_at=None)
    make.forum(title={"th": "เวทีซ้อม"}, is_rehearsal=True)
    make.forum(title={"th": "เวทีเก่า"}, starts_at=now - timedelta(days=3))

    ahead = text_of(client.get("/forums"))
    past = text_of(client.get("/forums?when=past"))

    assert "เวทีหน้า" in ahead
    assert "เวทีเก่า" in past
    assert not {"เวทีร่าง", "เวทีซ้อม"} & set(re.findall(r"เวที\w+", ahead + past))
    assert "เวทีเก่า" not in ahead
    assert "เวทีหน้า" not in past


def test_the_calendar_is_searched_by_words_of_the_title_in_any_language_and_digits(client, make):
    make.forum(title={"th": "เวทีที่ ๑๒ เงินอุดหนุนเด็ก", "en": "Child support"})
    make.forum(title={"th": "ที่ดินและป่าไม้", "en": "Land"})

    for words in ("อุดหนุน", "SUPPORT child", "12", "เวทีที่ ๑๒"):
        page = text_of(client.get("/forums", query_string={"q": words}))
        assert "เงินอุดหนุนเด็ก" in page
        assert "ที่ดินและป่าไม้" not in page
    for words in ("%", "_", "ไม่มีคำนี้", "'; drop table forums; --"):
        page = client.get("/forums", query_string={"q": words})
        assert page.status_code == 200
        assert "เงินอุดหนุนเด็ก" not in text_of(page)


def test_a_programme_filter_brings_the_forums_of_its_projects_too(client, make):
    root = make.programme(title={"th": "แผนงาน"})
    project = make.programme(parent=root, title={"th": "โครงการ"})
    make.forum(programme=project, title={"th": "ในโครงการ"})
    make.forum(title={"th": "ที่อื่นๆ"})

    page = text_of(client.get(f"/forums?programme={root.public_id}"))

    assert "ในโครงการ" in page
    assert "ที่อื่นๆ" not in page


def test_a_long_calendar_has_pages_that_keep_the_search(client, make):
    for number in range(25):
        make.forum(title={"th": f"เวทีครั้งที่ {number}"})

    first, second = (text_of(client.get(f"/forums?q=เวที&page={n}")) for n in (1, 2))

    assert first.count('class="event"') == 20
    assert second.count('class="event"') == 5
    assert "page=2" in first


def test_an_empty_calendar_says_what_to_do_next(client):
    page = text_of(client.get("/forums"))

    assert "/forums?when=past" in page


@pytest.mark.parametrize("path", ["/forums", "/programmes/{programme}", "/desk"])
def test_a_list_of_fifty_forums_costs_no_more_questions_than_one(
    path, organiser, make, count_queries
):
    programme = make.programme()
    programme_id, address = programme.id, path.format(programme=programme.public_id)

    def questions():
        organiser.get(address)
        db.session.expunge_all()
        with count_queries() as statements:
            assert organiser.get(address).status_code == 200
        return len(statements)

    make.forum(programme=programme)
    one = questions()
    programme = db.session.get_one(Programme, programme_id)
    for _ in range(49):
        make.forum(programme=programme)

    assert questions() == one


def test_an_agenda_of_thirty_items_costs_no_more_questions_than_one(organiser, make, count_queries):
    forum = make.forum()
    make.item(forum)
    forum_id, address = forum.id, f"/forums/{forum.public_id}/agenda"

    def questions():
        organiser.get(address)
        db.session.expunge_all()
        with count_queries() as statements:
            assert organiser.get(address).status_code == 200
        return len(statements)

    one = questions()
    forum = db.session.get_one(Forum, forum_id)
    for _ in range(29):
        make.item(forum)

    assert questions() == one


def test_the_agenda_shows_numbers_times_and_parts_side_by_side(client, make):
    forum = make.forum(starts_at=datetime(2026, 12, 12, 2, 0, tzinfo=UTC))
    hour = timedelta(hours=1)
    one = part_of(make, forum, title={"th": "กลุ่มเด็ก"})
    two = part_of(make, forum, title={"th": "กลุ่มงบ"})
    item = make.item(forum, {"th": "เปิดกลุ่ม"}, part_id=one.id, minutes=15)
    make.item(forum, {"th": "เล่าเรื่อง"}, parent=item, minutes=15)
    make.item(forum, {"th": "ตัวเลข"}, part_id=two.id, minutes=15)
    late = part_of(
        make, forum, starts_at=forum.starts_at + hour, ends_at=forum.starts_at + 2 * hour
    )
    make.item(forum, {"th": "สรุป"}, part_id=late.id)

    page = text_of(client.get(f"/forums/{forum.public_id}/agenda"))

    assert page.count("col-lg-6") == 2
    places = [page.index(word) for word in ("เปิดกลุ่ม", "เล่าเรื่อง", "ตัวเลข", "สรุป")]
    assert places == sorted(places)
    assert re.search(r">1\.1</td>.*เล่าเรื่อง", page, re.DOTALL)
    assert "09.00–10.00 น." in page
    assert "10.00 น." in page


# Calendar files


def test_the_calendar_file_of_a_forum_reads_back(client, make):
    forum = make.forum(
        title={"th": "เวทีความรู้ เงินอุดหนุนเพื่อการเลี้ยงดูบุตรถ้วนหน้า; ครั้งที่ 1, ขอนแก่น"},
        online_url="https://meet.example.org/secret-room",
        sequence=3,
        starts_at=datetime(2026, 12, 12, 2, 0, tzinfo=UTC),
    )

    response = client.get(f"/forums/{forum.public_id}/calendar.ics")

    assert response.mimetype == "text/calendar"
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))
    calendar = Calendar.from_ical(response.data)
    (event,) = calendar.walk("VEVENT")
    assert event["UID"] == f"{forum.public_id}@127.0.0.1"
    assert event["SUMMARY"] == forum.title["th"]
    assert event["SEQUENCE"] == 3
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].params["TZID"] == "Asia/Bangkok"
    assert event.decoded("DTSTART") == forum.starts_at
    assert event.decoded("DTEND") == forum.ends_at
    assert event["URL"].endswith(f"/forums/{forum.public_id}")
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Bangkok"]
    assert b"secret-room" not in response.data


def test_the_feed_of_a_programme_keeps_cancelled_forums_and_no_drafts(client, make, now):
    root = make.programme()
    project = make.programme(parent=root)
    kept = make.forum(programme=project)
    gone = make.forum(programme=project)
    late = make.forum(programme=root, stage=Stage.POSTPONED, change_reason={"th": "น้ำท่วม"})
    make.forum(programme=root, published_at=None)
    make.forum(programme=root, is_rehearsal=True)
    make.forum()
    with transaction():
        cancel_forum(gone.public_id, {"th": "ฝนตกหนัก"}, actor=make.staff("administrator"), now=now)

    response = client.get(f"/programmes/{root.public_id}/calendar.ics")

    events = {
        str(e["UID"]).split("@")[0]: e for e in Calendar.from_ical(response.data).walk("VEVENT")
    }
    assert {key: str(e["STATUS"]) for key, e in events.items()} == {
        kept.public_id: "CONFIRMED",
        gone.public_id: "CANCELLED",
        late.public_id: "TENTATIVE",
    }
    assert events[gone.public_id]["SEQUENCE"] == 1
    assert "ฝนตกหนัก" in events[gone.public_id]["DESCRIPTION"]


def test_hostile_titles_stay_inside_their_line_of_the_calendar_file(client, make):
    forum = make.forum(title={"th": "x\r\nBEGIN:VALARM\r\nEND:VALARM\r\nX-EVIL:1"})

    response = client.get(f"/forums/{forum.public_id}/calendar.ics")

    calendar = Calendar.from_ical(response.data)
    assert not calendar.walk("VALARM")
    assert "X-EVIL" not in calendar.walk("VEVENT")[0]


# For search engines and link previews


def jsonld(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found.group(1))


def test_the_first_page_of_a_forum_says_what_it_is_to_search_engines(client, make):
    forum = make.forum(online_url="https://meet.example.org/secret-room")

    page = client.get(f"/forums/{forum.public_id}").get_data(as_text=True)

    event = jsonld(page)
    assert event["@type"] == "Event"
    assert event["name"] == "เวทีทดลอง"
    assert event["startDate"].endswith("+07:00")
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert event["location"][0]["name"] == "ศาลาประชาคม"
    assert "secret-room" not in page


@pytest.mark.parametrize(
    ("stage", "status"),
    [(Stage.CANCELLED, "EventCancelled"), (Stage.POSTPONED, "EventPostponed")],
)
def test_a_forum_called_off_says_so_to_search_engines(client, make, stage, status):
    forum = make.forum(stage=stage, change_reason={"th": "ฝนตก"})

    page = client.get(f"/forums/{forum.public_id}").get_data(as_text=True)

    assert jsonld(page)["eventStatus"] == f"https://schema.org/{status}"


def test_hostile_text_in_every_field_is_shown_as_text(organiser, make, now):
    hostile = {"th": HOSTILE, "en": HOSTILE}
    programme = make.programme(title=hostile, description=hostile)
    forum = make.forum(
        programme=programme,
        title=hostile,
        summary=hostile,
        description=hostile,
        place=hostile,
        number=HOSTILE[:40],
        stage=Stage.POSTPONED,
        change_reason=hostile,
    )
    part = part_of(make, forum, title=hostile)
    item = make.item(forum, hostile, part_id=part.id, description=hostile, presenter=HOSTILE)
    make.save(
        Material(
            forum_id=forum.id,
            title=hostile,
            url="https://example.org/?<script>",
            position=1,
            item_id=item.id,
        )
    )
    here = f"/forums/{forum.public_id}"

    for path in (
        "/forums",
        f"/programmes/{programme.public_id}",
        f"/programmes/{programme.public_id}/edit",
        here,
        f"{here}/agenda",
        "/desk",
        f"{here}/desk",
        f"{here}/desk/edit",
        f"{here}/desk/agenda",
        f"{here}/desk/agenda/items/{item.public_id}",
        f"{here}/desk/agenda/parts/{part.public_id}",
        f"{here}/desk/materials",
        f"{here}/desk/team",
        f"{here}/desk/reinstate",
        f"{here}/desk/clone",
    ):
        for language in ("th", "en"):
            response = organiser.get(f"{path}?lang={language}")
            assert response.status_code == 200, path
            page = response.get_data(as_text=True)
            assert "<script>alert" not in page, path
            assert "49" not in re.sub(r"[\w-]*49[\w-]*", "", page.replace("${7*7}", "")), path
    assert jsonld(organiser.get(here).get_data(as_text=True))["name"] == HOSTILE


# Making and changing forums


def test_an_organiser_makes_a_forum_with_dates_of_the_buddhist_era(organiser, make):
    programme = make.programme()

    response = organiser.post("/desk/forums/new", data={**FORM, "programme": programme.public_id})

    forum = only(Forum)
    assert response.status_code == 302
    assert response.location.endswith(f"/forums/{forum.public_id}/desk")
    assert forum.starts_at == datetime(2026, 12, 12, 2, 0, tzinfo=UTC)
    assert forum.ends_at == datetime(2026, 12, 12, 9, 30, tzinfo=UTC)
    assert forum.signup_opens_at == datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
    assert forum.signup_closes_at == datetime(2026, 12, 7, 16, 59, tzinfo=UTC)
    assert forum.published_at is None


def test_sending_the_form_twice_makes_one_forum(organiser, make):
    data = {**FORM, "programme": make.programme().public_id}

    first, second = (organiser.post("/desk/forums/new", data=data) for _ in range(2))

    assert first.location == second.location
    assert count(Forum) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_day": "31/2/2569"},
        {"starts_day": ""},
        {"starts_day": "วันไหนก็ได้"},
        {"starts_time": "25.00"},
        {"ends_time": "08.00"},
        {"ends_day": "11/12/2569"},
        {"title-th": "", "title-en": ""},
        {"title-th": "ก" * 201},
        {"online_url": "javascript:alert(1)"},
        {"signup_closes_day": "1/11/2569"},
        {"attribution_mode": "loudly"},
        {"programme": "nonsense"},
    ],
)
def test_bad_input_is_shown_at_the_form_with_what_was_typed_and_nothing_is_kept(
    organiser, make, wrong
):
    data = {**FORM, "programme": make.programme().public_id, "number": "7/2569", **wrong}

    response = organiser.post("/desk/forums/new", data=data)

    page = text_of(response)
    assert response.status_code == 422
    assert "error-summary" in page
    assert "7/2569" in page
    assert "เพื่อเด็กทุกคน" in page
    for name in ("starts_day", "starts_time", "ends_time"):
        assert f'value="{data[name]}"' in page
    assert count(Forum) == 0


def test_an_organiser_of_one_programme_is_not_offered_the_others(make, sign_in):
    own, other = make.programme(), make.programme(title={"th": "ของคนอื่น"})
    browser = sign_in(make.account(Role.ORGANISER, Scope(ScopeKind.PROGRAMME, own.id)))

    page = text_of(browser.get("/desk/forums/new"))
    response = browser.post("/desk/forums/new", data={**FORM, "programme": other.public_id})

    assert "ของคนอื่น" not in page
    assert response.status_code == 422
    assert count(Forum) == 0


def test_the_forums_rules_of_voting_are_kept_and_too_many_proxies_refused(make, organiser):
    forum = make.forum()
    address = f"/forums/{forum.public_id}/desk/edit"
    rules = {"has_weights": "y", "most_proxies": "๒", "version": version_of(forum)}

    refused = organiser.post(address, data=FORM | rules | {"most_proxies": "21"})
    kept = organiser.post(address, data=FORM | rules)

    assert (refused.status_code, kept.status_code) == (422, 302)
    assert (only(Forum).has_weights, only(Forum).most_proxies) == (True, 2)


def test_a_stale_form_keeps_what_was_typed_and_the_second_save_replaces(organiser, make):
    forum = make.forum()
    version = version_of(forum)
    address = f"/forums/{forum.public_id}/desk/edit"
    theirs = {**FORM, "number": "ของเขา", "version": version}
    mine = {**FORM, "number": "ของฉัน", "version": version}

    organiser.post(address, data=theirs)
    refused = organiser.post(address, data=mine)

    assert refused.status_code == 422
    assert "ของฉัน" in text_of(refused)
    assert db.session.get_one(Forum, forum.id).number == "ของเขา"
    newer = re.search(r'name="version"[^>]*value="(\w+)"', refused.get_data(as_text=True)).group(1)
    assert organiser.post(address, data={**mine, "version": newer}).status_code == 302
    assert db.session.get_one(Forum, forum.id).number == "ของฉัน"


def test_a_form_opened_and_saved_unchanged_changes_nothing_that_calendars_watch(organiser, make):
    starts = datetime(2026, 12, 12, 2, 0, tzinfo=UTC)
    forum = make.forum(
        starts_at=starts,
        signup_opens_at=starts - timedelta(days=9),
        signup_closes_at=starts - timedelta(days=2),
    )
    address = f"/forums/{forum.public_id}/desk/edit"
    page = organiser.get(address).get_data(as_text=True)
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    data = {
        name: unescape(value)
        for name, value in inputs
        if name not in ("attribution_mode", "is_rehearsal")
    }

    response = organiser.post(
        address, data={**data, "attribution_mode": "sector", "authoritative_language": "th"}
    )

    assert response.status_code == 302
    db.session.expire_all()
    assert (forum.starts_at, forum.sequence) == (starts, 0)


def test_a_forum_is_published_opened_and_called_off_from_the_desk(organiser, make, now):
    forum = make.forum(published_at=None, stage=Stage.ANNOUNCED)
    here = f"/forums/{forum.public_id}/desk"

    def stage():
        db.session.expire_all()
        return forum.stage

    assert organiser.post(f"{here}/publish").status_code == 302
    assert organiser.post(f"{here}/stage/open").status_code == 302
    assert stage() is Stage.OPEN
    assert organiser.post(f"{here}/stage/finished").status_code == 409
    assert organiser.post(f"{here}/stage/nonsense").status_code == 404
    assert organiser.post(f"{here}/postpone", data={"reason-th": ""}).status_code == 422
    assert organiser.post(f"{here}/postpone", data={"reason-th": "น้ำท่วม"}).status_code == 302
    assert stage() is Stage.POSTPONED
    again = {"starts_day": "20/12/2569", "starts_time": "9.00", "ends_time": "8.00"}
    assert organiser.post(f"{here}/reinstate", data=again).status_code == 422
    assert stage() is Stage.POSTPONED
    assert (
        organiser.post(f"{here}/reinstate", data={**again, "ends_time": "12.00"}).status_code == 302
    )
    assert stage() is Stage.ANNOUNCED
    assert organiser.post(f"{here}/cancel", data={"reason-en": "Flood"}).status_code == 302
    assert stage() is Stage.CANCELLED


def test_the_summary_of_errors_reads_as_the_page_does(organiser, make):
    make.programme()
    data = {**FORM, "title-th": "ก" * 201, "title-en": "a" * 201, "starts_day": "soon"}

    page = organiser.post("/desk/forums/new?lang=en", data=data).get_data(as_text=True)

    summary = page[page.index("error-summary") : page.index("</ul>", page.index("error-summary"))]
    named = re.findall(r'href="#([^"]+)"', summary)
    assert named[:4] == ["programme", "title-th", "title-en", "starts_day"]
    places = [page.index(f'id="{name}"') for name in named]
    assert places == sorted(places)


def test_publishing_opens_sign_up_as_well_where_that_is_ticked(organiser, make):
    forum = make.forum(published_at=None, stage=Stage.ANNOUNCED)
    here = f"/forums/{forum.public_id}/desk"

    offered = organiser.get(f"{here}?lang=en").get_data(as_text=True)
    organiser.post(f"{here}/publish", data={"opens_signup": "y"})

    db.session.expire_all()
    assert re.search(r'<input[^>]*checked[^>]*name="opens_signup"', offered)
    assert (forum.published_at is not None, forum.stage) == (True, Stage.OPEN)


def test_a_forum_that_is_only_published_offers_to_open_sign_up_as_the_next_step(organiser, make):
    forum = make.forum(published_at=None, stage=Stage.ANNOUNCED)
    here = f"/forums/{forum.public_id}/desk"

    organiser.post(f"{here}/publish")

    db.session.expire_all()
    assert forum.stage is Stage.ANNOUNCED
    assert f"{here}/stage/open" in organiser.get(here).get_data(as_text=True)


def test_opening_a_page_never_changes_a_forum(organiser, make):
    forum = make.forum(published_at=None, stage=Stage.ANNOUNCED)
    here = f"/forums/{forum.public_id}/desk"

    for path in ("publish", "stage/open"):
        assert organiser.get(f"{here}/{path}").status_code == 405


def test_a_clone_is_a_draft_on_another_day(organiser, make):
    forum = make.forum()
    make.item(forum, {"th": "หนึ่ง"})
    data = {"starts_day": "1/3/2570", "starts_time": "9.00", "ends_time": "16.00"}
    data["request_key"] = "c" * 22

    response = organiser.post(f"/forums/{forum.public_id}/desk/clone", data=data)

    copy = db.session.scalars(select(Forum).where(Forum.cloned_from.is_not(None))).one()
    assert response.location.endswith(f"/forums/{copy.public_id}/desk")
    assert copy.starts_at == datetime(2027, 3, 1, 2, 0, tzinfo=UTC)


# Programmes


def test_an_organiser_makes_and_changes_a_programme(organiser, make):
    body = make.organisation()
    data = {
        "title-th": "โครงการสานพลังสังคมเครือข่าย",
        "organisation": body.public_id,
        "starts_on": "1 ต.ค. 2557",
        "ends_on": "๓๐/๙/๒๕๕๘",
        "request_key": "p" * 22,
    }

    organiser.post("/desk/programmes/new", data=data)

    programme = only(Programme)
    page = text_of(organiser.get(f"/programmes/{programme.public_id}"))
    assert "มูลนิธิทดลอง" in page
    assert "1 ตุลาคม 2557" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "2558" in page
    refused = organiser.post(
        f"/programmes/{programme.public_id}/edit", data={**data, "ends_on": "1/1/2500"}
    )
    assert refused.status_code == 422
    assert 'value="1/1/2500"' in text_of(refused)


# Agenda at the desk


def test_the_agenda_is_built_with_plain_buttons(organiser, make):
    forum = make.forum()
    here = f"/forums/{forum.public_id}/desk/agenda"
    part = {"title-th": "เช้า", "kind": "plenary", "request_key": "p" * 22}
    day = forum.starts_at.astimezone().strftime("%Y-%m-%d")
    part.update(day=day, starts_time="10.00", ends_time="11.00")

    assert organiser.post(f"{here}/parts/new", data=part).status_code == 302
    for letter in "ab":
        item = {"title-th": letter, "minutes": "๔๐", "part": only(Part).public_id}
        item["request_key"] = letter * 22
        assert organiser.post(f"{here}/items/new", data=item).status_code == 302
    second = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id.desc())).first()
    assert organiser.post(f"{here}/items/{second.public_id}/move/up").status_code == 302
    page = text_of(organiser.get(here))

    assert page.index(">b<") < page.index(">a<")
    assert "20 นาที" in page  # two items of forty minutes in an hour
    removed = organiser.post(f"{here}/items/{second.public_id}/remove", data={"below": "0"})
    assert removed.status_code == 302
    assert [item.title["th"] for item in db.session.scalars(select(AgendaItem))] == ["a"]


@pytest.mark.parametrize("minutes", ["-5", "abc", "1e9", "99999999"])
def test_a_length_that_is_none_is_refused_and_kept_on_the_form(organiser, make, minutes):
    forum = make.forum()
    data = {"title-th": "เรื่องหนึ่ง", "minutes": minutes, "part": ""}

    response = organiser.post(f"/forums/{forum.public_id}/desk/agenda/items/new", data=data)

    assert response.status_code == 422
    assert "เรื่องหนึ่ง" in text_of(response)
    assert f'value="{minutes}"' in text_of(response)
    assert count(AgendaItem) == 0


def test_a_part_outside_of_the_forum_is_refused_with_what_was_typed(organiser, make):
    forum = make.forum()
    data = {"title-th": "เช้ามืด", "kind": "plenary", "day": "1/1/2569"}
    data.update(starts_time="3.00", ends_time="4.00")

    response = organiser.post(f"/forums/{forum.public_id}/desk/agenda/parts/new", data=data)

    assert response.status_code == 422
    assert 'value="1/1/2569"' in text_of(response)
    assert count(Part) == 0


def test_an_item_of_another_forum_is_not_found_at_this_desk(organiser, make):
    forum, other = make.forum(), make.forum()
    item = make.item(other)
    here = f"/forums/{forum.public_id}/desk/agenda/items/{item.public_id}"

    assert organiser.get(here).status_code == 404
    for act in ("move/up", "remove"):
        assert organiser.post(f"{here}/{act}").status_code == 404
    data = {"title-th": "x", "minutes": "1", "part": "", "version": item_version(item)}
    assert organiser.post(here, data=data).status_code == 404
    assert count(AgendaItem) == 1


# Materials at the desk


def test_a_link_and_a_file_are_added_and_read_by_visitors(organiser, client, make):
    forum = make.forum()
    here = f"/forums/{forum.public_id}/desk/materials"
    link = {"link-title-th": "สรุป", "link-url": "https://example.org/a", "link-item": ""}
    file = {"file-file": (BytesIO("สวัสดี".encode()), "อ่านก่อน.txt"), "file-item": ""}

    assert organiser.post(f"{here}/links", data=link).status_code == 302
    assert organiser.post(f"{here}/files", data=file).status_code == 302
    page = text_of(client.get(f"/forums/{forum.public_id}/agenda"))
    address = re.search(r'href="(/files/[^"]+)"', page).group(1)
    download = client.get(address, buffered=True)

    assert "https://example.org/a" in page
    assert download.data.decode() == "สวัสดี"
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x", "ไม่ใช่ลิงก์", ""])
def test_what_is_not_a_link_is_refused_and_kept_on_the_form(organiser, make, url):
    forum = make.forum()
    data = {"link-title-th": "สรุป", "link-url": url, "link-item": ""}

    response = organiser.post(f"/forums/{forum.public_id}/desk/materials/links", data=data)

    assert response.status_code == 422
    assert 'value="สรุป"' in text_of(response)
    assert count(Material) == 0


def test_a_form_without_a_file_asks_for_one(organiser, make):
    forum = make.forum()

    response = organiser.post(
        f"/forums/{forum.public_id}/desk/materials/files",
        data={"file-title-th": "สรุป", "file-item": ""},
        content_type="multipart/form-data",
    )

    assert response.status_code == 422
    assert 'value="สรุป"' in text_of(response)


# Team


def test_a_facilitator_is_invited_by_mail_and_may_be_let_go_again(organiser, make, letters):
    forum = make.forum()
    here = f"/forums/{forum.public_id}/desk/team"
    data = {"given_name": "เมตตา", "email": "metta@example.org", "role": "facilitator"}

    assert organiser.post(here, data=data).status_code == 302
    assert [letter.to for letter in letters()] == [["metta@example.org"]]
    page = text_of(organiser.get(here))
    assert "เมตตา" in page
    remove = re.search(r'action="([^"]+/remove)"', page).group(1)
    assert organiser.post(remove).status_code == 302
    assert "metta@example.org" not in text_of(organiser.get(here))


def test_nobody_becomes_administrator_of_a_forum(organiser, make):
    forum = make.forum()
    data = {"given_name": "เมตตา", "email": "metta@example.org", "role": "administrator"}

    response = organiser.post(f"/forums/{forum.public_id}/desk/team", data=data)

    assert response.status_code == 422
    assert 'value="metta@example.org"' in text_of(response)


def test_a_role_in_another_forum_cannot_be_taken_from_here(make, sign_in):
    forum, other = make.forum(), make.forum()
    browser = sign_in(make.account(Role.ORGANISER, forum.scope))
    grant = make.grant(make.account(), Role.FACILITATOR, other.scope)

    response = browser.post(f"/forums/{forum.public_id}/desk/team/{grant.id}/remove")

    assert response.status_code == 404


# Doors of the desk: role × page, on a forum of one's own and on another's

PAGES = {
    "": {"organiser", "facilitator", "rapporteur", "coordinator"},
    "/agenda": {"organiser", "facilitator", "rapporteur", "coordinator"},
    "/materials": {"organiser", "facilitator", "rapporteur", "coordinator"},
    "/edit": {"organiser"},
    "/agenda/items/new": {"organiser"},
    "/agenda/parts/new": {"organiser"},
    "/team": {"organiser"},
    "/postpone": {"organiser"},
    "/cancel": {"organiser"},
    "/reinstate": {"organiser"},
    "/clone": set(),  # takes the programme
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["organiser", "facilitator", "rapporteur", "coordinator"])
def test_each_role_opens_its_own_pages_of_its_own_forum_only(role, page, make, sign_in):
    forum, other = make.forum(), make.forum()
    browser = sign_in(make.account(Role(role), forum.scope))

    own = browser.get(f"/forums/{forum.public_id}/desk{page}").status_code
    foreign = browser.get(f"/forums/{other.public_id}/desk{page}").status_code

    assert own == 200 if role in PAGES[page] else own in (403, 404)
    assert foreign in (403, 404)


@pytest.mark.parametrize("page", PAGES)
def test_visitors_and_tickets_have_no_desk(page, client, make, sign_in):
    forum = make.forum()
    ticket, _ = make.ticket(make.signup(forum))
    path = f"/forums/{forum.public_id}/desk{page}"

    assert client.get(path).status_code == 302
    assert "/sign-in" in client.get(path).location
    assert sign_in(tickets=[ticket]).get(path).status_code in (403, 404)


def test_without_a_programme_a_new_forum_begins_with_one(make, sign_in):
    administrator = sign_in(make.account("administrator"))

    page = administrator.get("/desk/forums/new", follow_redirects=True)

    assert page.request.path == "/desk"
    assert "/desk/programmes/new" in page.text


def test_the_desk_lists_drafts_to_those_who_prepare_them_only(make, sign_in):
    mine = make.forum(title={"th": "ร่างของฉัน"}, published_at=None)
    make.forum(title={"th": "ร่างของเขา"}, published_at=None)
    below = make.programme(parent=mine.programme)
    make.forum(title={"th": "ร่างข้างใต้"}, published_at=None, programme=below)

    helper = text_of(sign_in(make.account(Role.FACILITATOR, mine.scope)).get("/desk"))
    scope = Scope(ScopeKind.PROGRAMME, mine.programme_id)
    organiser = text_of(sign_in(make.account(Role.ORGANISER, scope)).get("/desk"))

    assert "ร่างของฉัน" in helper
    assert "ร่างข้างใต้" not in helper
    assert "ร่างข้างใต้" in organiser
    assert "ร่างของเขา" not in helper + organiser
