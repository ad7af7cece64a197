"""Shapes of input around letters to everybody of a forum."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from forum.signups.forms.fields import SeatsField
from forum.signups.logic.reminders import MOST_DAYS
from forum.web.forms import BaseForm, LocalisedField

MOST_NOTE = 1000  # signs


class ReminderForm(BaseForm):
    days_before = SeatsField(
        _l("Days before the forum"), [InputRequired(), NumberRange(0, MOST_DAYS)]
    )
    note = LocalisedField(_l("A note of yours in the letter"), lines=True, most=MOST_NOTE)


class ThanksForm(BaseForm):
    to = RadioField(
        _l("To whom?"),
        choices=[
            SelectChoice("present", _l("Everybody who was checked in")),
            SelectChoice("seated", _l("Everybody who had a seat")),
        ],
        default="present",
    )
