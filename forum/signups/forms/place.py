"""What a forum may ask besides: where somebody takes part, who comes along, with whom, from where."""

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from forum.core.i18n import localised
from forum.language.names import split_prefix
from forum.language.places import provinces
from forum.signups.logic.applicants import Comer
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.states import CompanionKind, Gender
from forum.signups.models.seats import SeatPool
from forum.web.forms import BaseForm, TextField
from forum.web.locale import current_language

MOST_COMPANIONS = 5
GENDERS = {
    Gender.WOMAN: _l("Woman"),
    Gender.MAN: _l("Man"),
    Gender.OTHER: _l("Other"),
}
COMPANION_KINDS = {
    CompanionKind.ASSISTANT: _l("Assistant"),
    CompanionKind.INTERPRETER: _l("Interpreter"),
    CompanionKind.CHILD: _l("Child"),
    CompanionKind.OTHER: _l("Somebody else"),
}
ASKED_BESIDES = ("pool", "gender", "province", "group", "starts_group")
_COMPANIONS = tuple(
    f"companion{number}_{part}"
    for number in range(1, MOST_COMPANIONS + 1)
    for part in ("name", "kind")
)
PLACE_FIELDS = ("pool", *_COMPANIONS, "group", "starts_group")


class CodeField(TextField):
    """A group's code: as it was told, in small letters, without spaces."""

    def process_formdata(self, values: list[str]) -> None:
        """Read the code."""
        self.data = "".join(values[0].split()).lower() if values else ""


class ComerForm(BaseForm):
    """Somebody who comes along, on the page of the ticket."""

    name = TextField(_l("Name"), most=120, validators=[DataRequired()])
    kind = SelectField(
        _l("Comes as"),
        choices=[SelectChoice(kind, label) for kind, label in COMPANION_KINDS.items()],
        default=CompanionKind.OTHER,
    )

    @property
    def comer(self) -> Comer:
        """Who was entered."""
        return _comer(self.name.data or "", self.kind.data)


class LeaveBehindForm(BaseForm):
    """Which companion does not come."""

    companion = HiddenField()


def besides(rules: SeatRules, pools: Sequence[SeatPool]) -> dict[str, Field]:
    """The fields for what a forum asks besides; none by default."""
    fields: dict[str, Field] = {}
    if rules.asks_province:
        fields["province"] = province_field()
    if rules.asks_gender:
        fields["gender"] = gender_field()
    if len(pools) > 1:
        fields["pool"] = pool_field(pools)
    for number in range(1, min(rules.companions_most, MOST_COMPANIONS) + 1):
        fields[f"companion{number}_name"] = TextField(_l("Name"), most=120, validators=[Optional()])
        fields[f"companion{number}_kind"] = SelectField(
            _l("Comes as"),
            [Optional()],
            choices=[SelectChoice(kind, label) for kind, label in COMPANION_KINDS.items()],
            default=CompanionKind.OTHER,
        )
    if rules.has_groups:
        fields["group"] = CodeField(_l("Code of your group"), most=12, validators=[Optional()])
        fields["starts_group"] = BooleanField(_l("Start a group; I pass its code on to the others"))
    return fields


def comers_of(form: Form) -> Iterator[Comer]:
    """Those whose name was entered."""
    for number in range(1, MOST_COMPANIONS + 1):
        name = f"companion{number}_name"
        if name in form and form[name].data:
            yield _comer(form[name].data, form[f"companion{number}_kind"].data)


def gender_field() -> Field:
    """Never compulsory."""
    return RadioField(
        _l("Gender"),
        [Optional()],
        choices=[
            SelectChoice("", _l("I would rather not say")),
            *(SelectChoice(gender, label) for gender, label in GENDERS.items()),
        ],
        default="",
        filters=[lambda value: Gender(value) if value in set(Gender) else None],
    )


def province_field() -> Field:
    """The province somebody comes from; its region is what seats are shared by."""
    language = current_language()
    return SelectField(
        _l("Province you come from"),
        [Optional()],
        choices=[
            SelectChoice("", "—"),
            *(SelectChoice(each.code, each.name(language)) for each in provinces()),
        ],
    )


def pool_field(pools: Sequence[SeatPool]) -> Field:
    """Where somebody takes part."""
    return RadioField(
        _l("How do you take part?"),
        [InputRequired(_l("Choose where you take part."))],
        choices=[SelectChoice(each.public_id, pool_name(each)) for each in pools],
    )


def pool_name(pool: SeatPool) -> str:
    """What a pool is called; one that was never named is simply where people are seated."""
    return localised(pool.name, current_language()) or str(_l("In the hall"))


def _comer(text: str, kind: str) -> Comer:
    prefix, rest = split_prefix(text)
    given, _, family = rest.partition(" ")
    known = CompanionKind(kind) if kind in set(CompanionKind) else CompanionKind.OTHER
    return Comer(f"{prefix}{given}", family, known)
