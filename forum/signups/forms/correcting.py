"""Shapes of input for putting right what somebody said when signing up."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from forum.accounts.forms import PhoneField
from forum.accounts.logic import Corrected
from forum.core.i18n import localised
from forum.directory.models import Network, Sector
from forum.signups.forms.fields import AddressField, sector_choices
from forum.signups.logic.applicants import Said
from forum.signups.models.places import Signup
from forum.web.forms import BaseForm, LinesField, TextField
from forum.web.locale import current_language


class PlaceForm(BaseForm):
    """What was said for one forum: organisation, sector, network."""

    organisation = TextField(_l("Organisation"), most=200, validators=[Optional()])
    sector = RadioField(_l("Sector"), [InputRequired()], choices=[])
    network = SelectField(_l("Network"), [Optional()], choices=[])

    def __init__(
        self, signup: Signup, sectors: Sequence[Sector], networks: Sequence[Network], **data: Any
    ) -> None:
        """Offer these sectors and networks, and hold what the sign-up says now."""
        language, network = current_language(), signup.network
        held = {
            "organisation": signup.organisation_name,
            "sector": signup.sector.code,
            "network": network.public_id if network else "",
        }
        super().__init__(data={**held, **data})
        self.sector.choices = sector_choices(sectors)
        offered = {each.public_id: each for each in networks}
        if network is not None:  # also one that is out of use
            offered.setdefault(network.public_id, network)
        self.network.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(id_, localised(each.name, language)) for id_, each in offered.items()),
        ]

    def said_by(self, signup: Signup) -> Said:
        """What was entered; what this form does not ask stays as the sign-up says it."""
        network = signup.network.public_id if signup.network else None
        needs = signup.needs.text if signup.needs else ""
        return Said(
            sector=self["sector"].data if "sector" in self else signup.sector.code,
            organisation=self.organisation.data or "",
            network=(self["network"].data or None) if "network" in self else network,
            needs=(self["needs"].data or "") if "needs" in self else needs,
        )


class OwnPlaceForm(PlaceForm):
    """One's own: what one needs, too; sector and network as long as they are one's to choose."""

    needs = LinesField(
        _l("What do you need to take part well?"), most=1000, validators=[Optional()]
    )

    def __init__(self, signup: Signup, *given: Any, may_move: bool) -> None:
        """As PlaceForm."""
        super().__init__(signup, *given, needs=signup.needs.text if signup.needs else "")
        for name in () if may_move else ("sector", "network"):
            del self[name]


class PersonOfPlaceForm(PlaceForm):
    """What the organiser puts right at somebody's request; name and contact where they may."""

    page_order = ("given_name", "family_name", "email", "phone")

    given_name = TextField(_l("Given name"), most=120, validators=[DataRequired()])
    family_name = TextField(_l("Family name"), most=120, validators=[Optional()])
    email = AddressField(_l("E-mail"), [Optional()])
    phone = PhoneField(_l("Telephone"), [Optional()])

    def __init__(self, signup: Signup, *given: Any, with_person: bool) -> None:
        """As PlaceForm."""
        person = signup.person
        super().__init__(
            signup,
            *given,
            given_name=f"{person.prefix} {person.given_name}".strip(),
            family_name=person.family_name,
            email=person.email,
            phone=person.phone,
        )
        for name in () if with_person else self.page_order:
            del self[name]

    def corrected(self, signup: Signup) -> tuple[Corrected, str | None]:
        """Name and telephone, and the address, as entered or as they are."""
        person = signup.person
        if "given_name" not in self:
            given = f"{person.prefix} {person.given_name}".strip()
            return Corrected(given, person.family_name, person.phone), person.email
        names = (self["given_name"].data or "", self["family_name"].data or "")
        return Corrected(*names, self["phone"].data), self["email"].data
