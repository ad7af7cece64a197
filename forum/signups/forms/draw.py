"""What an organiser enters for a draw: how many, whom, by which rule, from which seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from forum.signups.forms.fields import MOST_SEATS, SeatsField
from forum.signups.logic.draw import Algorithm, Plan, Target, public_number
from forum.signups.logic.states import SeedSource
from forum.web.forms import BaseForm, TextField


@dataclass(frozen=True)
class TargetRow:
    """One value of a characteristic that may get a target: its words, and how many applied."""

    characteristic: str
    value: str
    words: str
    applied: int

    @property
    def name(self) -> str:
        """What its two inputs are told apart by."""
        return f"{self.characteristic}.{self.value}"


class DrawForm(BaseForm):
    """A draw as the organiser wants it; a row whose two numbers are empty has no target."""

    rows: Sequence[TargetRow] = ()

    size = SeatsField(_l("Seats to be drawn"), [InputRequired(), NumberRange(1, MOST_SEATS)])
    algorithm = RadioField(
        _l("Which of the possible panels"),
        choices=[
            SelectChoice(Algorithm.MAXIMIN, _l("The smallest chance is as large as it can be")),
            SelectChoice(Algorithm.NASH, _l("All chances are weighed against each other")),
            SelectChoice(
                Algorithm.LEXIMIN, _l("First the smallest chance, then the next, and so on")
            ),
            SelectChoice(Algorithm.LEGACY, _l("Quickly, without knowing the chances")),
        ],
        default=Algorithm.MAXIMIN,
    )
    seed_source = RadioField(
        _l("Where chance comes from"),
        choices=[
            SelectChoice(SeedSource.PUBLIC, _l("A public number that nobody knows yet")),
            SelectChoice(SeedSource.HASH, _l("A secret number of this installation")),
        ],
        default=SeedSource.PUBLIC,
    )
    seed_note = TextField(_l("Which number, of which day"), most=400, validators=[Optional()])

    def pair(self, row: TargetRow) -> tuple[Field, Field]:
        """The two inputs of a row."""
        return self[f"least.{row.name}"], self[f"most.{row.name}"]

    @property
    def plan(self) -> Plan:
        """What was entered; a number left empty beside another one limits nothing."""
        size = self.size.data or 0
        targets = []
        for row in self.rows:
            least, most = (field.data for field in self.pair(row))
            if least is not None or most is not None:
                most = size if most is None else most
                targets.append(Target(row.characteristic, row.value, least or 0, most))
        return Plan(
            size=size,
            targets=tuple(targets),
            algorithm=Algorithm(self.algorithm.data),
            seed_source=SeedSource(self.seed_source.data),
            seed_note=self.seed_note.data or "",
        )


def draw_form(rows: Sequence[TargetRow], **data: Any) -> DrawForm:
    """A form with two inputs for each of the rows; `data` may have "least.…" and "most.…"."""
    fields: dict[str, Any] = {"rows": tuple(rows)}
    pairs = [name for row in rows for name in (f"least.{row.name}", f"most.{row.name}")]
    for row in rows:
        rules = [Optional(), NumberRange(0, MOST_SEATS)]
        fields[f"least.{row.name}"] = SeatsField(_l("%(value)s: at least", value=row.words), rules)
        fields[f"most.{row.name}"] = SeatsField(
            _l("%(value)s: at most", value=row.words), [*rules, _not_below(f"least.{row.name}")]
        )
    fields["page_order"] = ("size", *pairs, "seed_source", "seed_note", "algorithm")
    form: DrawForm = type("DrawOfRowsForm", (DrawForm,), fields)(data=data)
    return form


def targets_as_data(targets: Sequence[Target]) -> dict[str, int]:
    """Targets as the form's data."""
    data = {}
    for target in targets:
        data[f"least.{target.characteristic}.{target.value}"] = target.minimum
        data[f"most.{target.characteristic}.{target.value}"] = target.maximum
    return data


class StartForm(BaseForm):
    """The public number, typed twice: it cannot be taken back."""

    number = TextField(_l("The public number"), most=180, validators=[DataRequired()])
    again = TextField(_l("The same number again"), most=180, validators=[DataRequired()])

    def validate_again(self, field: Field) -> None:
        """Both must be the same number."""
        if public_number(field.data or "") != public_number(self.number.data or ""):
            raise ValidationError(str(_l("The two numbers are not the same.")))


class PlainForm(BaseForm):
    """A button without anything to fill in."""


class CancelForm(BaseForm):
    reason = TextField(_l("Why is it given up?"), most=380, validators=[DataRequired()])


def _not_below(name: str) -> Any:
    def check(form: BaseForm, field: Field) -> None:
        least = form[name].data
        if least is not None and field.data is not None and field.data < least:
            raise ValidationError(str(_l("The largest number is below the smallest.")))

    return check
