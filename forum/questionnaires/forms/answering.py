"""Forms made of a questionnaire's questions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, cast

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import (
    BooleanField,
    Field,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from forum.core.errors import ForumError
from forum.core.i18n import localised
from forum.language import places
from forum.questionnaires.logic.answers import ABROAD, Answered, Reading, missing, read, typed
from forum.questionnaires.logic.asking import asked_after, asked_of
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.questions import NO, YES, Asked
from forum.web.forms import BaseForm
from forum.web.locale import current_language
from forum.web.problems import sentence_of

KeepFile = Callable[[BinaryIO, str], dict[str, str]]
Pairs = Iterator[tuple[str, str]]

MANY_OPTIONS = 8  # more stand in a list to open, not as buttons
FILE_LIFETIME = 3000  # seconds; below the hour after which files nobody uses are swept
_DISTRICT, _COUNTRY, _FILE, _OFF = "-district", "-country", "-file", "-off"


class AnswersForm(BaseForm):
    """A questionnaire to fill in. Make it with `answers_form`.

    What is asked, and of which shape an answer must be, the questions say; this form only holds
    what was typed. Beside other forms it needs no token of its own.
    """

    class Meta(BaseForm.Meta):
        csrf = False

    questions: Sequence[Asked]  # that this sector may be asked
    every: Sequence[Asked]  # whatever the sector
    sector: str | None
    typed: MultiDict[str, str]
    kept_files: frozenset[str]  # questions whose file was sent on another day
    taken_off: frozenset[str] = frozenset()  # of those, the ones whose file is to go
    answers: dict[str, Any]  # once validated

    def name_of(self, question_id: str) -> str:
        """The name of a question's input."""
        return f"q-{question_id}"

    def validate(self, _extra_validators: Any = None) -> bool:
        """Read every question that is asked after the answers before it; say what is wrong."""
        answers: dict[str, Any] = {}
        is_valid = True
        for question in self.questions:
            field = self[self.name_of(question.id)]
            field.errors = list(field.errors) if question.kind.is_file else []
            if question not in asked_after(self.questions, answers, self.sector):
                field.errors = []
                continue
            reading = self._read(question)
            answers[question.id] = reading.value
            if reading.problem and not field.errors:
                field.errors = [gettext(reading.problem)]
            is_valid = is_valid and not field.errors
        self.answers = {key: value for key, value in answers.items() if value is not None}
        return is_valid

    @property
    def answered(self) -> list[Answered]:
        """What was answered, in order. Ask only when the form was validated."""
        return [
            Answered(question, self.answers[question.id])
            for question in self.questions
            if question.id in self.answers
        ]

    def take_files(self, files: Mapping[str, FileStorage], keep: KeepFile) -> None:
        """Store what was sent along, by `keep`; it travels on as a signed note.

        A file that is to go, with none in its place, is forgotten here or said in `taken_off`.
        """
        for question in self.questions:
            name = self.name_of(question.id)
            upload = files.get(name)
            if not question.kind.is_file:
                continue
            if upload is None or not upload.filename:
                self._take_off(question)
                continue
            try:
                kept = keep(cast(BinaryIO, upload.stream), upload.filename)
            except ForumError as error:
                self[name].errors = [sentence_of(error)]
            else:
                self.typed.setlist(f"{name}{_FILE}", [_signer().dumps(kept)])

    def _take_off(self, question: Asked) -> None:
        name = self.name_of(question.id)
        if not self.typed.get(f"{name}{_OFF}"):
            return
        if self.typed.getlist(f"{name}{_FILE}"):
            self.typed.setlist(f"{name}{_FILE}", [])
        else:
            self.taken_off |= {question.id}

    def file_of(self, question: Asked) -> dict[str, str] | None:
        """The file that was sent along for a question, or that was there before."""
        note = self.typed.get(f"{self.name_of(question.id)}{_FILE}", "")
        try:
            return dict(_signer().loads(note, max_age=FILE_LIFETIME))
        except BadData:
            return None

    def note_of(self, question: Asked) -> tuple[str, str]:
        """The hidden input that carries a file on: its name and value."""
        name = f"{self.name_of(question.id)}{_FILE}"
        return name, self.typed.get(name, "")

    def carried(self) -> Pairs:
        """Everything that was typed, as hidden inputs; for the sake of another sector, too."""
        for question in self.every:
            name = self.name_of(question.id)
            for part in (name, f"{name}{_DISTRICT}", f"{name}{_COUNTRY}", f"{name}{_FILE}"):
                for text in self.typed.getlist(part):
                    if text:
                        yield part, text

    def _read(self, question: Asked) -> Reading:
        name = self.name_of(question.id)
        if question.kind.is_file:
            kept = self.file_of(question)
            is_there = kept is not None or question.id in self.kept_files - self.taken_off
            return Reading(kept, "" if is_there else missing(question))
        if question.kind is QuestionKind.PLACE:
            parts = (name, f"{name}{_DISTRICT}", f"{name}{_COUNTRY}")
            return read(question, [self.typed.get(part, "") for part in parts])
        return read(question, self.typed.getlist(name))


def answers_form(
    questions: Sequence[Asked],
    sector: str | None,
    typed_: MultiDict[str, str] | None = None,
    *,
    given: Mapping[str, Any] | None = None,
) -> AnswersForm:
    """A form of the questions a sector may be asked (None: all), holding what was typed.

    Where nothing was typed it shows `given`: answers as they are kept.
    """
    shown = asked_of(questions, sector)
    language = current_language()
    fields = {
        name: field for question in shown for name, field in _fields(question, language).items()
    }
    held = MultiDict(typed_ if typed_ is not None else _as_typed(shown, given or {}, language))
    form: AnswersForm = type("Questions", (AnswersForm,), fields)(formdata=held)
    form.questions, form.every, form.sector, form.typed = shown, list(questions), sector, held
    form.kept_files = frozenset(
        question.id
        for question in shown
        if question.kind.is_file and (given or {}).get(question.id)
    )
    form.answers = {}
    return form


def reason_of(form: AnswersForm, question: Asked) -> dict[str, str] | None:
    """What a question hangs on: the input's name, its value, and both in words; None for nothing."""
    before = next((q for q in form.questions if q.id == question.condition.question), None)
    if before is None:
        return None
    language = current_language()
    return {
        "name": form.name_of(before.id),
        "value": question.condition.answer,
        "label": localised(before.label, language),
        "answer": answer_words(before, question.condition.answer, language),
    }


def _fields(question: Asked, language: str) -> dict[str, Any]:
    name = f"q-{question.id}"
    label = localised(question.label, language)
    about: dict[str, Any] = {"description": localised(question.hint, language)}
    if not question.is_required:
        about["validators"] = [Optional()]
    if question.kind is QuestionKind.PLACE:
        optional: Any = {"validators": [Optional()]}
        return {
            name: SelectField(label, choices=_provinces(language), validate_choice=False, **about),
            f"{name}{_DISTRICT}": StringField(_l("District"), **optional),
            f"{name}{_COUNTRY}": StringField(_l("Country, if not Thailand"), **optional),
        }
    return {name: _field(question, label, about, language)}


def _field(question: Asked, label: str, about: dict[str, Any], language: str) -> Any:
    kind = question.kind
    if kind in {QuestionKind.ONE_OF, QuestionKind.YES_NO, QuestionKind.SCALE}:
        return _choice(question, label, about, language)
    if kind is QuestionKind.SEVERAL_OF:
        return SelectMultipleField(
            label,
            choices=_options(question, language),
            validate_choice=False,
            widget=ListWidget(),
            option_widget=CheckboxInput(),
            **about,
        )
    plain: Mapping[QuestionKind, type[Field]] = {
        QuestionKind.LONG_TEXT: TextAreaField,
        QuestionKind.FILE: FileField,
        QuestionKind.STATEMENT: BooleanField,
    }
    return plain.get(kind, StringField)(label, **about)


def _choice(question: Asked, label: str, about: dict[str, Any], language: str) -> Any:
    choices = _options(question, language)
    if len(choices) > MANY_OPTIONS and question.kind is QuestionKind.ONE_OF:
        choices = [SelectChoice("", "—"), *choices]
        return SelectField(label, choices=choices, validate_choice=False, **about)
    return RadioField(label, choices=choices, validate_choice=False, **about)


def _options(question: Asked, language: str) -> list[SelectChoice]:
    if question.kind is QuestionKind.SCALE:
        return [
            SelectChoice(str(point), _point_words(question, point, language))
            for point in range(1, question.points + 1)
        ]
    return [SelectChoice(code, answer_words(question, code, language)) for code in question.codes]


def _point_words(question: Asked, point: int, language: str) -> str:
    end = question.label_of(str(point), language)
    return f"{point} · {end}" if end and end != str(point) else str(point)


def answer_words(question: Asked, code: str, language: str) -> str:
    """An answer to choose, in the reader's words."""
    if question.kind is QuestionKind.YES_NO:
        words: dict[str, str] = {YES: gettext("Yes"), NO: gettext("No")}
        return words.get(code, code)
    return question.label_of(code, language)


def _provinces(language: str) -> list[SelectChoice]:
    return [
        SelectChoice("", "—"),
        *(SelectChoice(each.code, each.name(language)) for each in places.provinces()),
        SelectChoice(ABROAD, _l("Outside Thailand")),
    ]


def _as_typed(
    questions: Sequence[Asked], given: Mapping[str, Any], language: str
) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for question in questions:
        name, texts = f"q-{question.id}", typed(question, given.get(question.id), language)
        if question.kind is QuestionKind.PLACE:
            pairs += zip((name, f"{name}{_DISTRICT}", f"{name}{_COUNTRY}"), texts, strict=False)
        else:
            pairs += [(name, text) for text in texts]
    return pairs


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.secret_key),
        "questionnaires.file",
        serializer_kwargs={"ensure_ascii": False},
    )
