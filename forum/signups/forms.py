"""Shapes of input around sign-ups."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField
from wtforms.fields import EmailField, SelectChoice, TelField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from forum.accounts.logic import CONSENTS
from forum.core.i18n import localised
from forum.directory.models import Network, Sector
from forum.language.contacts import (
    UnreadableEmail,
    UnreadablePhone,
    format_phone,
    parse_email,
    parse_phone,
)
from forum.language.digits import arabic
from forum.signups.logic import Applicant
from forum.web.forms import BaseForm, LinesField, RequestKeyField, TextField
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


class PhoneField(TelField):
    """A telephone number, kept as E.164; None when left out."""

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


class PersonForm(BaseForm):
    """What is asked of everybody: name, sector, organisation, network, needs, consents.

    Consents are boxes of their own, one a purpose, never ticked beforehand.
    """

    given_name = TextField(_l("Given name"), most=120, validators=[DataRequired()])
    family_name = TextField(_l("Family name"), most=120, validators=[Optional()])
    sector = RadioField(
        _l("Which sector do you come for?"),
        [InputRequired(_l("Choose one of the sectors."))],
        choices=[],
    )
    organisation = TextField(_l("Organisation"), most=200, validators=[Optional()])
    network = SelectField(_l("Network"), [Optional()], choices=[])
    needs = LinesField(
        _l("What do you need to take part well?"), most=1000, validators=[Optional()]
    )
    consent_organising = BooleanField(
        validators=[InputRequired(_l("Without this consent we cannot keep a seat for you."))]
    )
    consent_name_in_minutes = BooleanField()
    consent_photos = BooleanField()
    consent_next_forums = BooleanField()
    request_key = RequestKeyField()

    def __init__(self, sectors: Sequence[Sector], networks: Sequence[Network], **kw: Any) -> None:
        """Offer these sectors and networks; the consents' texts in the reader's language."""
        super().__init__(**kw)
        language = current_language()
        self.sector.choices = _sector_choices(sectors)
        self.network.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(n.public_id, localised(n.name, language)) for n in networks),
        ]
        for consent in self.consents:
            consent.label.text = localised(CONSENTS[purpose_of(consent)].text, language)

    @property
    def consents(self) -> list[BooleanField]:
        """The boxes, in the order of their purposes."""
        return [self[f"consent_{purpose}"] for purpose in CONSENTS]

    @property
    def applicant(self) -> Applicant:
        """What was entered, for the service. Ask only when the form is valid."""
        return Applicant(
            given_name=self._text("given_name"),
            family_name=self._text("family_name"),
            email=self["email"].data if "email" in self else None,
            phone=self["phone"].data if "phone" in self else None,
            sector=self.sector.data,
            organisation=self.organisation.data or "",
            network=self.network.data or None,
            needs=self.needs.data or "",
            consents=frozenset(purpose_of(box) for box in self.consents if box.data),
            language=current_language(),
            request_key=self.request_key.data,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The words for the sector and the network chosen, for the check at the end."""
        return {
            name: next(
                (c.label for c in self[name].choices if c.value and c.value == self[name].data), ""
            )
            for name in ("sector", "network")
        }

    def _text(self, name: str) -> str:
        return self[name].data or "" if name in self else ""


class SignUpForm(PersonForm):
    """Signing up in short steps; what other steps hold travels along hidden."""

    email = AddressField(_l("E-mail"), [Optional()])
    phone = PhoneField(_l("Telephone"), [Optional()])

    STEPS = (
        ("you", ("given_name", "family_name", "email", "phone")),
        ("sector", ("sector", "organisation", "network")),
        (
            "consents",
            ("needs", *(f"consent_{purpose}" for purpose in CONSENTS)),
        ),
        ("check", ()),
    )

    def know(self) -> None:
        """Ask nothing of whoever is signed in that their account says already."""
        for name in self.STEPS[0][1]:
            del self[name]

    @property
    def steps(self) -> list[str]:
        """The steps that ask something, and the check at the end."""
        return [step for step, names in self.STEPS if step == "check" or names[0] in self]

    def step_after(self, current: str, go: str) -> tuple[str, bool]:
        """Where the button `go` leads from a step, and whether what was entered allows it.

        `go` is "next", "back", "send" or the name of a step. Forward leads to the first step with
        a problem, if there is one; back never asks.
        """
        steps = self.steps
        here = steps.index(current) if current in steps else 0
        if go == "back":
            return steps[max(0, here - 1)], True
        if go in steps:
            return go, True
        asked = steps if go == "send" else steps[: here + 1]
        for step in asked:
            if not self._is_valid(step):
                return step, False
        return steps[min(here + 1, len(steps) - 1)], True

    def carried(self, shown: str) -> Iterator[tuple[str, str]]:
        """What the steps that are not shown hold, as hidden inputs: name and text, as typed."""
        for step, names in self.STEPS:
            for name in names if step != shown else ():
                if name in self:
                    yield from _as_typed(self[name])

    def _is_valid(self, step: str) -> bool:
        names = [name for name in dict(self.STEPS)[step] if name in self]
        # every field is asked, so that all that is wrong is said at once
        is_valid = all([self[name].validate(self) for name in names])  # noqa: C419
        return (step != "you" or self._has_contact()) and is_valid

    def _has_contact(self) -> bool:
        if self.email.data or self.phone.data or self.email.errors or self.phone.errors:
            return True
        self.email.errors = [
            _l(
                "Enter an e-mail address or a telephone number. If you have neither, the "
                "coordinator of your network can sign you up."
            )
        ]
        return False


class AssistForm(PersonForm):
    """Signing up somebody who has neither e-mail nor telephone, with the consents read aloud."""


class TicketAgainForm(BaseForm):
    email = AddressField(_l("E-mail"), [InputRequired()])
    request_key = RequestKeyField()


class SectorForm(BaseForm):
    sector = RadioField(_l("Sector"), [InputRequired()], choices=[])

    def __init__(self, sectors: Sequence[Sector], **kw: Any) -> None:
        super().__init__(**kw)
        self.sector.choices = _sector_choices(sectors)


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


class CodeForm(BaseForm):
    code = StringField(_l("Code on the ticket"), [DataRequired()])


class SeatsField(IntegerField):
    """A number of seats; Thai digits are read, too. None when left empty."""

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


def purpose_of(consent: Field) -> str:
    """The purpose that a consent's box stands for."""
    return str(consent.short_name).removeprefix("consent_")


def _sector_choices(sectors: Sequence[Sector]) -> list[SelectChoice]:
    language = current_language()
    return [SelectChoice(sector.code, localised(sector.name, language)) for sector in sectors]


def _as_typed(field: Field) -> Iterator[tuple[str, str]]:
    if isinstance(field, BooleanField):
        if field.data:
            yield field.name, "y"
        return
    text = field.raw_data[0] if field.raw_data else field.data
    if text:
        yield field.name, str(text)
