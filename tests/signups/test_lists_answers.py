"""Lists tell who comes along, what people need, and what they answered; row by row, as on the form."""

import csv
import io

import pytest
from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.db import db
from forum.questionnaires.logic.kinds import QuestionKind, QuestionnaireState
from forum.questionnaires.logic.questions import Asked, Option
from forum.questionnaires.models import Answer, Questionnaire, SensitiveAnswer
from forum.signups.logic.list_answers import Form, question_named, read_cell, read_comers
from forum.signups.logic.states import CompanionKind
from forum.signups.models.places import AccessNeeds, Signup
from forum.signups.models.seats import SignupSettings
from tests.signups.test_lists_views import at_the_tests_moment, confirm, organiser, send, words

__all__ = ["at_the_tests_moment", "organiser"]

FORM = Form(provinces={"ขอนแก่น": "40"})


def asked(kind, **more):
    options = (
        Option("a", {"th": "รถไฟ", "en": "Train"}),
        Option("b", {"th": "รถบัส", "en": "Bus"}),
    )
    return Asked("q", QuestionKind(kind), {"th": "มาอย่างไร", "en": "How?"}, options=options, **more)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("one_of", "รถไฟ", "a"), ("one_of", "TRAIN", "a"),
        ("several_of", "รถบัส; Train", ["a", "b"]), ("yes_no", "ใช่", True),
        ("yes_no", "no", False), ("number", "๑๒", 12), ("date", "12/12/2569", "2026-12-12"),
        ("statement", "✓", True), ("statement", "ไม่", None), ("short_text", " ข้อความ ", "ข้อความ"),
        ("place", "ขอนแก่น, ชุมแพ", {"province": "40", "district": "ชุมแพ"}), ("one_of", "", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_the_form_would_read_it(kind, cell, value):
    reading = read_cell(asked(kind, is_required=True), cell, FORM)

    assert (reading.problem, reading.value) == ("", value)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("one_of", "เรือ"), ("several_of", "Bus; เรือ"), ("yes_no", "อาจจะ"), ("number", "สิบ"),
     ("date", "พรุ่งนี้"), ("place", "แอตแลนติส")],
)  # fmt: skip
def test_what_is_no_answer_is_told(kind, cell):
    assert read_cell(asked(kind), cell, FORM).problem != ""


def test_those_who_come_along_are_read_with_what_they_come_as():
    found = read_comers("นายสมชาย ใจดี (ผู้ช่วย); ด.ญ.ฟ้า (child)\nวิชัย")

    assert [(each.given_name, each.family_name, each.kind) for each in found] == [
        ("นายสมชาย", "ใจดี", CompanionKind.ASSISTANT),
        ("ด.ญ.ฟ้า", "", CompanionKind.CHILD),
        ("วิชัย", "", CompanionKind.OTHER),
    ]
    assert read_comers("ก" * 200) is None
    assert read_comers("(ล่าม)") is None


def test_a_heading_names_a_question_in_any_language():
    questions = [asked("one_of")]

    assert question_named(" HOW? *", questions) == question_named("มาอย่างไร", questions) == "q"
    assert question_named("", questions) == question_named("อื่น", questions) == ""


@pytest.fixture
def forum(make):
    forum = make.forum(capacity=3)
    make.save(SignupSettings(forum_id=forum.id, companions_most=1))
    make.questionnaire(
        forum,
        {"kind": "one_of", "label": "รถ", "options": [("a", "รถไฟ"), ("b", "รถบัส")]},
        {"kind": "short_text", "label": "แพ้อาหาร", "is_sensitive": True},
        {"kind": "short_text", "label": "จากไหน", "is_required": True},
    )
    return forum


HEAD = "ชื่อ,นามสกุล,ภาคส่วน,ผู้มาด้วย,สิ่งที่ต้องการ,รถ,แพ้อาหาร\n"


def kept(kind):
    return sorted(db.session.scalars(select(kind.value)))


def test_companions_needs_and_answers_come_with_the_list(make, organiser, forum):
    rows = HEAD + "สมชาย,ใจดี,ngo,วิไล ใจดี (ผู้ช่วย),ทางลาด,รถบัส,ถั่ว\n"

    page = send(organiser, forum, rows)
    assert "วิไล ใจดี" in words(page)
    assert not db.session.scalars(select(Signup)).all()
    confirm(organiser, forum, page)

    signup = db.session.scalars(select(Signup)).one()
    assert signup.party_size == 2
    assert [each.given_name for each in signup.companions] == ["วิไล"]
    assert signup.needs.text == "ทางลาด"
    assert (kept(Answer), kept(SensitiveAnswer)) == (["b"], ["ถั่ว"])


def test_companions_take_seats_of_their_own(make, organiser, forum):
    rows = HEAD + "ก,ก,ngo,ข\nค,ค,ngo,ง\n"

    confirm(organiser, forum, send(organiser, forum, rows))

    states = dict(
        db.session.execute(select(Person.given_name, Signup.state).join(Signup.person)).all()
    )
    assert states == {"ก": "seated", "ค": "waiting"}


def test_what_a_cell_says_wrongly_keeps_its_row_out_and_is_told(make, organiser, forum):
    rows = HEAD + "ก,ก,ngo,ข; ค,,,\nง,ง,ngo,,,เรือเหาะ,\nจ,จ,ngo,,,รถไฟ,\n"

    page = send(organiser, forum, rows)
    confirm(organiser, forum, page)

    assert "เรือเหาะ" in words(page)
    assert db.session.scalars(select(Person.given_name).join(Signup)).all() == ["จ"]


def test_without_consent_on_paper_nothing_of_health_is_kept(make, organiser, forum):
    rows = HEAD + "ก,ก,ngo,,ทางลาด,รถไฟ,ถั่ว\n"

    confirm(organiser, forum, send(organiser, forum, rows, basis="letter"))

    assert db.session.scalars(select(Signup)).one().needs is None
    assert db.session.scalars(select(AccessNeeds)).all() == []
    assert (kept(Answer), kept(SensitiveAnswer)) == (["a"], [])


@pytest.mark.parametrize("companions", [0, 1])
def test_the_empty_list_asks_what_this_forum_asks(make, organiser, forum, companions):
    db.session.query(SignupSettings).update({"companions_most": companions})
    db.session.commit()

    answer = organiser.get(f"/forums/{forum.public_id}/desk/import/templates/csv?lang=th")

    (header,) = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert header[-3:] == ["รถ", "แพ้อาหาร", "จากไหน"]
    assert "สิ่งที่ต้องการ" in header
    assert ("ผู้มาด้วย" in header) is bool(companions)


def test_a_questionnaire_closed_meanwhile_is_told_and_then_takes_no_answers(make, organiser, forum):
    page = send(organiser, forum, HEAD + "ก,ก,ngo,,,รถไฟ,\n")
    questionnaire = db.session.scalars(select(Questionnaire)).one()
    questionnaire.state = QuestionnaireState.CLOSED
    make.save(questionnaire)

    again = confirm(organiser, forum, page)
    assert again.status_code == 422
    confirm(organiser, forum, again)

    assert len(db.session.scalars(select(Signup)).all()) == 1
    assert kept(Answer) == []
