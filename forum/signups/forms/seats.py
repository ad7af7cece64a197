"""How many seats there are, for whom, how they are given, and who is invited to them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from forum.core.i18n import localised
from forum.directory.models import Network, Sector
from forum.language.places import region_name
from forum.signups.forms.fields import MOST_SEATS, AddressField, SeatsField, sector_choices
from forum.signups.forms.place import GENDERS, MOST_COMPANIONS, pool_name
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import SECOND, Characteristic, PoolPlan, Share
from forum.signups.logic.states import SeatMode
from forum.signups.models.seats import SeatPool
from forum.web.forms import (
    BaseForm,
    DayField,
    LinesField,
    LocalisedField,
    TextField,
)
from forum.web.locale import current_language

REGIONS = ("north", "northeast", "central", "east", "west", "south")
SECOND_NAMES = {
    Characteristic.GENDER: _l("Gender"),
    Characteristic.REGION: _l("Part of the country"),
    Characteristic.NETWORK: _l("Network"),
}
Values = Mapping[Characteristic, Mapping[str, str]]


class SeatsForm(BaseForm):
    """One pool: all seats together, and for each value how many it may take and how many are kept."""

    name = LocalisedField(_l("Name"), most=80)
    capacity = SeatsField(_l("All seats together"), [InputRequired(), NumberRange(0, MOST_SEATS)])
    second = SelectField(
        _l("Share by a second characteristic, too"),
        [Optional()],
        choices=[
            SelectChoice("", _l("by sector only")),
            *(SelectChoice(each, SECOND_NAMES[each]) for each in SECOND),
        ],
    )
    values: ClassVar[Values] = {}

    @property
    def plan(self) -> PoolPlan:
        """What was entered, for the service."""
        second = Characteristic(self.second.data) if self.second.data else None
        return PoolPlan(
            capacity=self.capacity.data or 0,
            name=self.name.data,
            sectors=self._shares(Characteristic.SECTOR),
            second=second,
            values=self._shares(second) if second else {},
        )

    def pair(self, each: str, value: str) -> tuple[Field, Field]:
        """The two inputs of a value: at most, and kept."""
        return self[f"{each}_most_{value}"], self[f"{each}_kept_{value}"]

    def _shares(self, each: Characteristic) -> dict[str, Share]:
        shares = {}
        for value in self.values[each]:
            most, kept = self.pair(each, value)
            shares[value] = Share(kept.data or 0, most.data)
        return shares


def values_of(sectors: Iterable[Sector], networks: Iterable[Network]) -> Values:
    """What seats can be shared by, in the reader's language."""
    language = current_language()
    return {
        Characteristic.SECTOR: {s.code: localised(s.name, language) for s in sectors},
        Characteristic.GENDER: {str(each): str(label) for each, label in GENDERS.items()},
        Characteristic.REGION: {each: region_name(each, language) for each in REGIONS},
        Characteristic.NETWORK: {n.public_id: localised(n.name, language) for n in networks},
    }


def seats_form(values: Values, pool: SeatPool | None) -> SeatsForm:
    """A form with two inputs for each value, filled with what the pool has."""
    fields: dict[str, Any] = {"values": values}
    for each, words in values.items():
        for value, label in words.items():
            rules = [Optional(), NumberRange(0, MOST_SEATS)]
            fields[f"{each}_most_{value}"] = SeatsField(label, rules)
            fields[f"{each}_kept_{value}"] = SeatsField(_l("%(value)s: kept", value=label), rules)
    form: SeatsForm = type("SeatsOfForm", (SeatsForm,), fields)(data=_known(pool))
    return form


def _known(pool: SeatPool | None) -> dict[str, object]:
    if pool is None:
        return {}
    known: dict[str, object] = {"capacity": pool.capacity, "name": pool.name}
    for quota in pool.quotas:
        known[f"{quota.characteristic}_most_{quota.value}"] = quota.maximum
        known[f"{quota.characteristic}_kept_{quota.value}"] = quota.minimum or None
        if quota.characteristic != Characteristic.SECTOR:
            known["second"] = quota.characteristic
    return known


class RemovePoolForm(BaseForm):
    into = SelectField(_l("Its people go to"), choices=[])

    def __init__(self, others: Sequence[SeatPool], **kw: Any) -> None:
        super().__init__(**kw)
        self.into.choices = [SelectChoice(each.public_id, pool_name(each)) for each in others]
        if not others:
            del self["into"]


class RulesForm(BaseForm):
    """How places are given, and what is asked beside the name."""

    mode = RadioField(
        _l("How are places given?"),
        choices=[
            SelectChoice(SeatMode.DIRECT, _l("First come, first served")),
            SelectChoice(SeatMode.APPROVAL, _l("The organiser says yes or no to each")),
            SelectChoice(SeatMode.DRAW, _l("By a draw among all who sign up")),
        ],
    )
    accept_hours = SeatsField(
        _l("Hours to accept a seat that becomes free"), [Optional(), NumberRange(1, 24 * 60)]
    )
    companions_most = SeatsField(
        _l("How many people may come along with each"),
        [Optional(), NumberRange(0, MOST_COMPANIONS)],
    )
    has_groups = BooleanField(_l("Groups may ask for seats together"))
    asks_province = BooleanField(_l("Ask for the province"))
    asks_gender = BooleanField(_l("Ask for the gender; answering stays free"))

    @property
    def rules(self) -> SeatRules:
        """What was entered, for the service."""
        return SeatRules(
            mode=SeatMode(self.mode.data),
            accept_hours=self.accept_hours.data,
            companions_most=self.companions_most.data or 0,
            has_groups=self.has_groups.data,
            asks_gender=self.asks_gender.data,
            asks_province=self.asks_province.data,
        )


class InvitationForm(BaseForm):
    """Whom to invite, to how many seats, until when."""

    recipient = TextField(_l("Whom do you invite?"), most=200, validators=[DataRequired()])
    email = AddressField(_l("E-mail"), [Optional()])
    seats = SeatsField(_l("Seats"), [InputRequired(), NumberRange(1, 1000)], default=1)
    expires_on = DayField(_l("Reserved up to and including"), [InputRequired()])
    sector = SelectField(_l("Sector"), [Optional()], choices=[])
    network = SelectField(_l("Network"), [Optional()], choices=[])
    pool = SelectField(_l("Takes part"), [Optional()], choices=[])
    language = SelectField(
        _l("Language of the letter"),
        choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")],
    )
    note = LinesField(_l("A few words in the letter"), most=1000, validators=[Optional()])

    def __init__(
        self,
        sectors: Sequence[Sector],
        networks: Sequence[Network],
        pools: Sequence[SeatPool],
        **kw: Any,
    ) -> None:
        super().__init__(**kw)
        language = current_language()
        self.sector.choices = [SelectChoice("", _l("any")), *sector_choices(sectors)]
        self.network.choices = [
            SelectChoice("", _l("any")),
            *(SelectChoice(n.public_id, localised(n.name, language)) for n in networks),
        ]
        self.pool.choices = [SelectChoice(each.public_id, pool_name(each)) for each in pools]
        if len(pools) < 2:
            del self["pool"]


class DecideForm(BaseForm):
    """The yes or no to those who are ticked."""

    signups = SelectMultipleField(
        _l("People"), [InputRequired(_l("Tick at least one person."))], validate_choice=False
    )
    answer = HiddenField()
    reason = TextField(_l("Reason of a no, for the letter"), most=400, validators=[Length(max=400)])
