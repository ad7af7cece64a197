"""Shapes of input around finding a date."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from forum.core.i18n import N_
from forum.language import dates
from forum.scheduling.logic import Availability, DatePollPlan, Outcome, Span, spans_of
from forum.scheduling.models import DatePoll
from forum.web.forms import (
    BaseForm,
    ClockField,
    DayField,
    LocalisedField,
    RequestKeyField,
    TextField,
    moment_of,
)
from forum.web.locale import current_language

MOST_LINES = 60
_BETWEEN = re.compile(r"\s*(?:–|—|-|ถึง|to|until)\s*")


class _LinesField(TextAreaField):
    """One thing a line; its data is the list of what was read."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "\n".join(self.write(each) for each in self.data or ())

    def process_formdata(self, values: list[Any]) -> None:
        self.data = []
        lines = [line.strip() for line in str(values[0] if values else "").splitlines()]
        for line in [line for line in lines if line][: MOST_LINES + 1]:
            try:
                self.data.append(self.read(line))
            except ValueError:
                raise ValidationError(gettext(self.complaint, line=line[:60])) from None

    complaint = ""

    def read(self, line: str) -> Any:
        """What a line says. Raises ValueError for one that cannot be read."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """A value as a line."""
        raise NotImplementedError


class DaysField(_LinesField):
    """Days, one a line: Buddhist or common era, Thai or Arabic digits."""

    complaint = N_("“%(line)s” is no day we can read. Enter days like 12/12/2569, one a line.")

    def read(self, line: str) -> date:
        """A day as people type it."""
        return dates.parse_date(line)

    def write(self, value: date) -> str:
        """A day in digits, in the reader's era."""
        return dates.format_date(value, current_language(), "numeric")


class HoursField(_LinesField):
    """Hours from and to, one pair a line."""

    complaint = N_("“%(line)s” is no time we can read. Enter times like 09:00–12:00, one a line.")

    def read(self, line: str) -> tuple[time, time]:
        """Two times of the day with a dash or a word between."""
        start, end = _BETWEEN.split(line)
        return dates.parse_time(start), dates.parse_time(end)

    def write(self, value: tuple[time, time]) -> str:
        """Hours with a dash between."""
        return f"{value[0]:%H:%M}–{value[1]:%H:%M}"


class _SpansForm(BaseForm):
    """Days and hours; each day is proposed at each of the hours."""

    days = DaysField(_l("Days"), [InputRequired()])
    hours = HoursField(_l("Times of the day"), [InputRequired()])

    @property
    def spans(self) -> list[Span]:
        """Every day at each of the hours."""
        return spans_of(self.days.data, self.hours.data)


class SlotsForm(_SpansForm):
    pass


class _QuestionForm(BaseForm):
    title = LocalisedField(_l("What is the forum about?"), required=True)
    description = LocalisedField(_l("What people should know"), lines=True, most=2000)
    closes_day = DayField(_l("Answers until"), [InputRequired()])
    closes_time = ClockField(_l("at"), [InputRequired()], default=time(18, 0))

    @property
    def plan(self) -> DatePollPlan:
        """What was typed."""
        if self.closes_day.data is None or self.closes_time.data is None:
            raise ValueError("a form is asked for its plan once it is valid")
        return DatePollPlan(
            title=self.title.data,
            description=self.description.data,
            closes_at=moment_of(self.closes_day.data, self.closes_time.data),
        )


class EditForm(_QuestionForm):
    pass


class AskForm(_QuestionForm, _SpansForm):
    page_order = ("title", "description", "days", "hours", "closes_day", "closes_time")
    request_key = RequestKeyField()


class ReplyForm(BaseForm):
    name = TextField(_l("Your name"), most=120, validators=[Optional()])
    organisation = TextField(_l("Organisation"), most=200, validators=[Optional()])
    request_key = RequestKeyField()


class ChooseForm(BaseForm):
    outcome = RadioField(
        _l("What should become of it?"),
        [InputRequired()],
        choices=[
            SelectChoice(Outcome.NEW_FORUM.value, _l("Make a draft of a forum at this time")),
            SelectChoice(
                Outcome.DRAFT.value, _l("Give this time to a draft that is there already")
            ),
            SelectChoice(Outcome.TELL_ONLY.value, _l("Only tell the date on the page of the link")),
        ],
        default=Outcome.NEW_FORUM.value,
    )
    forum = SelectField(_l("Draft"), [Optional()], validate_choice=False)
    request_key = RequestKeyField()


class EmptyForm(BaseForm):
    """A button: nothing but the mark that it comes from our page."""


def choices_in(sent: Mapping[str, str]) -> dict[str, Availability]:
    """What was said to which time (public id); words that are not ours are left out."""
    known = {each.value: each for each in Availability}
    return {
        name.removeprefix("slot-"): known[value]
        for name, value in sent.items()
        if name.startswith("slot-") and value in known
    }


def question_data(poll: DatePoll) -> dict[str, Any]:
    """A poll as the fields of its form show it."""
    closes = dates.local(poll.closes_at)
    return {
        "title": poll.title,
        "description": poll.description,
        "closes_day": closes.date(),
        "closes_time": closes.time(),
    }


def copy_data(poll: DatePoll, now: datetime) -> dict[str, Any]:
    """A poll as a new one begins with: its words and hours, and of its days those to come."""
    starts = [dates.local(slot.starts_at) for slot in poll.slots]
    hours = {
        (dates.local(slot.starts_at).time(), dates.local(slot.ends_at).time())
        for slot in poll.slots
    }
    return {
        "title": poll.title,
        "description": poll.description,
        "days": sorted({start.date() for start in starts if start > now}),
        "hours": sorted(hours),
    }
