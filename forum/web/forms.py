"""What all forms share: messages in the reader's language, Thai dates, text in several languages."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import Domain, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import TextInput

from forum.core.errors import ForumError
from forum.language import dates
from forum.language.normal import normalise, normalise_lines
from forum.web.locale import current_language
from forum.web.problems import sentence_of, status_of

_l = lazy_gettext


class _Messages:
    """WTForms' own sentences from our catalogue: it ships none in Thai."""

    def gettext(self, text: str) -> str:
        return str(self._domain.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        # not Flask-Babel's own, which fills in %(num)s: WTForms fills in its own facts
        return str(self._domain.get_translations().ungettext(one, many, number))

    @property
    def _domain(self) -> Domain:
        domain: Domain = current_app.extensions["wtforms_domain"]
        return domain


class BaseForm(FlaskForm):
    """A form of ours. A refused rule is shown where it belongs with `refuse`."""

    _fields: dict[str, Field]
    again_status = 422  # of the page that shows the form again
    # The fields that come first on the page, where that is not the order of their declaration
    # (inherited ones come first there): the summary of errors reads as the page does.
    page_order: tuple[str, ...] = ()

    class Meta:
        def get_translations(self, _form: Form) -> _Messages:
            return _Messages()

    def __init__(self, *given: Any, **kw: Any) -> None:
        super().__init__(*given, **kw)
        first = {name: self._fields[name] for name in self.page_order}
        self._fields = {**first, **self._fields}

    def refuse(self, error: ForumError) -> None:
        """Show a refused rule at its field, or above the form when it has none."""
        self.again_status = status_of(error)
        target = self._fields.get(error.field or "")
        if isinstance(target, FormField):
            target = next(iter(target.form))  # of a text in several languages, the first
        if target is None:
            self.form_errors.append(sentence_of(error))
        else:
            target.errors = [*target.errors, sentence_of(error)]


class RequestKeyField(HiddenField):
    """A random key made with the page, so that the same sending twice counts once."""

    data: Any

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=lambda: secrets.token_urlsafe(16), **kwargs)

    def pre_validate(self, _form: Form) -> None:
        """A key of another shape is not ours: make a new one, and go on."""
        if not self.data or not 16 <= len(self.data) <= 64:
            self.data = secrets.token_urlsafe(16)


class TextField(StringField):
    """One line: normalised (Thai marks in order, spaces collapsed), length in characters."""

    def __init__(
        self, label: str, *, most: int = 200, validators: Sequence[Any] = (), **kw: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_line], **kw)


class LinesField(TextAreaField):
    """Several lines of plain text, normalised."""

    def __init__(
        self, label: str, *, most: int = 5000, validators: Sequence[Any] = (), **kw: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=most)], filters=[_lines], **kw)


class DayField(Field):
    """A date as people type it: Buddhist or common era, Thai or Arabic digits."""

    data: date | None
    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return dates.format_date(self.data, current_language(), "numeric") if self.data else ""

    def process_formdata(self, values: list[Any]) -> None:
        self.data = None
        if not values or not str(values[0]).strip():
            return
        try:
            self.data = dates.parse_date(str(values[0]))
        except dates.UnreadableDate:
            raise ValidationError(
                str(_l("Enter a day like 12/12/2569, 12 December 2026 or 2026-12-12."))
            ) from None


class ClockField(Field):
    """A time of day: 09.00, 9:00 or ๐๙.๐๐ น."""

    data: time | None
    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%H:%M") if self.data else ""

    def process_formdata(self, values: list[Any]) -> None:
        self.data = None
        if not values or not str(values[0]).strip():
            return
        try:
            self.data = dates.parse_time(str(values[0]))
        except ValueError:
            raise ValidationError(str(_l("Enter a time like 09:00 or 13.30."))) from None


class _OneLanguage(Form):
    """The same text in each language of the installation."""


class LocalisedField(FormField):
    """Text in the installation's languages; its data is a mapping from language to text.

    With `required`, the text must be there in at least one language.
    """

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        lines: bool = False,
        most: int | None = None,
        **kw: Any,
    ) -> None:
        self.required = required
        kind = LinesField if lines else TextField
        longest = most or (5000 if lines else 200)
        fields = {code: kind(name, most=longest) for code, name in _language_names().items()}
        super().__init__(type("_Languages", (_OneLanguage,), fields), label, **kw)

    @property
    def data(self) -> dict[str, str]:
        """The texts that were given, by language."""
        return {code: text for code, text in self.form.data.items() if text}

    def validate(self, form: Form, extra_validators: Sequence[Any] = ()) -> bool:
        """Valid when every language is, and one is given where the text is required."""
        is_valid = bool(super().validate(form, extra_validators))
        if is_valid and self.required and not self.data:
            first = next(iter(self.form))
            first.errors = [str(_l("Enter this in at least one language."))]
            is_valid = False
        return is_valid


def _language_names() -> dict[str, str]:
    return {"th": "ไทย", "en": "English"}


def _line(value: str | None) -> str:
    return normalise(value) if value else ""


def _lines(value: str | None) -> str:
    return normalise_lines(value) if value else ""


def moment_of(day: date, at: time) -> datetime:
    """A day and a time of day in Thailand as one aware moment."""
    return datetime.combine(day, at, dates.BANGKOK)
