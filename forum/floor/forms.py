"""What is typed in the live room."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forum.polls.forms.poll import choices_of
from forum.polls.logic.kinds import SecrecyLevel
from forum.polls.logic.words import LEVELS
from forum.web.forms import BaseForm, LinesField, LocalisedField, RequestKeyField, TextField


class Template(StrEnum):
    """A ready-made poll."""

    CONSENT = "consent"
    YES_OR_NO = "yes_or_no"


class CodeForm(BaseForm):
    """The code from the screen in the hall."""

    code = TextField(_l("Code on the screen"), most=20, validators=[InputRequired()])


class QuickPollForm(BaseForm):
    """A question that comes up in the hall."""

    request_key = RequestKeyField()
    question = LocalisedField(_l("Question"), required=True, lines=True, most=500)
    template = RadioField(
        _l("How it is decided"),
        [InputRequired()],
        coerce=Template,
        default=Template.CONSENT,
        choices=[
            SelectChoice(Template.CONSENT.value, _l("Consent: does anybody object?")),
            SelectChoice(Template.YES_OR_NO.value, _l("Agree, disagree or abstain")),
        ],
    )
    level = RadioField(
        _l("How secret it is"),
        [InputRequired()],
        coerce=SecrecyLevel,
        default=SecrecyLevel.CONFIDENTIAL,
        choices=choices_of(LEVELS),
    )


class ResolutionForm(BaseForm):
    """What was decided, in words."""

    text = LinesField(_l("What was decided"), most=5000, validators=[InputRequired()])
    item = HiddenField()
    poll = HiddenField()
