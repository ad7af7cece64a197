"""Shapes of input at the organiser's desk."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from forum.directory.models import Sector
from forum.signups.forms.fields import sector_choices
from forum.web.forms import BaseForm, RequestKeyField, TextField


class SectorForm(BaseForm):
    sector = RadioField(_l("Sector"), [InputRequired()], choices=[])

    def __init__(self, sectors: Sequence[Sector], **kw: Any) -> None:
        super().__init__(**kw)
        self.sector.choices = sector_choices(sectors)


class SendForm(BaseForm):
    """A button that may be pressed twice and counts once."""

    request_key = RequestKeyField()


class ExportForm(BaseForm):
    reason = TextField(_l("What do you need the list for?"), most=200, validators=[DataRequired()])
    layout = RadioField(
        _l("File"),
        choices=[SelectChoice("xlsx", _l("Excel (XLSX)")), SelectChoice("csv", _l("Text (CSV)"))],
        default="xlsx",
    )
    with_sensitive = BooleanField(_l("With the answers to sensitive questions"))


class CodeForm(BaseForm):
    code = StringField(_l("Code on the ticket"), [DataRequired()])
    request_key = RequestKeyField()
