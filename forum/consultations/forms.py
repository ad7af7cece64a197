"""Shapes of input around consultations."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from forum.consultations.logic.states import Answer
from forum.web.forms import BaseForm, LinesField, LocalisedField, RequestKeyField

LONGEST_STATEMENT = 300  # short enough to take in at a glance; Polis allows 140 to 400


def _answer(value: str | Answer | None) -> Answer:
    return Answer(int(value)) if value is not None else Answer.PASS


class AnswerForm(BaseForm):
    value = RadioField(
        _l("Your answer"),
        [InputRequired()],
        choices=[
            SelectChoice(Answer.AGREE, _l("Agree")),
            SelectChoice(Answer.DISAGREE, _l("Disagree")),
            SelectChoice(Answer.PASS, _l("Pass")),
        ],
        coerce=_answer,
    )
    then = HiddenField()


class StatementForm(BaseForm):
    text = LinesField(_l("Statement"), most=LONGEST_STATEMENT, validators=[InputRequired()])
    request_key = RequestKeyField()


class ConsultationForm(BaseForm):
    title = LocalisedField(_l("Title"), required=True)
    description = LocalisedField(_l("What it is about"), lines=True)
    item = SelectField(_l("Agenda item"), [Optional()])
    request_key = RequestKeyField()

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer agenda items: their public ids and titles."""
        none = SelectChoice("", _l("none"))
        self.item.choices = [none, *(SelectChoice(key, title) for key, title in items)]
