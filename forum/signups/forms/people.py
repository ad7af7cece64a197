"""What is asked of whoever signs up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from forum.accounts.forms import PhoneField
from forum.accounts.logic import CONSENTS, ConsentText
from forum.core.i18n import localised
from forum.directory.models import Network, Sector
from forum.questionnaires.forms.answering import AnswersForm
from forum.signups.forms.fields import (
    AddressField,
    as_typed,
    purpose_of,
    sector_choices,
)
from forum.signups.forms.place import ASKED_BESIDES, PLACE_FIELDS, besides, comers_of
from forum.signups.logic.applicants import Applicant
from forum.signups.logic.rules import SeatRules
from forum.signups.models.seats import Invitation, SeatPool
from forum.web.forms import BaseForm, LinesField, RequestKeyField, TextField
from forum.web.locale import current_language


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
    # What the organiser asks besides, of the sector chosen; with it the form asks it, too.
    questions: AnswersForm | None = None

    def __init__(self, sectors: Sequence[Sector], networks: Sequence[Network], **kw: Any) -> None:
        """Offer these sectors and networks; the consents' texts in the reader's language."""
        super().__init__(**kw)
        language = current_language()
        self.sector.choices = sector_choices(sectors)
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
            answers=self.questions.answers if self.questions is not None else None,
        )

    @property
    def chosen(self) -> dict[str, str]:
        """The words for the sector and the network chosen, for the check at the end."""
        return {
            name: next(
                (c.label for c in self[name].choices if c.value and c.value == self[name].data), ""
            )
            if name in self
            else ""
            for name in ("sector", "network", "province", "gender", "pool")
        }

    def _text(self, name: str) -> str:
        return self[name].data or "" if name in self else ""


class SignUpForm(PersonForm):
    """Signing up in short steps; what other steps hold travels along hidden."""

    email = AddressField(_l("E-mail"), [Optional()])
    phone = PhoneField(_l("Telephone"), [Optional()])

    STEPS = (
        ("you", ("given_name", "family_name", "email", "phone")),
        ("sector", ("sector", "organisation", "network", "province", "gender")),
        ("place", PLACE_FIELDS),
        ("questions", ()),
        (
            "consents",
            ("needs", *(f"consent_{purpose}" for purpose in CONSENTS)),
        ),
        ("check", ()),
    )

    @property
    def applicant(self) -> Applicant:
        """What was entered, with what this forum asks besides."""
        return with_besides(super().applicant, self)

    def come_with(self, invitation: Invitation) -> None:
        """Ask nothing that the invitation decides; a group has no place in it."""
        if invitation.sector is not None:
            self.sector.choices = sector_choices([invitation.sector])
        for name in ("pool", "group", "starts_group"):
            if name in self:
                del self[name]

    def step_of(self, field: str | None) -> str:
        """The step that asks for a field, where a refusal is shown."""
        if field == "questions":
            return field
        found = (step for step, names in self.STEPS if field in names and field in self)
        return next(found, "consents")

    def know(self) -> None:
        """Ask nothing of whoever is signed in that their account says already."""
        for name in self.STEPS[0][1]:
            del self[name]

    @property
    def steps(self) -> list[str]:
        """The steps that ask something, and the check at the end."""
        return [step for step, names in self.STEPS if self._asks(step, names)]

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
                    yield from as_typed(self[name])
        if self.questions is not None and shown != "questions":
            yield from self.questions.carried()

    def _asks(self, step: str, names: Sequence[str]) -> bool:
        if step == "questions":
            return self.questions is not None and bool(self.questions.questions)
        return step == "check" or any(name in self for name in names)

    def _is_valid(self, step: str) -> bool:
        if step == "questions" and self.questions is not None:
            return self.questions.validate()
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


def sign_up_form(
    sectors: Sequence[Sector],
    networks: Sequence[Network],
    rules: SeatRules,
    pools: Sequence[SeatPool],
    **kw: Any,
) -> SignUpForm:
    """The form with what this forum asks besides; by default nothing."""
    fields = besides(rules, pools)
    form: SignUpForm = type("AskingForm", (SignUpForm,), fields)(sectors, networks, **kw)
    return form


class AssistForm(PersonForm):
    """Signing up somebody who has neither e-mail nor telephone, with the consents read aloud.

    `speaks` is the language they are read in, and that of the ticket.
    """

    speaks = RadioField(
        _l("Which language do you read in?"),
        choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")],
    )
    page_order = ("given_name", "family_name", "sector", "organisation", "network")

    def __init__(self, *given: Any, **kw: Any) -> None:
        super().__init__(*given, **kw)
        for consent in self.consents:
            consent.label.text = str(_l("Read aloud and agreed"))

    @property
    def texts(self) -> list[tuple[BooleanField, ConsentText]]:
        """Each consent's box with the text to read aloud."""
        return [(box, CONSENTS[purpose_of(box)]) for box in self.consents]

    @property
    def applicant(self) -> Applicant:
        """What was entered, in the language the person understands."""
        language = self.speaks.data or current_language()
        return replace(with_besides(super().applicant, self), language=language)


def assist_form(
    sectors: Sequence[Sector],
    networks: Sequence[Network],
    rules: SeatRules,
    pools: Sequence[SeatPool],
    **kw: Any,
) -> AssistForm:
    """The form with what this forum asks besides; groups come by themselves."""
    fields = besides(replace(rules, has_groups=False), pools)
    kind = type("AssistAskingForm", (AssistForm,), fields)
    form: AssistForm = kind(sectors, networks, **kw)
    return form


def with_besides(applicant: Applicant, form: PersonForm) -> Applicant:
    """The applicant with what a forum asks besides, as far as the form asks it."""
    given = {name: form[name].data for name in ASKED_BESIDES if name in form}
    starts_group = bool(given.pop("starts_group", False))
    said = {name: value for name, value in given.items() if value}
    return replace(applicant, comers=tuple(comers_of(form)), starts_group=starts_group, **said)


class TicketAgainForm(BaseForm):
    email = AddressField(_l("E-mail"), [InputRequired()])
    request_key = RequestKeyField()
