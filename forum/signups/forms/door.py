"""What is entered at the door."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from forum.signups.forms.people import PersonForm
from forum.web.forms import BaseForm, TextField


class WalkInForm(PersonForm):
    """Somebody who comes unannounced: the least that is needed, and why beyond the seats."""

    reason = TextField(_l("Why without a free seat?"), most=200, validators=[Optional()])
    page_order = ("given_name", "family_name", "sector", "organisation", "reason")


class DoorCodeForm(BaseForm):
    """The code on the sign at the entrance."""

    door_code = StringField(
        _l("Code at the entrance"), validators=[InputRequired(), Length(max=40)]
    )
