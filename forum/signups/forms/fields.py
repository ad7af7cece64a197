"""Fields for contacts and numbers, and choices that several forms offer."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField
from wtforms.fields import EmailField, SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from forum.core.i18n import localised
from forum.directory.models import Sector
from forum.language.contacts import (
    UnreadableEmail,
    parse_email,
)
from forum.language.digits import arabic
from forum.web.locale import current_language


class AddressField(EmailField):
    """An e-mail address, checked for its shape and kept in small letters; None when left out."""

    def process_formdata(self, values: list[str]) -> None:
        """Read the address."""
        text = values[0].strip() if values else ""
        self.data = None
        if not text:
            return
        try:
            self.data = parse_email(text)
        except UnreadableEmail:
            raise ValidationError(
                str(_l("Enter an e-mail address like name@example.org."))
            ) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.data or ""


class SeatsField(IntegerField):
    """A number of seats; Thai digits are read, too. None when left empty."""

    # A browser's own field for numbers takes no Thai digits, and changes when one scrolls over it.
    widget = TextInput()

    def process_formdata(self, values: list[str]) -> None:
        """Read the number."""
        text = arabic(values[0]).strip() if values else ""
        self.data = None
        if not text:
            return
        if not text.isascii() or not text.isdigit():
            raise ValidationError(str(_l("Enter a whole number.")))
        self.data = int(text)


MOST_SEATS = 100_000


def purpose_of(consent: Field) -> str:
    """The purpose that a consent's box stands for."""
    return str(consent.short_name).removeprefix("consent_")


def sector_choices(sectors: Sequence[Sector]) -> list[SelectChoice]:
    """The sectors by their codes, in the reader's language."""
    language = current_language()
    return [SelectChoice(sector.code, localised(sector.name, language)) for sector in sectors]


def as_typed(field: Field) -> Iterator[tuple[str, str]]:
    """What was typed into a field, as hidden inputs can carry it."""
    if isinstance(field, BooleanField):
        if field.data:
            yield field.name, "y"
        return
    text = field.raw_data[0] if field.raw_data else field.data
    if text:
        yield field.name, str(text)
