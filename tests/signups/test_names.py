"""Names as Thai people have them: no title and no gender is ever asked for by force."""

import importlib
import pkgutil

import pytest
from sqlalchemy import select
from wtforms.validators import DataRequired, InputRequired

import forum
from forum.accounts.models import Person
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.transaction import transaction
from forum.signups.logic.applicants import Applicant
from forum.signups.service.signing_up import sign_up
from forum.web.forms import BaseForm

# What nobody need say of themselves to take part.
FREE = ("prefix", "gender", "family_name", "title_of_person", "birth", "province", "organisation")
# The title of a thing, not of a person.
NAMES_A_THING = "title"


def every_form():
    for module in pkgutil.walk_packages(forum.__path__, "forum."):
        if ".forms" in module.name:
            importlib.import_module(module.name)
    pending, found = [BaseForm], []
    while pending:
        kind = pending.pop()
        found.append(kind)
        pending += kind.__subclasses__()
    return found


def test_no_form_of_the_house_forces_a_title_a_gender_or_a_family_name():
    forced = []
    for form in every_form():
        for name in dir(form):
            field = getattr(form, name)
            if not name.startswith(FREE) or not hasattr(field, "kwargs"):
                continue
            validators = [*field.kwargs.get("validators", ()), *(field.args[1:2] or ((),))[0]]
            if any(isinstance(each, DataRequired | InputRequired) for each in validators):
                forced.append(f"{form.__name__}.{name}")

    assert forced == []


def test_the_forms_about_people_were_looked_at():
    """Else the test above would prove nothing."""
    about_people = [
        form.__name__
        for form in every_form()
        if any(name in dir(form) for name in ("given_name", "family_name"))
    ]

    assert {"SignUpForm", "AssistForm", "InviteForm"} <= set(about_people)


@pytest.mark.parametrize(
    ("given", "family", "kept"),
    [
        ("สมใจ", "", ("", "สมใจ", "")),
        ("สมใจ", "ณ อยุธยา", ("", "สมใจ", "ณ อยุธยา")),
        ("สมใจ", "แซ่ลิ้ม ใจดี", ("", "สมใจ", "แซ่ลิ้ม ใจดี")),
        ("นายสมชาย", "ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("แม่ชีมาลี", "", ("แม่ชี", "มาลี", "")),
        ("พระครู สุนทร", "", ("พระครู", "สุนทร", "")),
        ("ว่าที่ร้อยตรีหญิง สมใจ", "ใจดี", ("ว่าที่ร้อยตรีหญิง", "สมใจ", "ใจดี")),
        ("Suharto", "", ("", "Suharto", "")),
    ],
)
def test_one_name_several_family_names_and_any_prefix_or_none(make, now, given, family, kept):
    forum_ = make.forum()
    applicant = Applicant(
        given_name=given,
        family_name=family,
        sector="villagers",
        language="th",
        request_key="k" * 20,
        phone="+66812345678",
        consents=frozenset({"organising"}),
    )

    with transaction():
        sign_up(forum_.public_id, applicant, actor=VISITOR, now=now, secret="s")

    person = db.session.scalars(select(Person)).one()
    assert (person.prefix, person.given_name, person.family_name) == kept
