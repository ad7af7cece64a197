import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from forum.app import create_app
from forum.core.db import db
from forum.core.permissions import Role
from forum.events.models import Forum
from forum.language.dates import local
from forum.scheduling.logic import Availability, link_token
from forum.scheduling.models import DatePoll, DateReply
from forum.web.limits import limiter
from forum.web.logs import redact

YES, MAYBE, NO = Availability.YES, Availability.IF_NEED_BE, Availability.NO


@pytest.fixture(autouse=True)
def in_now(now, monkeypatch):
    """Pages are looked at in the moment in which tests happen."""
    for views in ("public", "desk"):
        monkeypatch.setattr(f"forum.scheduling.views.{views}.now", lambda: now)


@pytest.fixture
def programme(make):
    return make.programme()


@pytest.fixture
def organiser(make, sign_in, programme):
    """A browser of somebody who organises the programme."""
    return sign_in(make.account(Role.ORGANISER, programme.scopes[0]))


def rows(kind):
    return db.session.scalar(select(func.count()).select_from(kind))


def said(poll, *given, **more):
    names = [f"slot-{slot.public_id}" for slot in poll.slots]
    return {**dict(zip(names, given, strict=False)), **more}


def link_of(page):
    return re.search(r'value="http[^"]*(/dates/[^"]+)"', page.text)[1]


# Organisers


def ask(now, **more):
    days = [local(now + timedelta(days=20 + n)).date() for n in range(2)]
    return {
        "title-th": "หาวันจัดเวที",
        "title-en": "A day for the forum",
        "days": "\n".join(f"{d.day}/{d.month}/{d.year + 543}" for d in days),
        "hours": "09.00–12.00 น.\n13:00 - 16:30",
        "closes_day": "1/12/2569",
        "closes_time": "18.00",
        "request_key": "k" * 22,
        **more,
    }


def test_an_organiser_asks_for_days_at_hours_and_gets_a_link(organiser, programme, now, client):
    path = f"/programmes/{programme.public_id}/date-polls"
    empty = organiser.get(f"{path}?lang=en")

    answers = [organiser.post(f"{path}/new", data=ask(now)) for _ in range(2)]
    page = organiser.get(answers[0].location)

    assert "No date asked for yet" in empty.text
    assert answers[0].status_code == 302
    assert answers[0].location == answers[1].location
    assert rows(DatePoll) == 1
    assert page.text.count("Take out</summary>") == 4
    assert client.get(link_of(page)).text.count("radiogroup") == 4


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("days", "someday"), ("days", ""), ("days", "1/1/2560"), ("hours", "9 to"), ("hours", "09:00"),
        ("hours", "12:00-09:00"), ("hours", "1-2-3"), ("closes_day", "1/1/2560"), ("title-th", ""),
        ("days", "\n".join(f"{n % 28 + 1}/12/{2570 + n}" for n in range(70))),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_at_its_field_and_kept(
    organiser, programme, now, field, typed
):
    sent = ask(now, **{field: typed, **({"title-en": ""} if field == "title-th" else {})})

    answer = organiser.post(f"/programmes/{programme.public_id}/date-polls/new?lang=en", data=sent)

    assert answer.status_code == 422
    assert "Please check your answers" in answer.text
    assert "09.00–12.00" in answer.text or field == "hours"
    assert rows(DatePoll) == 0


def test_a_copy_begins_with_the_words_and_hours_of_another(make, organiser, programme):
    poll, _ = make.date_poll(programme, title={"th": "เรื่องเดิม"})
    other, _ = make.date_poll(title={"th": "ความลับ"})
    new = f"/programmes/{programme.public_id}/date-polls/new?like="

    copy = organiser.get(new + poll.public_id)

    assert "เรื่องเดิม" in copy.text
    assert "10:00–13:00" in copy.text
    assert organiser.get(new + other.public_id).status_code == 404
    assert rows(DatePoll) == 2


def test_the_best_time_stands_first_and_becomes_a_draft(make, organiser, programme):
    poll, _ = make.date_poll(programme)
    make.date_reply(poll, NO, YES)
    here = f"/date-polls/{poll.public_id}"
    best = poll.slots[1]

    page = organiser.get(f"{here}?lang=en")
    form = {"outcome": "new", "request_key": "q" * 22}
    choice = f"{here}/slots/{best.public_id}/choose"
    answers = [organiser.post(choice, data=form) for _ in range(2)]

    assert page.text.index(best.public_id) < page.text.index(poll.slots[0].public_id)
    assert page.text.count("suits most") == 1
    assert [answer.status_code for answer in answers] == [302, 302]
    assert rows(Forum) == 1
    assert "The date is fixed" in organiser.get(f"{here}?lang=en").text


def test_an_organiser_runs_a_poll_to_its_end(make, organiser, programme, now):
    poll, _ = make.date_poll(programme)
    reply, _ = make.date_reply(poll, YES)
    here, slot = f"/date-polls/{poll.public_id}", poll.slots[0].public_id
    words = {k: v for k, v in ask(now).items() if k not in {"days", "hours"}}
    steps = [
        ("edit", words),
        ("slots", {k: v for k, v in ask(now).items() if k in {"days", "hours"}}),
        (f"slots/{slot}/remove", {}),
        ("link", {}),
        ("close", {}),
        ("reopen", {}),
        (f"replies/{reply.public_id}/remove", {}),
        ("delete", {}),
    ]

    for step, sent in steps:
        answer = organiser.post(f"{here}/{step}", data=sent, follow_redirects=True)
        assert (step, answer.status_code) == (step, 200)
        assert answer.request.method == "GET"

    assert rows(DatePoll) == rows(DateReply) == 0


def test_lists_and_answers_cost_the_same_however_long_they_are(
    make, organiser, programme, count_queries
):
    poll, link = make.date_poll(programme, slots=5)
    make.date_reply(poll, *[YES] * 5)
    pages = [
        f"/programmes/{programme.public_id}/date-polls",
        f"/date-polls/{poll.public_id}",
        f"/date-polls/{poll.public_id}/replies",
        f"/dates/{link}",
    ]

    def cost():
        found = []
        for page in pages:
            organiser.get(page)
            with count_queries() as counter:
                assert organiser.get(page).status_code == 200
            found.append(len(counter))
        return found

    few = cost()
    for number in range(12):
        make.date_reply(poll, *[MAYBE] * 5, name=f"คนที่ {number}")
        make.date_reply(make.date_poll(programme)[0], NO)

    assert cost() == few
    assert max(few) < 16


# Whoever has the link


def test_somebody_without_an_account_answers_and_changes_the_answer(make, client):
    poll, link = make.date_poll()
    sent = said(poll, "yes", "no", name="ตาสี", organisation="บ้านนา", request_key="r" * 22)

    answers = [client.post(f"/dates/{link}", data=sent) for _ in range(2)]
    own = answers[0].location
    changed = client.post(own, data=said(poll, "if_need_be", name="ตาสี"))
    page = client.get(f"{own}?lang=en").text

    assert [answer.status_code for answer in answers] == [303, 303]
    assert own == answers[1].location
    assert changed.status_code == 303
    assert rows(DateReply) == 1
    assert "Yes: 0 · If need be: 1 · No: 0" in page
    assert "Yes: 0 · If need be: 0 · No: 1" in page


def test_looking_at_links_changes_nothing_and_counts_nobody(make, client):
    poll, link = make.date_poll()
    _, own = make.date_reply(poll, YES)

    for path in (f"/dates/{link}", f"/my-dates/{own}") * 2:
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    removed = client.get(f"/my-dates/{own}/remove")

    assert removed.status_code == 405
    assert rows(DateReply) == 1


def test_totals_are_for_those_who_answered_and_names_for_the_organisers(
    make, client, organiser, programme
):
    poll, link = make.date_poll(programme)
    make.date_reply(poll, YES, name="ยายมา", organisation="กลุ่มยาย")

    stranger = client.get(f"/dates/{link}?lang=en").text
    client.post(f"/dates/{link}", data=said(poll, "no", name="ตาสี"))
    replier = client.get(f"/dates/{link}").text
    desk = organiser.get(f"/date-polls/{poll.public_id}/replies").text

    assert "Yes: 1" not in stranger
    assert "Yes: 1" in replier
    assert "ยายมา" not in stranger + replier
    assert "กลุ่มยาย" not in stranger + replier
    assert "ยายมา" in desk
    assert "ตาสี" in desk


def test_a_device_shows_its_own_answers_and_answers_for_another(make, client, sign_in):
    poll, link = make.date_poll()
    client.post(f"/dates/{link}", data=said(poll, "yes", name="ตาสี"))

    own = client.get(f"/dates/{link}").text
    another = client.get(f"/dates/{link}?another=1").text
    client.post(f"/dates/{link}?another=1", data=said(poll, "no", name="ตามา"))

    assert "radiogroup" not in own
    assert "radiogroup" in another
    assert "ตามา" in client.get(f"/dates/{link}").text
    assert "ตาสี" not in sign_in().get(f"/dates/{link}").text


def test_a_signed_in_person_answers_by_name_from_any_device(make, sign_in):
    poll, link = make.date_poll()
    account = make.account(given_name="มานี")

    form = sign_in(account).get(f"/dates/{link}").text
    sign_in(account).post(f"/dates/{link}", data=said(poll, "yes", name="ชื่อปลอม"))
    again = sign_in(account).get(f"/dates/{link}").text

    assert account.person.name in form
    assert 'name="name"' not in form
    assert account.person.name in again
    assert "ชื่อปลอม" not in again


def test_what_is_missing_is_said_and_what_was_chosen_is_kept(make, client):
    poll, link = make.date_poll()

    nameless = client.post(f"/dates/{link}?lang=en", data=said(poll, "no"))
    silent = client.post(f"/dates/{link}", data={"name": "ตาสี"})

    assert nameless.status_code == silent.status_code == 422
    assert "Enter your name" in nameless.text
    assert nameless.text.count(" checked") == 1
    assert "at least one time" in silent.text


def test_answers_after_the_end_are_refused_and_the_page_says_so(make, client, now):
    poll, link = make.date_poll(closes_at=now)
    _, own = make.date_reply(poll, YES)

    page = client.get(f"/dates/{link}?lang=en")
    late = [
        client.post(path, data=said(poll, "no", name="ก"))
        for path in (f"/dates/{link}", f"/my-dates/{own}")
    ]

    assert "Answers are no longer taken" in page.text
    assert "radiogroup" not in page.text
    assert [answer.status_code for answer in late] == [409, 409]
    assert "radiogroup" not in client.get(f"/my-dates/{own}").text


def test_a_new_time_shows_as_not_answered_yet(make, client):
    poll, _ = make.date_poll()
    _, own = make.date_reply(poll, YES)

    page = client.get(f"/my-dates/{own}?lang=en").text

    assert page.count("Not answered yet") == 1
    assert "One time has no answer of yours yet." in page


def test_taking_an_answer_back_leaves_nothing(make, client):
    poll, _ = make.date_poll()
    _, own = make.date_reply(poll, YES)

    answer = client.post(f"/my-dates/{own}/remove", follow_redirects=True)

    assert answer.status_code == 200
    assert rows(DateReply) == 0
    assert client.get(f"/my-dates/{own}").status_code == 404


def test_the_chosen_date_is_on_the_page_and_in_calendars(make, client, now):
    poll, link = make.date_poll()
    before = client.get(f"/dates/{link}/calendar.ics")
    draft = make.forum(title={"th": "ชื่อร่างลับ"}, published_at=None)
    poll.slots[0].chosen_at = poll.closed_at = now
    poll.forum_id = draft.id
    make.save(poll)

    page = client.get(f"/dates/{link}?lang=en").text
    event = Calendar.from_ical(client.get(f"/dates/{link}/calendar.ics").data).walk("VEVENT")[0]

    assert before.status_code == 404
    assert "The date is fixed" in page
    assert "ชื่อร่างลับ" not in page + event.to_ical().decode()
    assert event["UID"].startswith(f"{draft.public_id}@")  # the forum's own file takes its place
    assert event.decoded("DTSTART") == poll.slots[0].starts_at
    assert str(event["SUMMARY"]) == poll.title["en"]


def test_once_the_forum_is_announced_the_page_leads_there(make, client, now):
    poll, link = make.date_poll()
    forum = make.forum()
    poll.slots[0].chosen_at, poll.forum_id = now, forum.id
    make.save(poll)

    assert f"/forums/{forum.public_id}" in client.get(f"/dates/{link}").text
    assert client.get(f"/dates/{link}/calendar.ics").location == (
        f"/forums/{forum.public_id}/calendar.ics"
    )


def test_links_leave_no_traces(make, client):
    poll, link = make.date_poll()
    _, own = make.date_reply(poll, YES)
    paths = (f"/dates/{link}", f"/my-dates/{own}", f"/dates/{link}/calendar.ics", f"/dates/{link}x")

    for path in paths:
        answer = client.get(path)
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        for line in (path, f"GET {path}?lang=th HTTP/1.1", f"https://x.org{path}"):
            assert link not in redact(line)
            assert own not in redact(line)


def test_a_form_behind_a_link_can_be_sent_over_https(app, make, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    poll, link = make.date_poll()
    browser, house = app.test_client(), "https://localhost"
    page = browser.get(f"/dates/{link}", base_url=house)
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]

    # What `strict-origin` lets a browser tell: the host, and no path.
    answer = browser.post(
        f"/dates/{link}",
        base_url=house,
        headers={"Referer": f"{house}/"},
        data=said(poll, "yes", name="ตาสี", csrf_token=token),
    )

    assert answer.status_code == 303


def test_answers_come_only_so_often_from_one_place(app, monkeypatch):
    # The limiter is one for the process; the house's application has it off.
    monkeypatch.setattr(limiter, "enabled", True)
    limited = create_app({**app.config, "RATELIMIT_ENABLED": True})
    browser = limited.test_client()

    told = [browser.post("/dates/no-such-link").status_code for _ in range(61)]

    assert told == [404] * 60 + [429]
    assert browser.get("/dates/no-such-link").status_code == 404
    with limited.app_context():
        db.session.remove()
        db.engine.dispose()


HOSTILE = ('"><script>pwn7()</script>', "{{7*7}}", "%(name)s%s", "=1+1\r\nX-Pwn7: 1", "\u202eกลับ")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_everywhere(make, organiser, programme, client, words, now):
    one_line = words.replace("\r\n", " ")
    poll, link = make.date_poll(programme, title={"th": one_line}, description={"th": words})
    client.post(f"/dates/{link}", data=said(poll, "yes", name=words, organisation=words))
    poll.slots[0].chosen_at = now
    make.save(poll)
    paths = ["", "/replies", "/edit", "/slots", f"/slots/{poll.slots[1].public_id}/choose"]

    pages = [organiser.get(f"/date-polls/{poll.public_id}{path}") for path in paths]
    pages += [organiser.get(f"/programmes/{programme.public_id}/date-polls")]
    pages += [client.get(path) for path in (f"/dates/{link}", f"/dates/{link}/calendar.ics")]

    assert rows(DateReply) == 1
    for page in pages:
        assert page.status_code == 200
        assert "<script>pwn7" not in page.text or page.mimetype == "text/calendar"
        assert "X-Pwn7" not in page.headers
        if page.mimetype == "text/calendar":
            assert not re.search(r"^X-Pwn7", page.text, re.MULTILINE | re.IGNORECASE)
            assert len(Calendar.from_ical(page.data).walk("VEVENT")) == 1


def test_a_poll_of_another_programme_is_nobodys_business(make, organiser, client):
    poll, _ = make.date_poll()
    path = f"/date-polls/{poll.public_id}"

    assert organiser.get(path).status_code == 404
    assert organiser.post(f"{path}/delete").status_code == 404
    assert client.get(path).status_code == 302
    assert client.get(f"/dates/{link_token('another secret', poll.serial)}").status_code == 404
