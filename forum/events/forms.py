"""Shapes of input around programmes, forums, agendas and materials."""

from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from forum.events.logic.plans import (
    ForumPlan,
    ItemPlan,
    MaterialPlan,
    PartPlan,
    ProgrammePlan,
    is_web_address,
)
from forum.events.logic.stages import AttributionMode
from forum.events.models import PartKind
from forum.language.dates import local
from forum.language.digits import arabic
from forum.web.forms import (
    BaseForm,
    ClockField,
    DayField,
    LocalisedField,
    RequestKeyField,
    TextField,
    moment_of,
)

_MIDNIGHT, _END_OF_DAY = time(0, 0), time(23, 59)
MOST_PROXIES = 20


class LinkField(TextField):
    """A web address."""

    def post_validate(self, _form: Any, _validation_stopped: bool) -> None:
        if self.data and not self.errors and not is_web_address(self.data):
            raise ValidationError(
                str(_l("Enter a web address that begins with https:// or http://."))
            )


class MinutesField(IntegerField):
    """A whole number, of minutes or of people, in Arabic or Thai digits; nothing typed is none."""

    def process_formdata(self, values: list[Any]) -> None:
        if not values or not str(values[0]).strip():
            self.data = 0
            return
        super().process_formdata([arabic(str(values[0]))])


class ProgrammeForm(BaseForm):
    title = LocalisedField(_l("Title"), required=True)
    description = LocalisedField(_l("Description"), lines=True)
    parent = SelectField(_l("Belongs to"), [Optional()])
    organisation = SelectField(_l("Responsible organisation"), [Optional()])
    starts_on = DayField(_l("First day"), [Optional()])
    ends_on = DayField(_l("Last day"), [Optional()])
    version = HiddenField()
    request_key = RequestKeyField()

    def plan(self) -> ProgrammePlan:
        """What was typed."""
        return ProgrammePlan(
            title=self.title.data,
            description=self.description.data,
            parent=self.parent.data or "",
            organisation=self.organisation.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )


class _TimesForm(BaseForm):
    """A beginning and an end; the last day may be left out when it is the first."""

    starts_day = DayField(_l("Day"), [InputRequired()])
    starts_time = ClockField(_l("Begins"), [InputRequired()])
    ends_time = ClockField(_l("Ends"), [InputRequired()])
    ends_day = DayField(_l("Last day, if it is another"), [Optional()])

    def span(self) -> tuple[datetime, datetime]:
        """Beginning and end as typed, on Thailand's clock."""
        last = self.ends_day if self.ends_day.data else self.starts_day
        return _needed(self.starts_day, self.starts_time), _needed(last, self.ends_time)


class ForumForm(_TimesForm):
    page_order = ("programme", "title", "summary", "description", "number")

    programme = SelectField(_l("Programme"), [InputRequired()])
    title = LocalisedField(_l("Title"), required=True)
    number = TextField(_l("Number, if it has one"), most=40, validators=[Optional()])
    summary = LocalisedField(_l("One sentence why"), most=300)
    description = LocalisedField(_l("Description"), lines=True)
    place = LocalisedField(_l("Place"), most=300)
    online_url = LinkField(_l("Link to the online room"), most=500, validators=[Optional()])
    signup_opens_day = DayField(_l("Sign-up opens on"), [Optional()])
    signup_opens_time = ClockField(_l("at"), [Optional()])
    signup_closes_day = DayField(_l("Sign-up closes on"), [Optional()])
    signup_closes_time = ClockField(_l("at"), [Optional()])
    attribution_mode = RadioField(
        _l("How contributions are shown"),
        [InputRequired()],
        choices=[
            SelectChoice(AttributionMode.NAMED.value, _l("With the name")),
            SelectChoice(AttributionMode.SECTOR.value, _l("With the sector only")),
            SelectChoice(AttributionMode.ANONYMOUS.value, _l("Without name and sector")),
        ],
        default=AttributionMode.SECTOR.value,
    )
    authoritative_language = SelectField(
        _l("Language that counts when texts differ"),
        choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")],
        default="th",
    )
    is_rehearsal = BooleanField(_l("This is a rehearsal"))
    has_weights = BooleanField(_l("Votes by name may weigh differently"))
    most_proxies = MinutesField(
        _l("For how many absent people one person may vote"),
        [NumberRange(min=0, max=MOST_PROXIES)],
        default=0,
    )
    version = HiddenField()
    request_key = RequestKeyField()

    def plan(self) -> ForumPlan:
        """What was typed. A day of the sign-up window without a time: from its start, to its end."""
        starts_at, ends_at = self.span()
        return ForumPlan(
            title=self.title.data,
            starts_at=starts_at,
            ends_at=ends_at,
            summary=self.summary.data,
            description=self.description.data,
            number=self.number.data or "",
            place=self.place.data,
            online_url=self.online_url.data or "",
            signup_opens_at=_moment(self.signup_opens_day, self.signup_opens_time, _MIDNIGHT),
            signup_closes_at=_moment(self.signup_closes_day, self.signup_closes_time, _END_OF_DAY),
            attribution_mode=AttributionMode(self.attribution_mode.data),
            authoritative_language=self.authoritative_language.data,
            is_rehearsal=self.is_rehearsal.data,
            has_weights=self.has_weights.data,
            most_proxies=self.most_proxies.data or 0,
        )


class CloneForm(_TimesForm):
    request_key = RequestKeyField()


class ReinstateForm(_TimesForm):
    pass


class ReasonForm(BaseForm):
    reason = LocalisedField(
        _l("Why? One sentence for the people concerned"), required=True, most=500
    )


class TablesForm(BaseForm):
    """Several tables at once: how many, and the word that goes before their numbers."""

    number = MinutesField(_l("How many"), [NumberRange(min=1, max=100)], default=10)
    name = LocalisedField(_l("Their name, without the number"), required=True, most=40)
    request_key = RequestKeyField()


class TableForm(BaseForm):
    name = LocalisedField(_l("Name of the table"), required=True, most=60)


class EmptyForm(BaseForm):
    """A button: nothing but the mark that it comes from our page."""


class PublishForm(BaseForm):
    opens_signup = BooleanField(_l("Open sign-up as well"))


class PartForm(BaseForm):
    title = LocalisedField(_l("Title"), required=True)
    kind = RadioField(
        _l("Kind"),
        [InputRequired()],
        choices=[
            SelectChoice(PartKind.PLENARY.value, _l("Plenary")),
            SelectChoice(PartKind.WORKSHOP.value, _l("Workshop")),
            SelectChoice(PartKind.TABLES.value, _l("Table round")),
            SelectChoice(PartKind.BREAK.value, _l("Break")),
        ],
        default=PartKind.PLENARY.value,
    )
    day = DayField(_l("Day"), [InputRequired()])
    starts_time = ClockField(_l("Begins"), [InputRequired()])
    ends_time = ClockField(_l("Ends"), [InputRequired()])
    room = LocalisedField(_l("Room"), most=200)
    online_url = LinkField(_l("Link to the online room"), most=500, validators=[Optional()])
    version = HiddenField()
    request_key = RequestKeyField()

    def plan(self) -> PartPlan:
        """What was typed."""
        return PartPlan(
            title=self.title.data,
            kind=self.kind.data,
            starts_at=_needed(self.day, self.starts_time),
            ends_at=_needed(self.day, self.ends_time),
            room=self.room.data,
            online_url=self.online_url.data or "",
        )


class ItemForm(BaseForm):
    title = LocalisedField(_l("Title"), required=True, most=300)
    minutes = MinutesField(_l("Length in minutes"), [NumberRange(min=0, max=24 * 60)], default=0)
    part = SelectField(_l("Part"), [Optional()])
    presenter = TextField(_l("Who presents"), most=200, validators=[Optional()])
    description = LocalisedField(_l("Notes"), lines=True)
    version = HiddenField()
    request_key = RequestKeyField()

    def plan(self, parent: str = "") -> ItemPlan:
        """What was typed, for a place below `parent` (a public id) or at the top."""
        return ItemPlan(
            title=self.title.data,
            description=self.description.data,
            minutes=self.minutes.data or 0,
            presenter=self.presenter.data or "",
            part=self.part.data or "",
            parent=parent,
        )


class LinkForm(BaseForm):
    title = LocalisedField(_l("Title"), required=True)
    url = LinkField(_l("Web address"), most=2000, validators=[InputRequired()])
    item = SelectField(_l("For which agenda item"), [Optional()])
    request_key = RequestKeyField()

    def plan(self) -> MaterialPlan:
        """What was typed."""
        return MaterialPlan(self.title.data, item=self.item.data or "", url=self.url.data)


class FileForm(BaseForm):
    title = LocalisedField(_l("Title"))
    file = FileField(_l("File"))
    item = SelectField(_l("For which agenda item"), [Optional()])
    request_key = RequestKeyField()

    def validate_file(self, field: FileField) -> None:
        """A file must have been chosen."""
        if not field.data:
            raise ValidationError(str(_l("Choose a file.")))

    def plan(self) -> MaterialPlan:
        """What was typed."""
        return MaterialPlan(self.title.data, item=self.item.data or "")


def span_data(starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """A beginning and an end as the fields of a times form show them."""
    first, last = local(starts_at), local(ends_at)
    return {
        "starts_day": first.date(),
        "starts_time": first.time(),
        "ends_time": last.time(),
        "ends_day": last.date() if last.date() != first.date() else None,
    }


def forum_data(plan: ForumPlan) -> dict[str, Any]:
    """A plan as the fields of a forum form show it."""
    return {
        **vars(plan),
        **span_data(plan.starts_at, plan.ends_at),
        **_moment_data("signup_opens", plan.signup_opens_at),
        **_moment_data("signup_closes", plan.signup_closes_at),
        "attribution_mode": plan.attribution_mode.value,
    }


def part_data(plan: PartPlan) -> dict[str, Any]:
    """A plan as the fields of a part form show it."""
    first, last = local(plan.starts_at), local(plan.ends_at)
    return {
        **vars(plan),
        "day": first.date(),
        "starts_time": first.time(),
        "ends_time": last.time(),
    }


def _needed(day: DayField, at: ClockField) -> datetime:
    if day.data is None or at.data is None:
        raise ValueError("a form is asked for its plan once it is valid")
    return moment_of(day.data, at.data)


def _moment(day: DayField, at: ClockField, default: time) -> datetime | None:
    return moment_of(day.data, at.data or default) if day.data else None


def _moment_data(name: str, moment: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {}
    return {f"{name}_day": local(moment).date(), f"{name}_time": local(moment).time()}
