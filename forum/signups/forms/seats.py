"""How many seats there are, for whom."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import InputRequired, NumberRange, Optional

from forum.core.i18n import localised
from forum.directory.models import Sector
from forum.signups.forms.fields import MOST_SEATS, SeatsField
from forum.web.forms import BaseForm
from forum.web.locale import current_language


class SeatsForm(BaseForm):
    """All seats together, and for each sector how many it may take and how many are kept for it."""

    capacity = SeatsField(_l("All seats together"), [InputRequired(), NumberRange(0, MOST_SEATS)])

    @property
    def maxima(self) -> dict[str, int]:
        """By sector code, where a limit was entered."""
        return self._numbers("most_")

    @property
    def minima(self) -> dict[str, int]:
        """By sector code, where seats are kept."""
        return self._numbers("kept_")

    def pair(self, code: str) -> tuple[Field, Field]:
        """The two inputs of a sector."""
        return self[f"most_{code}"], self[f"kept_{code}"]

    def _numbers(self, start: str) -> dict[str, int]:
        return {
            field.name.removeprefix(start): field.data
            for field in self
            if field.name.startswith(start) and field.data is not None
        }


def seats_form(sectors: Sequence[Sector], **data: Any) -> SeatsForm:
    """A form with two inputs for each of the sectors."""
    language = current_language()
    fields = {}
    for sector in sectors:
        name = localised(sector.name, language)
        rules = [Optional(), NumberRange(0, MOST_SEATS)]
        fields[f"most_{sector.code}"] = SeatsField(name, rules)
        fields[f"kept_{sector.code}"] = SeatsField(_l("%(sector)s: kept", sector=name), rules)
    form: SeatsForm = type("SeatsOfSectorsForm", (SeatsForm,), fields)(data=data)
    return form
