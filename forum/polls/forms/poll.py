"""What is typed about a poll."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forum.polls.logic.kinds import Method, ReasonRule, ResultsShown, SecrecyLevel
from forum.polls.logic.words import LEVELS, METHODS, REASON_RULES, RESULTS_SHOWN
from forum.web.forms import BaseForm, LocalisedField


def choices_of(words: Mapping[Any, str]) -> list[SelectChoice]:
    """An enum's members with their translated words."""
    return [SelectChoice(kind.value, _l(text)) for kind, text in words.items()]


def _one(label: str, kind: type[StrEnum], words: Mapping[Any, str], default: StrEnum) -> RadioField:
    return RadioField(
        label,
        [InputRequired()],
        coerce=kind,
        choices=choices_of(words),
        default=default,
    )


class PollForm(BaseForm):
    """A whole poll."""

    question = LocalisedField(_l("Question"), required=True, lines=True, most=500)
    explanation = LocalisedField(_l("What it is about"), lines=True, most=2000)
    item = SelectField(_l("Agenda item"), default="")
    method = _one(_l("How it is decided"), Method, METHODS, Method.CONSENT)
    answers = LocalisedField(_l("Answers, one on each line"), lines=True, most=4000)
    level = _one(_l("How secret it is"), SecrecyLevel, LEVELS, SecrecyLevel.CONFIDENTIAL)
    reason_rule = _one(_l("Reasons"), ReasonRule, REASON_RULES, ReasonRule.OPTIONAL)
    results_shown = _one(
        _l("When results are shown"), ResultsShown, RESULTS_SHOWN, ResultsShown.WHEN_SHOWN
    )
