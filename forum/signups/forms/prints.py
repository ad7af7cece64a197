"""What an organiser chooses before something is printed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField
from wtforms.fields import SelectChoice, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from forum.core.i18n import localised
from forum.directory.models import Sector
from forum.documents.prints.cards import BadgeSize, TicketSize
from forum.documents.prints.sheets import Payer, Signing
from forum.documents.tree import Digits
from forum.language.digits import arabic, format_number
from forum.signups.forms.fields import SeatsField
from forum.signups.logic.prints import CertificateText, Who
from forum.signups.models.certificates import CertificateSettings
from forum.web.forms import BaseForm, DayField, LocalisedField, TextField
from forum.web.locale import current_language

MOST_BLANKS = 200
LARGEST_SUM = 1_000_000  # baht; more for one person's way is a slip of the hand


class SumField(StringField):
    """A sum of baht with at most two decimals; Thai digits and commas are read. None when empty."""

    def process_formdata(self, values: list[str]) -> None:
        """Read the sum."""
        text = arabic(values[0]).replace(",", "").strip() if values else ""
        self.data = None
        if not text:
            return
        whole, _dot, part = text.partition(".")
        is_sum = text.isascii() and whole.isdigit() and (not _dot or part.isdigit())
        if not is_sum or len(part) > 2 or Decimal(text) > LARGEST_SUM:
            raise ValidationError(str(_l("Enter a sum in baht like 300 or 450.50.")))
        self.data = Decimal(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_number(self.data, "th") if self.data is not None else ""


class PrintForm(BaseForm):
    """Whom to print, in which language and digits."""

    who = RadioField(
        _l("Whom"),
        choices=[
            SelectChoice(Who.SEATED, _l("Everybody with a seat")),
            SelectChoice(Who.PRESENT, _l("Those who are checked in")),
            SelectChoice(Who.ALL, _l("Everybody who signed up, the waiting list, too")),
        ],
        default=Who.SEATED,
    )
    language = RadioField(
        _l("Language"),
        choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")],
        default=current_language,
    )

    @property
    def wanted(self) -> Who:
        """Whom to print."""
        return Who(self.who.data)


class SheetForm(PrintForm):
    """A sheet to sign: which day it is for, empty lines, digits."""

    day = RadioField(_l("Day"), choices=[])
    blanks = SeatsField(
        _l("Empty lines for those who come unannounced"),
        [Optional(), NumberRange(0, MOST_BLANKS)],
        default=10,
    )
    has_thai_digits = BooleanField(_l("Thai digits (in Thai only)"))

    def __init__(self, days: Sequence[tuple[str, str]], **kw: Any) -> None:
        """Ask for the day only where the forum has several: (ISO date, words)."""
        super().__init__(**kw)
        self.day.choices = [SelectChoice(value, label) for value, label in days]
        if len(days) < 2:
            del self.day
        elif not self.day.data:
            self.day.data = days[0][0]

    @property
    def digits(self) -> Digits:
        """The digits to print."""
        return Digits.THAI if self.has_thai_digits.data else Digits.ARABIC


class SignInForm(SheetForm):
    signing = RadioField(
        _l("Signatures"),
        choices=[
            SelectChoice(Signing.ONCE, _l("One")),
            SelectChoice(Signing.TWICE, _l("Morning and afternoon")),
        ],
        default=Signing.ONCE,
    )


class AllowanceForm(SheetForm):
    """Sums for the way: one for everybody, and another for a sector where it is given."""

    amount = SumField(_l("Sum for each person, in baht"), [InputRequired()])
    payer_body = TextField(_l("Who pays (organisation)"), most=200, validators=[Optional()])
    payer_name = TextField(_l("Name of the payer"), most=200, validators=[Optional()])
    payer_position = TextField(_l("Position of the payer"), most=200, validators=[Optional()])
    has_total = RadioField(
        _l("Total"),
        choices=[
            SelectChoice("yes", _l("Print it, in figures and words")),
            SelectChoice("no", _l("Leave it open, to be written by hand")),
        ],
        default="yes",
    )
    codes: ClassVar[tuple[str, ...]] = ()

    @property
    def by_sector(self) -> list[tuple[str, Field]]:
        """The fields for single sectors, with the sector's code."""
        return [(code, self[f"amount_{code}"]) for code in self.codes]

    def amount_for(self, sector: str) -> Decimal:
        """What somebody of this sector gets."""
        own = self[f"amount_{sector}"].data if sector in self.codes else None
        given = self.amount.data if own is None else own
        return given if given is not None else Decimal(0)

    @property
    def payer(self) -> Payer:
        """Who pays."""
        return Payer(
            self.payer_body.data or "", self.payer_name.data or "", self.payer_position.data or ""
        )


def allowance_form(sectors: Sequence[Sector], days: Sequence[tuple[str, str]]) -> AllowanceForm:
    """The form with a field for each sector."""
    language = current_language()
    fields: dict[str, Any] = {
        f"amount_{sector.code}": SumField(localised(sector.name, language), [Optional()])
        for sector in sectors
    }
    fields["codes"] = tuple(sector.code for sector in sectors)
    kind = type("_AllowanceForm", (AllowanceForm,), fields)
    form: AllowanceForm = kind(days)
    return form


class BadgesForm(PrintForm):
    size = RadioField(
        _l("Size"),
        choices=[
            SelectChoice(BadgeSize.CARD, _l("90 × 55 mm, ten on a sheet")),
            SelectChoice(BadgeSize.A7, _l("A7 (105 × 74 mm), eight on a sheet")),
            SelectChoice(BadgeSize.A6, _l("A6 (105 × 148 mm), four on a sheet")),
        ],
        default=BadgeSize.CARD,
    )


class TicketsForm(PrintForm):
    size = RadioField(
        _l("Size"),
        choices=[
            SelectChoice(TicketSize.WALLET, _l("For the wallet (86 × 54 mm), ten on a sheet")),
            SelectChoice(TicketSize.A5, _l("A5, one on a page")),
            SelectChoice(TicketSize.A4, _l("A4, one on a page")),
        ],
        default=TicketSize.WALLET,
    )


class CertificateForm(BaseForm):
    issuer = LocalisedField(_l("Who gives it"), required=True)
    text = LocalisedField(_l("What it says below the name"), required=True, lines=True, most=600)
    given_on = DayField(_l("Given on"), [InputRequired()])
    signatory = TextField(_l("Name of the signatory"), most=200, validators=[Optional()])
    position = LocalisedField(_l("Position of the signatory"))
    has_thai_digits = BooleanField(_l("Thai digits (in Thai only)"))
    is_released = BooleanField(
        _l("People who were present may fetch theirs from the page of their ticket")
    )

    @property
    def certificate(self) -> CertificateText:
        """What was written, for the service. Ask only when the form is valid."""
        assert self.given_on.data is not None
        return CertificateText(
            issuer=self.issuer.data,
            text=self.text.data,
            given_on=self.given_on.data,
            signatory=self.signatory.data or "",
            position=self.position.data,
            has_thai_digits=self.has_thai_digits.data,
        )


def written(row: CertificateSettings) -> dict[str, Any]:
    """What is written already, for the form."""
    return {
        "issuer": row.issuer,
        "text": row.text,
        "given_on": row.given_on,
        "signatory": row.signatory,
        "position": row.position,
        "has_thai_digits": row.has_thai_digits,
        "is_released": row.released_at is not None,
    }
