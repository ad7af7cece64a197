"""The pages of questionnaires, as organisers and participants use them."""

import io
import re
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from forum.core.db import db
from forum.events.logic.stages import Stage
from forum.files.models import StoredFile
from forum.journal.models import JournalEntry
from forum.questionnaires.logic.kinds import Purpose, QuestionnaireState
from forum.questionnaires.models import Answer, AnswerSheet, Question, SensitiveAnswer
from forum.questionnaires.queries import answers_of, find_questionnaire, list_asked
from forum.signups.models.places import Signup
from forum.signups.queries.respondents import respondent

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}%(x)s",
    "=HYPERLINK(1)",
    "%s%(num)s%",
)
PERSON = {
    "given_name": "สมใจ",
    "family_name": "ใจดี",
    "email": "somjai@example.org",
    "sector": "ngo",
    "consent_organising": "y",
}


@pytest.fixture
def forum(make):
    return make.forum()


@pytest.fixture
def organiser(make, forum, sign_in):
    return sign_in(make.account("organiser", forum.scope))


@pytest.fixture
def desk(forum):
    return f"/forums/{forum.public_id}/desk/questionnaires/signup"


def asked(forum, purpose=Purpose.SIGNUP):
    return list_asked(find_questionnaire(forum.id, purpose))


def of(forum, *values):
    """The inputs of the first questions."""
    return {
        f"q-{question.id}": value
        for question, value in zip(asked(forum), values, strict=False)
        if value is not None
    }


def add(client, desk, kind, **fields):
    fields = {"label-th": "คำถาม", "label-en": "Question", **fields}
    return client.post(f"{desk}/questions/new?kind={kind}", data=fields)


def turn(client, forum, step, go, **data):
    page = f"/forums/{forum.public_id}/sign-up"
    answer = client.post(page, data={**PERSON, **data, "step": step, "go": go})
    return client.get(answer.location) if answer.status_code == 303 else answer


def kept(signup):
    rows = answers_of(signup.forum_id, respondent(signup).key)
    return {row.question.label["th"]: row.value for row in rows}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_an_organiser_builds_opens_and_changes_a_questionnaire(forum, organiser, desk):
    add(organiser, desk, "yes_no", **{"label-th": "มารถไหม"})
    ride = asked(forum)[0]
    add(
        organiser, desk, "one_of",
        **{"label-th": "ขึ้นที่ไหน", "options-th": "ขอนแก่น\nเลย", "options-en": "Khon Kaen\nLoei",
           "condition": f"{ride.id}:yes", "sectors": ["ngo", "villagers"], "is_required": "y"},
    )  # fmt: skip
    add(
        organiser, desk, "short_text",
        **{"label-th": "อาหาร", "is_sensitive": "y", "keep_until": "๑๒/๑/๒๕๗๐"},
    )  # fmt: skip
    organiser.post(f"{desk}/open")

    _ride, stop, food = asked(forum)
    assert [option.label["en"] for option in stop.options] == ["Khon Kaen", "Loei"]
    assert (stop.condition.question, stop.condition.answer) == (ride.id, "yes")
    assert stop.condition.sectors == {"ngo", "villagers"}
    assert (food.is_sensitive, food.keep_until) == (True, date(2027, 1, 12))
    assert find_questionnaire(forum.id, Purpose.SIGNUP).state is QuestionnaireState.OPEN

    page = organiser.get(desk + "?lang=en").text
    assert "Only after “Yes” to" in page
    assert "Khon Kaen · Loei" in page


def test_what_is_wrong_with_a_question_is_said_at_its_field_and_what_was_typed_stays(
    organiser, desk
):
    answer = add(
        organiser, desk, "one_of",
        **{"label-th": "อย่างไร", "options-th": "รถ\nเรือ", "options-en": "Bus", "lang": "en"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "รถ\nเรือ" in answer.text.replace("\r\n", "\n")
    assert 'aria-invalid="true"' in answer.text
    assert count(Question) == 0


def test_a_question_nobody_can_read_is_not_added(organiser, desk):
    answer = organiser.post(f"{desk}/questions/new?kind=date", data={"label-th": " "})

    assert answer.status_code == 422
    assert count(Question) == 0


def test_questions_are_taken_over_from_another_forum_one_prepares(
    make, forum, organiser, desk, sign_in
):
    other = make.forum(title={"th": "เวทีก่อน", "en": "Earlier forum"})
    source = make.questionnaire(other, ("yes_no", "รถ"))
    account = make.account("organiser", forum.scope)
    make.grant(account, "organiser", other.scope)
    client = sign_in(account)

    assert "เวทีก่อน" in client.get(f"{desk}/copy").text
    client.post(f"{desk}/copy", data={"source": source.public_id})
    assert [q.label["th"] for q in asked(forum)] == ["รถ"]

    refused = organiser.post(f"{desk}/copy", data={"source": source.public_id})
    assert refused.status_code == 422
    assert "เวทีก่อน" not in organiser.get(f"{desk}/copy").text
    assert len(asked(forum)) == 1


def test_the_preview_checks_like_the_real_page_and_keeps_nothing(make, forum, organiser, desk):
    make.questionnaire(
        forum,
        {"kind": "number", "label": "อายุ", "is_required": True},
        ("file", "หนังสือ"),
        state="draft",
    )

    refused = organiser.post(f"{desk}/preview", data=of(forum, "มาก"))
    file = (io.BytesIO(b"words"), "letter.txt")
    taken = organiser.post(f"{desk}/preview", data=of(forum, "๔๐", file))

    assert refused.status_code == 422
    assert "มาก" in refused.text
    assert taken.status_code == 200
    assert "letter.txt" in taken.text
    assert count(AnswerSheet) == count(Answer) == count(StoredFile) == 0


def test_signing_up_asks_the_questions_between_sector_and_consent(client, make, forum):
    make.questionnaire(forum, {"kind": "number", "label": "อายุ", "is_required": True})

    page = turn(client, forum, "sector", "next")
    assert "อายุ" in page.text
    refused = turn(client, forum, "questions", "next", **of(forum, "many"))
    assert (refused.status_code, 'value="many"' in refused.text) == (422, True)
    consents = turn(client, forum, "questions", "next", **of(forum, "๔๐"))
    assert 'name="consent_organising"' in consents.text
    check = turn(client, forum, "consents", "next", **of(forum, "๔๐"))
    assert re.search(r"<dt[^>]*>อายุ</dt><dd[^>]*>40<", check.text)
    turn(client, forum, "check", "send", **of(forum, "๔๐"))

    assert kept(db.session.scalars(select(Signup)).one()) == {"อายุ": 40}


def test_without_open_questions_signing_up_has_no_such_step(client, make, forum):
    make.questionnaire(forum, ("number", "อายุ"), state="draft")

    page = turn(client, forum, "sector", "next")

    assert "อายุ" not in page.text
    assert 'name="consent_organising"' in page.text


def test_a_question_of_another_sector_is_not_asked(client, make, forum):
    make.questionnaire(
        forum,
        {
            "kind": "number",
            "label": "ไร่",
            "is_required": True,
            "condition": {"sectors": ["villagers"]},
        },
    )

    page = turn(client, forum, "sector", "next")
    turn(client, forum, "check", "send")

    assert 'name="consent_organising"' in page.text
    assert count(Signup) == 1


def test_a_needed_question_cannot_be_jumped_over(client, make, forum):
    make.questionnaire(forum, {"kind": "statement", "label": "ยอมรับ", "is_required": True})

    answer = turn(client, forum, "check", "send")

    assert answer.status_code == 422
    assert "ยอมรับ" in answer.text
    assert count(Signup) == 0


def test_without_scripts_a_question_says_what_it_hangs_on(client, make, forum):
    make.questionnaire(
        forum,
        {"kind": "yes_no", "label": "มารถไหม", "public_id": "r" * 27},
        {
            "kind": "short_text",
            "label": "ขึ้นที่ไหน",
            "is_required": True,
            "condition": {"question": "r" * 27, "answer": "yes"},
        },
    )

    page = turn(client, forum, "sector", "next").text
    assert f'data-reveal="q-{"r" * 27}=yes"' in page
    turn(client, forum, "check", "send", **of(forum, "no", "ไม่ควรเก็บ"))

    assert kept(db.session.scalars(select(Signup)).one()) == {"มารถไหม": False}


def test_a_file_sent_in_a_step_is_kept_with_the_signup(client, make, forum, organiser):
    make.questionnaire(forum, {"kind": "file", "label": "หนังสือ", "is_required": True})
    (name,) = of(forum, "x")

    step = turn(client, forum, "questions", "next", **{name: (io.BytesIO(b"words"), "letter.txt")})
    note = re.search(rf'name="{name}-file" value="([^"]+)"', step.text).group(1)
    answer = turn(client, forum, "check", "send", **{f"{name}-file": note})

    assert answer.status_code < 400
    signup = db.session.scalars(select(Signup)).one()
    file = db.session.scalars(select(StoredFile)).one()
    assert kept(signup) == {"หนังสือ": {"id": file.public_id, "name": "letter.txt"}}
    link = f"/files/{file.public_id}/letter.txt"
    assert link in organiser.get(f"/forums/{forum.public_id}/desk/signups/{signup.public_id}").text
    with organiser.get(link) as download:
        assert download.data == b"words"
    assert client.get(link).status_code == 404


def test_a_file_of_a_kind_that_is_not_taken_is_refused_at_its_field(client, make, forum):
    make.questionnaire(forum, ("file", "หนังสือ"))
    (name,) = of(forum, "x")

    upload = (io.BytesIO(b"<html><script>alert(1)</script>"), "page.txt")
    answer = turn(client, forum, "questions", "next", **{name: upload})

    assert answer.status_code == 422
    assert 'class="field has-error"' in answer.text
    assert count(StoredFile) == 0


def test_a_file_is_taken_off_before_sending_and_after(client, make, forum, sign_in):
    make.questionnaire(forum, ("file", "หนังสือ"))
    (name,) = of(forum, "x")
    upload = {name: (io.BytesIO(b"words"), "letter.txt")}

    step = turn(client, forum, "questions", "next", **upload)
    note = re.search(rf'name="{name}-file" value="([^"]+)"', step.text).group(1)
    turn(client, forum, "check", "send", **{f"{name}-file": note, f"{name}-off": "y"})
    signup = db.session.scalars(select(Signup)).one()
    assert kept(signup) == {}

    browser, here = sign_in(tickets=[make.ticket(signup)[0]]), f"/forums/{forum.public_id}"
    with_file = {name: (io.BytesIO(b"words"), "letter.txt")}
    browser.post(f"{here}/questionnaires/signup", data=with_file)
    assert list(kept(signup)) == ["หนังสือ"]
    assert f'name="{name}-off"' in browser.get(f"{here}/questionnaires/signup").text
    browser.post(f"{here}/questionnaires/signup", data={f"{name}-off": "y"})
    assert kept(signup) == {}


def test_a_file_that_is_needed_can_be_replaced_only(client, make, forum, sign_in):
    make.questionnaire(forum, {"kind": "file", "label": "หนังสือ", "is_required": True})
    (name,) = of(forum, "x")
    signup = make.signup(forum)
    browser, here = sign_in(tickets=[make.ticket(signup)[0]]), f"/forums/{forum.public_id}"
    with_file = {name: (io.BytesIO(b"words"), "letter.txt")}
    browser.post(f"{here}/questionnaires/signup", data=with_file)

    answer = browser.post(f"{here}/questionnaires/signup", data={f"{name}-off": "y"})

    assert answer.status_code == 422
    assert list(kept(signup)) == ["หนังสือ"]
    assert f'name="{name}-off"' not in browser.get(f"{here}/questionnaires/signup").text


def test_a_note_of_a_file_that_we_did_not_write_is_no_file(client, make, forum):
    make.questionnaire(forum, {"kind": "file", "label": "หนังสือ", "is_required": True})
    (name,) = of(forum, "x")

    answer = turn(client, forum, "check", "send", **{f"{name}-file": '{"id":"x","name":"y"}'})

    assert answer.status_code == 422
    assert count(Signup) == 0


def test_a_known_address_changes_nobodys_answers(client, make, forum):
    make.questionnaire(forum, ("short_text", "จาก"))
    turn(client, forum, "check", "send", **of(forum, "first"))

    turn(client.application.test_client(), forum, "check", "send", **of(forum, "second"))

    assert kept(db.session.scalars(select(Signup)).one()) == {"จาก": "first"}
    assert count(AnswerSheet) == 1


def test_the_ticket_shows_the_answers_and_they_can_be_changed_until_sign_up_closes(
    make, forum, sign_in, now
):
    make.questionnaire(forum, ("short_text", "จาก"), ("number", "อายุ"))
    signup = make.signup(forum)
    ticket, _token = make.ticket(signup)
    client = sign_in(tickets=[ticket])
    page = f"/forums/{forum.public_id}/questionnaires/signup"

    client.post(page, data=of(forum, "ขอนแก่น", "๔๐"))
    assert "ขอนแก่น" in client.get(f"/forums/{forum.public_id}/ticket").text
    assert 'value="ขอนแก่น"' in client.get(page).text
    client.post(page, data=of(forum, "เลย", ""))
    assert kept(signup) == {"จาก": "เลย"}

    forum = db.session.get(type(forum), forum.id)
    forum.signup_closes_at = now.replace(year=2020)
    forum.signup_opens_at = None
    make.save(forum)
    late = client.post(page, data=of(forum, "สาย"))
    assert late.status_code == 409
    assert kept(signup) == {"จาก": "เลย"}
    assert page not in client.get(f"/forums/{forum.public_id}/ticket").text


def test_a_coordinator_who_helps_asks_the_same_questions(make, forum, sign_in):
    make.questionnaire(forum, {"kind": "number", "label": "อายุ", "is_required": True})
    client = sign_in(make.account("coordinator", forum.scope))
    page = f"/forums/{forum.public_id}/desk/assist"
    data = {**PERSON, "email": ""}

    refused = client.post(page, data=data)
    assert refused.status_code == 422
    assert count(Signup) == 0
    client.post(page, data={**data, **of(forum, "๗๐")})

    assert kept(db.session.scalars(select(Signup)).one()) == {"อายุ": 70}


def test_the_list_taken_away_has_sensitive_answers_only_with_a_tick(
    make, forum, organiser, sign_in
):
    make.questionnaire(
        forum,
        ("short_text", "จาก"),
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    ticket, _token = make.ticket(make.signup(forum))
    sign_in(tickets=[ticket]).post(
        f"/forums/{forum.public_id}/questionnaires/signup", data=of(forum, "=1+1", "canary")
    )
    page = f"/forums/{forum.public_id}/desk/signups/export"

    plain = organiser.post(page, data={"reason": "x", "layout": "xlsx"})
    full = organiser.post(page, data={"reason": "x", "layout": "csv", "with_sensitive": "y"})

    cells = [cell for row in load_workbook(io.BytesIO(plain.data)).active.rows for cell in row]
    assert "canary" not in [cell.value for cell in cells]
    assert [c.data_type for c in cells if c.value == "=1+1"] == ["s"]
    assert "canary" in full.data.decode()
    assert '"\'=1+1"' in full.data.decode()
    facts = [
        entry.facts["with_sensitive"]
        for entry in db.session.scalars(select(JournalEntry).order_by(JournalEntry.id))
        if entry.code == "signups.exported"
    ]
    assert facts == [False, True]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_stays_words_on_every_page(make, forum, organiser, desk, text, sign_in):
    both = {"th": text, "en": text}
    make.questionnaire(
        forum,
        {"kind": "one_of", "label": both, "hint": both, "options": [("a", text), ("b", "B")],
         "public_id": "r" * 27},
        {"kind": "long_text", "label": both, "hint": both,
         "condition": {"question": "r" * 27, "answer": "a"}},
        {"kind": "scale", "label": both, "options": [("1", text), ("5", text)]},
        {"kind": "statement", "label": both},
        {"kind": "place", "label": both},
        introduction=both,
    )  # fmt: skip
    signup = make.signup(forum)
    ticket, _token = make.ticket(signup)
    client = sign_in(tickets=[ticket])
    page = f"/forums/{forum.public_id}/questionnaires/signup"
    client.post(page, data=of(forum, "a", text))

    shown = [
        client.get(page),
        client.get(f"/forums/{forum.public_id}/ticket"),
        organiser.get(desk),
        organiser.get(f"{desk}/preview"),
        organiser.post(f"{desk}/preview", data=of(forum, "a", text)),
        organiser.get(f"/forums/{forum.public_id}/desk/questions/{'r' * 27}"),
        organiser.get(f"/forums/{forum.public_id}/desk/signups/{signup.public_id}"),
    ]

    for answer in shown:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert "7*7" not in text or "{{ 7*7 }}" in answer.text


def test_a_long_questionnaire_costs_no_more_queries_than_a_short_one(
    make, organiser, forum, desk, count_queries
):
    make.questionnaire(forum, ("yes_no", "รถ"))
    organiser.get(desk)
    with count_queries() as short:
        organiser.get(desk)
    other = make.forum()
    make.questionnaire(other, *[("yes_no", f"q{n}") for n in range(30)])
    account = make.account("organiser", other.scope)
    long_desk = desk.replace(forum.public_id, other.public_id)
    client = organiser.application.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = account.fs_uniquifier, True
    client.get(long_desk)
    with count_queries() as long:
        client.get(long_desk)

    assert len(long) <= len(short)


def test_sensitive_answers_are_shown_to_their_person_and_to_organisers(
    make, forum, organiser, sign_in
):
    make.questionnaire(
        forum,
        {
            "kind": "short_text",
            "label": "อาหาร",
            "is_sensitive": True,
            "keep_until": date(2027, 1, 1),
        },
    )
    signup = make.signup(forum)
    ticket, _token = make.ticket(signup)
    client = sign_in(tickets=[ticket])
    client.post(f"/forums/{forum.public_id}/questionnaires/signup", data=of(forum, "canary"))

    assert "canary" in client.get(f"/forums/{forum.public_id}/ticket").text
    person = f"/forums/{forum.public_id}/desk/signups/{signup.public_id}"
    assert "canary" in organiser.get(person).text
    coordinator = sign_in(make.account("coordinator", forum.scope))
    assert coordinator.get(person).status_code == 403
    assert count(SensitiveAnswer) == 1


@pytest.fixture
def evaluation(make):
    """A forum that has ended, and its evaluation."""
    forum = make.forum(stage=Stage.MINUTES)
    questionnaire = make.questionnaire(
        forum,
        ("scale", "ดีแค่ไหน"),
        {"kind": "one_of", "label": "ช่วงใด", "options": [("a", "=1+1"), ("b", "กลุ่ม"), ("c", "อื่น")]},
        ("long_text", "อยากบอก"),
        purpose=Purpose.EVALUATION,
    )
    return forum, questionnaire


def result_page(forum, client, ending="results?lang=en"):
    return client.get(f"/forums/{forum.public_id}/desk/questionnaires/evaluation/{ending}")


def test_results_show_counts_means_and_words_and_hide_what_few_said(make, evaluation, sign_in):
    forum, questionnaire = evaluation
    client = sign_in(make.account("rapporteur", forum.scope))
    make.sheets(
        questionnaire,
        [(n % 5 + 1, "a" if n < 12 else "b" if n < 20 else "c", f"word {n}") for n in range(22)],
    )

    page = result_page(forum, client).text

    assert "22 answers" in page
    assert "mean 2.9" in page
    assert page.count("not shown") >= 4  # two bars, two lines of the table
    assert ">12<" in page
    assert ">8<" not in page
    assert "word 7" in page


def test_four_sheets_show_nothing(make, evaluation, sign_in):
    forum, questionnaire = evaluation
    client = sign_in(make.account("organiser", forum.scope))
    make.sheets(questionnaire, [(5, "a", f"canary {n}") for n in range(4)])

    for ending in ("results?lang=en", "results.csv"):
        page = result_page(forum, client, ending).text
        assert "canary" not in page
        assert "mean 5" not in page
        assert "not shown" in page.lower() or "ไม่แสดง" in page


def test_exported_results_are_never_formulas_and_say_the_same_as_the_page(
    make, evaluation, sign_in
):
    forum, questionnaire = evaluation
    client = sign_in(make.account("organiser", forum.scope))
    make.sheets(questionnaire, [(n % 5 + 1, "a", "=HYPERLINK(1)") for n in range(10)])

    book = load_workbook(io.BytesIO(result_page(forum, client, "results.xlsx").data))
    cells = [cell for row in book.active.rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert 3 in [cell.value for cell in cells]
    csv = result_page(forum, client, "results.csv").data.decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in csv
    assert '"\'=1+1"' in csv
    assert result_page(forum, client, "results.exe").status_code == 404


def test_an_evaluation_is_filled_in_from_the_ticket_once_the_forum_has_ended(
    make, evaluation, sign_in
):
    forum, questionnaire = evaluation
    signup = make.signup(forum)
    ticket, _token = make.ticket(signup)
    client = sign_in(tickets=[ticket])
    page = f"/forums/{forum.public_id}/questionnaires/evaluation"
    inputs = {
        f"q-{row.public_id}": value
        for row, value in zip(questionnaire.questions, ("4", "b", "ขอบคุณ"), strict=True)
    }

    assert page in client.get(f"/forums/{forum.public_id}/ticket").text
    sent = client.post(page, data=inputs, follow_redirects=True)

    assert "ขอบคุณ" in sent.text
    sheet = db.session.scalars(select(AnswerSheet)).one()
    assert sorted(str(answer.value) for answer in sheet.answers) == ["4", "b", "ขอบคุณ"]
    assert str(signup.id) != sheet.respondent
    person = f"/forums/{forum.public_id}/desk/signups/{signup.public_id}"
    organiser = sign_in(make.account("organiser", forum.scope))
    assert "ขอบคุณ" not in organiser.get(person).text


def test_results_of_many_sheets_take_as_few_queries_as_those_of_few(
    make, evaluation, sign_in, count_queries
):
    forum, questionnaire = evaluation
    client = sign_in(make.account("organiser", forum.scope))
    make.sheets(questionnaire, [(3, "a", "x")] * 6)
    result_page(forum, client)
    with count_queries() as few:
        result_page(forum, client)
    make.sheets(questionnaire, [(4, "b", "y")] * 60)
    with count_queries() as many:
        result_page(forum, client)

    assert len(many) <= len(few)


def test_the_forums_page_leads_to_what_is_asked_until_it_is_answered(make, evaluation, sign_in):
    forum, questionnaire = evaluation
    ticket, _token = make.ticket(make.signup(forum))
    client = sign_in(tickets=[ticket])
    page = f"/forums/{forum.public_id}/questionnaires/evaluation"

    assert page in client.get(f"/forums/{forum.public_id}").text
    client.post(page, data={f"q-{questionnaire.questions[0].public_id}": "3"})
    assert page not in client.get(f"/forums/{forum.public_id}").text
    assert page not in sign_in().get(f"/forums/{forum.public_id}").text
