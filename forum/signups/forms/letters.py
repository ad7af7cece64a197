"""Shapes of input around letters to everybody of a forum, and official ones."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange

from forum.signups.forms.fields import SeatsField
from forum.signups.logic.reminders import MOST_DAYS
from forum.web.forms import BaseForm, DayField, LocalisedField, TextField

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


class OfficialTextForm(BaseForm):
    """What stands in an official letter, whoever it goes to."""

    number = TextField(_l("Letter number"), most=60)
    dated_on = DayField(_l("Date"), [InputRequired()])
    office = LocalisedField(_l("Office and address"), lines=True, most=400, required=True)
    subject = LocalisedField(_l("Subject"), most=300, required=True)
    enclosures = LocalisedField(_l("Enclosures"), lines=True, most=600)
    body = LocalisedField(_l("Text"), lines=True, most=5000, required=True)
    signatory = TextField(_l("Who signs"), most=200, validators=[DataRequired()])
    signatory_position = LocalisedField(_l("Position"), lines=True, most=300)
    contact = LocalisedField(_l("Office in charge, telephone"), lines=True, most=400)
    has_thai_digits = BooleanField(_l("Thai digits in the Thai letter"))


class OfficialLetterForm(OfficialTextForm):
    """A letter to one addressee."""

    page_order = ("number", "dated_on", "addressed_to")

    addressed_to = TextField(_l("Addressee"), most=200, validators=[DataRequired()])
