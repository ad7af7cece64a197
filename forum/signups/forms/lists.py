"""A list of people to sign up: the file, what its columns hold, on what ground people are kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from forum.core.i18n import N_, localised
from forum.directory.models import Network, Sector
from forum.documents.tables import (
    LARGEST_FILE,
    MOST_COLUMNS,
    MOST_ROWS,
    TableProblem,
    TableRow,
    UnreadableTable,
    read_table,
)
from forum.questionnaires.logic.questions import Asked
from forum.signups.forms.fields import sector_choices
from forum.signups.logic.list_answers import question_named
from forum.signups.logic.lists import Basis, ListColumn, guess_columns
from forum.signups.models.seats import SeatPool
from forum.web.forms import BaseForm
from forum.web.locale import current_language

COLUMNS: Mapping[ListColumn, str] = {
    ListColumn.NAME: N_("Whole name"),
    ListColumn.PREFIX: N_("Prefix"),
    ListColumn.GIVEN_NAME: N_("Given name"),
    ListColumn.FAMILY_NAME: N_("Family name"),
    ListColumn.EMAIL: N_("E-mail"),
    ListColumn.PHONE: N_("Telephone"),
    ListColumn.SECTOR: N_("Sector"),
    ListColumn.ORGANISATION: N_("Organisation"),
    ListColumn.NETWORK: N_("Network"),
    ListColumn.GENDER: N_("Gender"),
    ListColumn.PROVINCE: N_("Province"),
    ListColumn.POOL: N_("Way to take part"),
    ListColumn.COMPANIONS: N_("Who comes along"),
    ListColumn.NEEDS: N_("What they need"),
    ListColumn.NAME_IN_MINUTES: N_("Agrees: name in the minutes"),
    ListColumn.PHOTOS: N_("Agrees: photographs and recordings"),
    ListColumn.NEXT_FORUMS: N_("Agrees: news of next forums"),
}
_QUESTION = "question-"  # before the id of a question that a column answers
BASES: Mapping[Basis, str] = {
    Basis.PAPER: N_("They agreed on paper: I have their signed forms."),
    Basis.LETTER: N_(
        "They have not agreed yet: the letter with the ticket asks them, and tells them how to leave."
    ),
}
_PROBLEMS: Mapping[TableProblem, str] = {
    TableProblem.EMPTY: N_("There is nothing in this file."),
    TableProblem.TOO_LARGE: N_("The file is too large. Keep only the list of people in it."),
    TableProblem.TOO_MANY_ROWS: N_(
        "The list is longer than %(rows)s rows. Split it, and send the parts one after the other."
    ),
    TableProblem.TOO_MANY_COLUMNS: N_(
        "The list has more than %(columns)s columns. Keep only those about the people."
    ),
    TableProblem.OLD_EXCEL: N_(
        "This is a file of an old Excel, or one with a password. Save it as XLSX without a password."
    ),
    TableProblem.MACROS: N_(
        "There are macros in this file, which we do not take. Save it as XLSX without macros."
    ),
    TableProblem.BROKEN: N_("This file cannot be read. Save the list anew as XLSX or CSV."),
    TableProblem.ENCODING: N_(
        "The letters in this file cannot be read. Save it as “CSV UTF-8” or as XLSX."
    ),
}


class BasisForm(BaseForm):
    """What holds for everybody of a list."""

    basis = RadioField(
        _l("Have they agreed that you sign them up?"),
        [InputRequired(_l("Say whether the people on the list have agreed."))],
        choices=[SelectChoice(each.value, _l(words)) for each, words in BASES.items()],
    )
    sector = SelectField(_l("Sector, where the list names none"), [Optional()], choices=[])
    network = SelectField(_l("Network, where the list names none"), [Optional()], choices=[])
    pool = SelectField(_l("Way to take part, where the list names none"), [Optional()], choices=[])
    written_in = RadioField(
        _l("Their tickets and letters are in"),
        choices=[SelectChoice("th", "ไทย"), SelectChoice("en", "English")],
        default="th",
    )

    def __init__(
        self,
        sectors: Sequence[Sector],
        networks: Sequence[Network],
        pools: Sequence[SeatPool],
        **kw: Any,
    ) -> None:
        """Offer these sectors and networks, and the ways to take part where there are several."""
        super().__init__(**kw)
        language, nothing = current_language(), SelectChoice("", "—")
        self.sector.choices = [nothing, *sector_choices(sectors)]
        self.network.choices = [nothing, *_named(networks, language)]
        self.pool.choices = [nothing, *_named(pools, language)] if len(pools) > 1 else [nothing]


class ListForm(BasisForm):
    """The file that holds the list; `rows` is what stands in it, once it was read."""

    file = FileField(_l("The list (XLSX or CSV)"))
    page_order = ("file",)

    rows: Sequence[TableRow] = ()

    def validate_file(self, field: FileField) -> None:
        """Read the list."""
        if not field.data or not field.data.filename:
            field.errors = [*field.errors, gettext("Choose a file.")]
            return
        try:
            self.rows = read_table(field.data.stream.read(LARGEST_FILE + 1))
        except UnreadableTable as error:
            facts = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
            field.errors = [*field.errors, gettext(_PROBLEMS[error.problem], **facts)]


class ColumnsForm(BasisForm):
    """What each column of the list holds. Make it with `columns_form`."""

    headings: Sequence[str]

    @property
    def places(self) -> dict[ListColumn, int]:
        """The place of each column; of two that hold the same the first."""
        found: dict[ListColumn, int] = {}
        for place in range(len(self.headings)):
            chosen = self[f"column_{place}"].data
            if chosen in set(ListColumn):
                found.setdefault(ListColumn(chosen), place)
        return found

    @property
    def answers_at(self) -> dict[str, int]:
        """The places of columns that answer questions, by the questions' ids."""
        chosen = {place: str(self[f"column_{place}"].data or "") for place in range(self.width)}
        return {
            value.removeprefix(_QUESTION): place
            for place, value in reversed(chosen.items())
            if value.startswith(_QUESTION)
        }

    @property
    def width(self) -> int:
        """How many columns the list has."""
        return len(self.headings)

    def validate(self, extra_validators: Any = None) -> bool:
        """One column for one thing, and one that holds the names."""
        is_valid = bool(super().validate(extra_validators))
        seen: set[str] = set()
        for place in range(len(self.headings)):
            field = self[f"column_{place}"]
            if field.data and field.data in seen:
                field.errors = [gettext("Another column holds the same.")]
                is_valid = False
            seen.add(field.data)
        if not {ListColumn.NAME, ListColumn.GIVEN_NAME} & self.places.keys():
            self.form_errors.append(gettext("Say which column holds the names."))
            is_valid = False
        return is_valid


def columns_form(
    headings: Sequence[str], *given: Any, questions: Sequence[Asked] = (), **kw: Any
) -> ColumnsForm:
    """A form with a choice for each column, as guessed from its heading until somebody chooses."""
    guessed = _guessed(headings, questions)
    language = current_language()
    choices = [
        SelectChoice("", _l("– leave out –")),
        *(SelectChoice(column.value, _l(words)) for column, words in COLUMNS.items()),
        *(SelectChoice(f"{_QUESTION}{q.id}", localised(q.label, language)[:80]) for q in questions),
    ]
    fields = {
        f"column_{place}": SelectField(
            heading[:60] or gettext("Column %(number)s", number=place + 1),
            [Optional()],
            choices=choices,
            default=guessed.get(place, ""),
        )
        for place, heading in enumerate(headings)
    }
    kind = type("ColumnsOfListForm", (ColumnsForm,), {**fields, "headings": tuple(headings)})
    form: ColumnsForm = kind(*given, **kw)
    return form


def _guessed(headings: Sequence[str], questions: Sequence[Asked]) -> dict[int, str]:
    """By place what a column holds: a thing of every list, else the question its heading repeats."""
    guessed = {place: column.value for column, place in guess_columns(headings).items()}
    for place, heading in enumerate(headings):
        question = question_named(heading, questions)
        if question and place not in guessed and f"{_QUESTION}{question}" not in guessed.values():
            guessed[place] = f"{_QUESTION}{question}"
    return guessed


def _named(rows: Sequence[Network | SeatPool], language: str) -> list[SelectChoice]:
    return [SelectChoice(each.public_id, localised(each.name, language)) for each in rows]
