"""A refused rule is shown where it belongs."""

from forum.core.errors import RuleBroken
from forum.web.forms import BaseForm, LocalisedField, TextField


class NotNow(RuleBroken):
    code = "test.not_now"
    message = "Not on %(day)s."


class AtTitle(NotNow):
    code = "test.at_title"
    field = "title"


class AtName(NotNow):
    code = "test.at_name"
    field = "name"


class SomeForm(BaseForm):
    title = LocalisedField("Title")
    name = TextField("Name")


def refused(app, error):
    with app.test_request_context():
        form = SomeForm()
        form.refuse(error)
        return form


def test_a_refusal_stands_at_its_field(app):
    assert refused(app, AtName(day="Monday")).name.errors == ["Not on Monday."]


def test_a_refusal_of_a_text_in_several_languages_stands_at_the_first(app):
    form = refused(app, AtTitle(day="Monday"))

    assert list(form.title.form.th.errors) == ["Not on Monday."]


def test_a_refusal_without_a_field_stands_above_the_form(app):
    assert refused(app, NotNow(day="Monday")).form_errors == ["Not on Monday."]
