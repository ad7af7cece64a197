"""Shapes of input around accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import EmailField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from forum.core.permissions import Role
from forum.language.contacts import (
    UnreadableEmail,
    UnreadablePhone,
    format_phone,
    parse_email,
    parse_phone,
)
from forum.web.forms import BaseForm, RequestKeyField, TextField
from forum.web.locale import current_language


class _AddressField(EmailField):
    """An e-mail address, checked for its shape and kept in small letters."""

    data: Any

    def process_formdata(self, values: list[str]) -> None:
        super().process_formdata(values)
        if not self.data:
            return
        try:
            self.data = parse_email(self.data)
        except UnreadableEmail:
            raise ValidationError(
                str(_l("Enter an e-mail address like name@example.org."))
            ) from None


class AskForLinkForm(BaseForm):
    email = _AddressField(_l("E-mail"), [InputRequired()])
    request_key = RequestKeyField()


class InviteForm(BaseForm):
    given_name = TextField(_l("Given name"), most=120, validators=[InputRequired()])
    family_name = TextField(_l("Family name"), most=120)
    email = _AddressField(_l("E-mail"), [InputRequired()])
    role = RadioField(
        _l("Role"),
        [InputRequired()],
        choices=[
            SelectChoice(Role.ORGANISER, _l("organiser")),
            SelectChoice(Role.FACILITATOR, _l("facilitator")),
            SelectChoice(Role.RAPPORTEUR, _l("rapporteur")),
            SelectChoice(Role.COORDINATOR, _l("coordinator")),
            SelectChoice(Role.ADMINISTRATOR, _l("administrator")),
        ],
        coerce=Role,
    )


class OwnForm(BaseForm):
    """What says whose data, where one device holds several people's tickets, and of which forum."""

    person = StringField()
    forum = StringField()


class PhoneField(TelField):
    """A telephone number, kept as E.164; None when left out."""

    data: Any

    def process_formdata(self, values: list[str]) -> None:
        """Read the number."""
        text = values[0].strip() if values else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_phone(text)
        except UnreadablePhone:
            raise ValidationError(str(_l("Enter a telephone number like 081 234 5678."))) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_phone(self.data, current_language()) if self.data else ""


class CorrectOwnForm(BaseForm):
    """One's own name and telephone; a prefix is written before the given name."""

    person = StringField()
    given_name = TextField(_l("Given name"), most=120, validators=[DataRequired()])
    family_name = TextField(_l("Family name"), most=120, validators=[Optional()])
    phone = PhoneField(_l("Telephone"), [Optional()])


class EraseOwnForm(BaseForm):
    person = StringField()
    confirmed = BooleanField(
        _l("Erase all this. I know that it cannot be brought back."),
        [InputRequired(_l("Tick the box if you want this."))],
    )


class EraseAtRequestForm(BaseForm):
    reason = TextField(_l("Why?"), most=200, validators=[DataRequired()])
    in_texts = BooleanField(_l("Also take name and contacts out of what others typed"))
    confirmed = BooleanField(
        _l("It was this person who asked, or their data is no longer needed."),
        [InputRequired(_l("Tick the box if you want this."))],
    )
