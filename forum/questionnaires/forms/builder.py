"""Forms of the builder: a question, the words before the questions, where to copy from."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.core.i18n import LocalText, localised
from forum.questionnaires.forms.answering import answer_words
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.plans import QuestionPlan, lines_of, paired_lines
from forum.questionnaires.logic.questions import CHOICES, DECIDING, Asked, Condition
from forum.web.forms import BaseForm, DayField, LocalisedField, RequestKeyField
from forum.web.locale import current_language


class QuestionForm(BaseForm):
    """One question in the builder; which fields it has depends on the kind."""

    label = LocalisedField(_l("Question"), required=True, most=300)
    hint = LocalisedField(_l("Explanation"), most=500)
    options = LocalisedField(_l("Answers to choose from"), lines=True, most=4000)
    points = SelectField(
        _l("Points of the scale"),
        choices=[SelectChoice(str(points), str(points)) for points in (3, 4, 5, 7, 10)],
        default="5",
    )
    is_required = BooleanField(_l("An answer is needed"))
    condition = SelectField(
        _l("Ask only after an answer to an earlier question"), choices=[], default=""
    )
    sectors = SelectMultipleField(
        _l("Ask only these sectors"),
        choices=[],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
    is_sensitive = BooleanField(_l("This is sensitive"))
    keep_until = DayField(_l("Delete the answers after this day"), [Optional()])
    request_key = RequestKeyField()

    def __init__(
        self,
        kind: QuestionKind,
        earlier: Sequence[Asked],
        sectors: Sequence[tuple[str, LocalText]],
        **kw: Any,
    ) -> None:
        """For a question of this kind that comes after the earlier ones."""
        super().__init__(**kw)
        self.kind = kind
        language = current_language()
        self.condition.choices = _reasons(earlier, language)
        self.sectors.choices = [
            SelectChoice(code, localised(name, language)) for code, name in sectors
        ]
        if kind is QuestionKind.SCALE:
            self.options.label.text = str(_l("What the ends of the scale mean"))
        for name, kinds in (
            ("options", CHOICES | {QuestionKind.SCALE}),
            ("points", {QuestionKind.SCALE}),
        ):
            if kind not in kinds:
                del self[name]
        if len(self.condition.choices) == 1:
            del self["condition"]

    def validate(self, extra_validators: Any = None) -> bool:
        """As usual; and lines in several languages must pair up."""
        is_valid = bool(super().validate(extra_validators))
        if "options" in self and paired_lines(self.options.data) is None:
            first = next(iter(self.options.form))
            first.errors = [
                gettext("Write the same number of lines in each language, or leave one empty.")
            ]
            return False
        return is_valid

    @property
    def plan(self) -> QuestionPlan:
        """What was entered, for the service. Ask only when the form is valid."""
        before, _, answer = (self.condition.data if "condition" in self else "").partition(":")
        return QuestionPlan(
            kind=self.kind,
            label=self.label.data,
            hint=self.hint.data,
            choices=(paired_lines(self.options.data) or ()) if "options" in self else (),
            points=int(self.points.data) if "points" in self else 5,
            condition=Condition(before, answer, frozenset(self.sectors.data or ())),
            is_required=self.is_required.data,
            is_sensitive=self.is_sensitive.data,
            keep_until=self.keep_until.data,
        )


def filled(question: Asked) -> dict[str, Any]:
    """A question as the builder's form shows it."""
    condition = question.condition
    return {
        "label": question.label,
        "hint": question.hint,
        "options": lines_of([option.label for option in question.offered]),
        "points": str(question.points),
        "is_required": question.is_required,
        "condition": f"{condition.question}:{condition.answer}" if condition.question else "",
        "sectors": sorted(condition.sectors),
        "is_sensitive": question.is_sensitive,
        "keep_until": question.keep_until,
    }


class IntroductionForm(BaseForm):
    introduction = LocalisedField(_l("Words before the questions"), lines=True, most=2000)


class CopyForm(BaseForm):
    source = SelectField(_l("Questions of"), choices=[])
    request_key = RequestKeyField()

    def __init__(self, sources: Sequence[tuple[str, str]], **kw: Any) -> None:
        """Offer these questionnaires: their public ids and what they are."""
        super().__init__(**kw)
        self.source.choices = [SelectChoice(key, label) for key, label in sources]


def _reasons(earlier: Sequence[Asked], language: str) -> list[SelectChoice]:
    always = SelectChoice("", _l("no: ask it always"))
    return [always] + [
        SelectChoice(
            f"{question.id}:{code}",
            f"{localised(question.label, language)} → {answer_words(question, code, language)}",
        )
        for question in earlier
        if question.kind in DECIDING
        for code in question.codes
    ]
