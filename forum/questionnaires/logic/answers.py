"""One answer of each kind: read as people type it, checked, put into words.

An answer is kept as JSON: text, a number, `YYYY-MM-DD`, an option's code, a list of codes, true or
false, a point of a scale, `{"id", "name"}` of a file, `{"province", "district", "country"}`.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.core.i18n import N_
from forum.language import dates, digits, places
from forum.language.normal import grapheme_count, normalise, normalise_lines
from forum.questionnaires.logic.kinds import QuestionKind
from forum.questionnaires.logic.questions import NO, YES, Asked

Say = Callable[[str], str]  # translates what is marked with N_

LONGEST = {QuestionKind.SHORT_TEXT: 200, QuestionKind.LONG_TEXT: 3000}
LONGEST_PLACE = 120
LARGEST_NUMBER = 1e12
ABROAD = "abroad"  # instead of a province

ENTER = N_("Enter an answer.")
CHOOSE = N_("Choose an answer.")
ACCEPT = N_("Tick this to go on.")
ATTACH = N_("Choose a file.")
TOO_LONG = N_("This is too long.")
NO_NUMBER = N_("Enter a number like 12 or 3.5.")
NO_DAY = N_("Enter a day like 12/12/2569, 12 December 2026 or 2026-12-12.")
NO_COUNTRY = N_("Enter the country.")
NOT_OFFERED = N_("Choose one of the answers offered.")

_NUMBER = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?|[+-]?\d+(\.\d+)?")
_TRUTHS = {YES: True, NO: False}


@dataclass(frozen=True)
class Reading:
    """What was typed, as it is kept; None when nothing was. `problem` is a sentence to translate."""

    value: Any = None
    problem: str = ""


@dataclass(frozen=True)
class Answered:
    """One question with what somebody said to it, as it is kept."""

    question: Asked
    value: Any


def read(question: Asked, given: Sequence[str]) -> Reading:
    """What somebody typed or chose; of a place the province, the district and the country.

    A question that must be answered and is not, and what cannot be read, is a problem. Files are
    taken in by whoever stores them.
    """
    texts = [text for text in given if text.strip()]
    if not texts or (question.kind is QuestionKind.PLACE and not given[0].strip()):
        return Reading(None, missing(question))
    return _READERS[question.kind](question, given)


def missing(question: Asked) -> str:
    """What to say where no answer was given; empty where none is needed."""
    if not question.is_required:
        return ""
    return _MISSING.get(question.kind, CHOOSE)


def fits(question: Asked, value: Any) -> bool:
    """Whether a value is one that `read` (or a stored file) gives for this question as it is now."""
    return _FITTING[question.kind](question, value)


def codes_of(value: Any) -> frozenset[str]:
    """The codes an answer stands for, as conditions name them."""
    if isinstance(value, bool):
        return frozenset({YES if value else NO})
    if isinstance(value, list):
        return frozenset(str(each) for each in value)
    return frozenset({value}) if isinstance(value, str) else frozenset()


def text_of(question: Asked, value: Any, language: str, say: Say) -> str:
    """An answer in the reader's words; empty for none."""
    if value is None:
        return ""
    words = _WORDS.get(question.kind)
    return words(question, value, language, say) if words else str(value)


def typed(question: Asked, value: Any, language: str) -> list[str]:
    """An answer as a form's inputs hold it: what `read` would read as the same value."""
    if value is None:
        return []
    kind = question.kind
    if kind is QuestionKind.SEVERAL_OF:
        return list(value)
    if kind is QuestionKind.PLACE:
        return [value.get("province") or ABROAD, value["district"], value.get("country", "")]
    if kind is QuestionKind.DATE:
        return [dates.format_date(date.fromisoformat(value), language, "numeric")]
    if kind in {QuestionKind.YES_NO, QuestionKind.STATEMENT}:
        return [YES if value else NO]
    return [] if kind is QuestionKind.FILE else [str(value)]


def _read_text(question: Asked, given: Sequence[str]) -> Reading:
    clean = normalise if question.kind is QuestionKind.SHORT_TEXT else normalise_lines
    text = clean(given[0])
    if not text:
        return Reading(None, missing(question))
    if grapheme_count(text) > LONGEST[question.kind]:
        return Reading(None, TOO_LONG)
    return Reading(text)


def _read_number(_question: Asked, given: Sequence[str]) -> Reading:
    text = digits.arabic(given[0]).strip()
    if len(text) > 30 or not text.isascii() or not _NUMBER.fullmatch(text):
        return Reading(None, NO_NUMBER)
    number = float(text.replace(",", ""))
    if abs(number) > LARGEST_NUMBER:
        return Reading(None, NO_NUMBER)
    return Reading(int(number) if number.is_integer() else number)


def _read_date(_question: Asked, given: Sequence[str]) -> Reading:
    try:
        return Reading(dates.parse_date(given[0]).isoformat())
    except dates.UnreadableDate:
        return Reading(None, NO_DAY)


def _read_one(question: Asked, given: Sequence[str]) -> Reading:
    return Reading(given[0]) if given[0] in question.codes else Reading(None, NOT_OFFERED)


def _read_several(question: Asked, given: Sequence[str]) -> Reading:
    if not set(given) <= set(question.codes):
        return Reading(None, NOT_OFFERED)
    return Reading([code for code in question.codes if code in given])


def _read_truth(_question: Asked, given: Sequence[str]) -> Reading:
    return Reading(_TRUTHS[given[0]]) if given[0] in _TRUTHS else Reading(None, NOT_OFFERED)


def _read_scale(question: Asked, given: Sequence[str]) -> Reading:
    points = {str(point): point for point in range(1, question.points + 1)}
    return Reading(points[given[0]]) if given[0] in points else Reading(None, NOT_OFFERED)


def _read_statement(question: Asked, given: Sequence[str]) -> Reading:
    is_ticked = given[0] in {YES, "y"}  # what boxes send
    return Reading(True) if is_ticked else Reading(None, missing(question) or NOT_OFFERED)


def _read_place(_question: Asked, given: Sequence[str]) -> Reading:
    province, district, country = (normalise(text) for text in [*given, "", ""][:3])
    if max(grapheme_count(district), grapheme_count(country)) > LONGEST_PLACE:
        return Reading(None, TOO_LONG)
    if province == ABROAD:
        place = {"country": country, "district": district}
        return Reading(place) if country else Reading(None, NO_COUNTRY)
    if not _is_province(province):
        return Reading(None, NOT_OFFERED)
    return Reading({"province": province, "district": district})


def _scale_text(question: Asked, value: Any, _language: str, say: Say) -> str:
    return say(N_("%(point)s of %(points)s")) % {"point": value, "points": question.points}


def _several_text(question: Asked, value: Any, language: str, _say: Say) -> str:
    return ", ".join(question.label_of(code, language) for code in value)


def _day_text(_question: Asked, value: Any, language: str, _say: Say) -> str:
    return dates.format_date(date.fromisoformat(value), language)


def _place_text(_question: Asked, value: Any, language: str, _say: Say) -> str:
    if "province" in value:
        outer = places.province(value["province"]).name(language)
    else:
        outer = value["country"]
    return f"{value['district']}, {outer}" if value["district"] else outer


def _is_province(code: str) -> bool:
    return any(code == each.code for each in places.provinces())


def _is_text(question: Asked, value: Any) -> bool:
    return isinstance(value, str) and 0 < grapheme_count(value) <= LONGEST[question.kind]


def _is_number(_question: Asked, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and abs(value) <= LARGEST_NUMBER


def _is_day(_question: Asked, value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_several(question: Asked, value: Any) -> bool:
    return isinstance(value, list) and bool(value) and set(value) <= set(question.codes)


def _is_point(question: Asked, value: Any) -> bool:
    return isinstance(value, int) and value is not True and 1 <= value <= question.points


def _is_place(_question: Asked, value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("district"), str):
        return False
    return bool(value.get("country")) or _is_province(value.get("province", ""))


def _is_file(_question: Asked, value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"id", "name"}


_MISSING = {
    QuestionKind.SHORT_TEXT: ENTER,
    QuestionKind.LONG_TEXT: ENTER,
    QuestionKind.NUMBER: ENTER,
    QuestionKind.DATE: ENTER,
    QuestionKind.STATEMENT: ACCEPT,
    QuestionKind.FILE: ATTACH,
}
_READERS: Mapping[QuestionKind, Callable[[Asked, Sequence[str]], Reading]] = {
    QuestionKind.SHORT_TEXT: _read_text,
    QuestionKind.LONG_TEXT: _read_text,
    QuestionKind.NUMBER: _read_number,
    QuestionKind.DATE: _read_date,
    QuestionKind.ONE_OF: _read_one,
    QuestionKind.SEVERAL_OF: _read_several,
    QuestionKind.YES_NO: _read_truth,
    QuestionKind.SCALE: _read_scale,
    QuestionKind.STATEMENT: _read_statement,
    QuestionKind.PLACE: _read_place,
}
_FITTING: Mapping[QuestionKind, Callable[[Asked, Any], bool]] = {
    QuestionKind.SHORT_TEXT: _is_text,
    QuestionKind.LONG_TEXT: _is_text,
    QuestionKind.NUMBER: _is_number,
    QuestionKind.DATE: _is_day,
    QuestionKind.ONE_OF: lambda question, value: value in question.codes,
    QuestionKind.SEVERAL_OF: _is_several,
    QuestionKind.YES_NO: lambda _question, value: isinstance(value, bool),
    QuestionKind.SCALE: _is_point,
    QuestionKind.FILE: _is_file,
    QuestionKind.PLACE: _is_place,
    QuestionKind.STATEMENT: lambda _question, value: value is True,
}
_WORDS: Mapping[QuestionKind, Callable[[Asked, Any, str, Say], str]] = {
    QuestionKind.DATE: _day_text,
    QuestionKind.ONE_OF: lambda question, value, language, _say: question.label_of(value, language),
    QuestionKind.SEVERAL_OF: _several_text,
    QuestionKind.YES_NO: lambda _question, value, _language, say: (
        say(N_("Yes")) if value else say(N_("No"))
    ),
    QuestionKind.STATEMENT: lambda _question, _value, _language, say: say(N_("Accepted")),
    QuestionKind.SCALE: _scale_text,
    QuestionKind.FILE: lambda _question, value, _language, _say: str(value["name"]),
    QuestionKind.PLACE: _place_text,
}
