"""Fields of the poll's form: numbers and shares as people type them, colours by name."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from forum.language.digits import arabic
from forum.polls.logic.colours import read_colour


class WholeField(Field):
    """A whole number with Thai digits or commas; what is left empty is its default."""

    widget = TextInput()
    data: int

    def __init__(
        self, label: str, *, least: int = 0, most: int, default: int = 0, **kw: Any
    ) -> None:
        super().__init__(label, default=default, **kw)
        self.least, self.most = least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data or self.default else ""

    def process_formdata(self, values: list[str]) -> None:
        """Read the number."""
        if not values:
            return
        text = arabic(values[0]).replace(",", "").strip()
        self.data = self.default
        if not text:
            return
        if not text.isascii() or not text.isdigit() or len(text) > 12:
            raise ValidationError(str(_l("Enter a whole number.")))
        self.data = int(text)

    def pre_validate(self, _form: Any) -> None:
        """Refuse a number out of bounds."""
        is_typed = bool(self.raw_data and self.raw_data[0].strip())
        if is_typed and not self.least <= self.data <= self.most:
            raise ValidationError(
                str(
                    _l(
                        "Enter a number from %(least)s to %(most)s.",
                        least=self.least,
                        most=self.most,
                    )
                )
            )


class ShareField(Field):
    """A part of all in per cent ("50", "66.7%"), kept in thousandths; 0 when left empty."""

    widget = TextInput()
    data: int

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        whole, part = divmod(self.data or 0, 10)
        return (f"{whole}.{part}" if part else str(whole)) if self.data else ""

    def process_formdata(self, values: list[str]) -> None:
        """Read the share."""
        self.data = 0
        text = arabic(values[0]).replace("%", "").replace(",", ".").strip() if values else ""
        if not text:
            return
        whole, _dot, part = text.partition(".")
        digits = whole + part[:1].ljust(1, "0")
        is_share = text.isascii() and whole.isdigit() and (not part or part.isdigit())
        if not is_share or len(whole) > 3 or int(digits) > 1000:
            raise ValidationError(str(_l("Enter a share in per cent, from 0 to 100.")))
        self.data = int(digits)


class ColoursField(TextAreaField):
    """Colours by name, one on each line, in the order of the answers."""

    data: Any

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ()).rstrip()

    def process_formdata(self, values: list[str]) -> None:
        """Read the names."""
        self.data = ()
        lines = values[0].splitlines() if values else []
        colours = [read_colour(line) for line in lines]
        if None in colours:
            raise ValidationError(
                str(_l("Write colours like red, yellow, green, teal, blue, pink, brown or grey."))
            )
        self.data = tuple(colours)
