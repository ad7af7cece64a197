import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from forum.language.calendar import (
    BUDDHIST_ERAS,
    BUDDHIST_OFFSET,
    CHRISTIAN_ERAS,
    MONTHS,
    SHORT_MONTHS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    WEEKDAYS_READ,
    months_read,
)
from forum.language.digits import arabic
from forum.language.normal import normalise

BANGKOK = ZoneInfo("Asia/Bangkok")
Style = Literal["long", "short", "full", "numeric"]

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # CE; what lies outside is a slip of the hand
_BUDDHIST_FROM = 2400  # CE years above this are Buddhist ones
_FISCAL_YEAR_BEGINS = 10  # 1 October, Budget Procedures Act


class UnreadableDate(ValueError):
    """The text is not one possible date."""


class UnreadableTime(ValueError):
    """The text is not one time of the day."""


@dataclass(frozen=True, slots=True)
class DateBlock:
    """The three lines of a date tile: "เสาร์", "12", "ธ.ค. 2569"."""

    weekday: str
    day: str
    month_year: str


def _one_of(spellings: Iterable[str]) -> str:
    """A pattern for any of the spellings, the longest first, dots and all."""
    return "|".join(re.escape(each) for each in sorted(spellings, key=len, reverse=True))


_MONTH_NUMBERS = months_read()
_ERA = f"(?:{_one_of((*BUDDHIST_ERAS, *CHRISTIAN_ERAS))})"
_WEEKDAY = _one_of(name.lower() for name in WEEKDAYS_READ)
# Gaps are taken whole and never given back (*+): runs of spaces beside each other would otherwise be
# shared out in every possible way, which takes for ever on a long one.
_LEAD = re.compile(rf"(?:เมื่อ)?+\s*+(?:วัน)?+\s*+(?:{_WEEKDAY})?+\.?+\s*+,?+\s*+(?:ที่)?+\s*+(?=\d)")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})\s*+([-/.])\s*+(?P<month>\d{{1,2}})\s*+\2\s*+(?P<era>{_ERA})?\s*+"
    r"(?P<year>\d{2}|\d{4})"
)
_IN_WORDS = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*+(?:of\s|เดือน|[-/])?\s*+(?P<month>{_one_of(_MONTH_NUMBERS)})"
    rf"\.?\s*+[,/-]?\s*+(?:ปี)?\s*+(?P<era>{_ERA})?\s*+(?P<year>\d{{2}}|\d{{4}})\s*+(?P<era_after>{_ERA})?"
)
_TIME = re.compile(r"(?P<hour>\d{1,2})[.:](?P<minute>\d{2})(?::(?P<second>\d{2}))?")
_TIME_RUN_TOGETHER = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})")
_HOUR_ALONE = re.compile(r"(?P<hour>\d{1,2})(?=\s*(?:น|นาฬิกา))")
_TIME_LABEL = re.compile(r"^เวลา\s*")
_TIME_UNIT = re.compile(r"\s*(?:นาฬิกา|น\.?)$")


def parse_date(text: str) -> date:
    """The date a person wrote, in Thai or English, with Thai or Arabic digits.

    The day stands before the month, except in 2558-02-01. A year above 2400 is Buddhist, and so
    is a year of two digits (58 is BE 2558) unless the month is English; พ.ศ. and ค.ศ. settle it. A weekday may stand in
    front; whether it fits the date is not checked. Raises UnreadableDate for everything else,
    for a date no calendar has, and outside CE 1900–2200.
    """
    plain = normalise(arabic(text)).lower()
    plain = _LEAD.sub("", plain, count=1) if _LEAD.match(plain) else plain
    for shape in (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS):
        if found := shape.fullmatch(plain):
            return _dated(found.groupdict(), text)
    raise UnreadableDate(text)


def parse_time(text: str) -> time:
    """A time of the day: "09.00 น.", "9:00", "๐๙.๐๐", "0900", "9 น.".

    Raises UnreadableTime, also for 24.00, which belongs to the next day.
    """
    plain = _TIME_LABEL.sub("", normalise(arabic(text)))
    bare = _TIME_UNIT.sub("", plain)
    found = _TIME.fullmatch(bare) or _TIME_RUN_TOGETHER.fullmatch(bare) or _HOUR_ALONE.match(plain)
    if found is None or (found.re is _HOUR_ALONE and found.group() != bare):
        raise UnreadableTime(text)
    parts = {unit: int(digits) for unit, digits in found.groupdict().items() if digits}
    try:
        return time(parts["hour"], parts.get("minute", 0), parts.get("second", 0))
    except ValueError as error:
        raise UnreadableTime(text) from error


def local(moment: datetime) -> datetime:
    """The moment on Thailand's clock. A naive one is taken to be there already."""
    return moment.replace(tzinfo=BANGKOK) if moment.tzinfo is None else moment.astimezone(BANGKOK)


def era_year(day: date, language: str) -> int:
    """The year as the language counts it: Buddhist era in Thai, Common Era otherwise."""
    return _local_date(day).year + (BUDDHIST_OFFSET if language == "th" else 0)


def fiscal_year(day: date) -> int:
    """The Thai fiscal year (BE): year N runs from 1 October N−1 to 30 September N."""
    day = _local_date(day)
    return day.year + BUDDHIST_OFFSET + (day.month >= _FISCAL_YEAR_BEGINS)


def format_date(day: date, language: str, style: Style = "long") -> str:
    """A date in words ("12 ธันวาคม 2569", "12 December 2026"), day before month in every style.

    short "12 ธ.ค. 2569"; full "วันเสาร์ที่ 12 ธันวาคม 2569"; numeric "12/12/2569".
    An aware datetime is shown on Thailand's clock.
    """
    day = _local_date(day)
    if style == "numeric":
        return f"{day.day}/{day.month}/{era_year(day, language)}"
    return f"{_day(day, language, style)} {_month(day, language, style)} {era_year(day, language)}"


def format_date_range(first: date, last: date, language: str, style: Style = "long") -> str:
    """Two dates with what they share written once: "12–13 ธันวาคม 2569"."""
    first, last = _local_date(first), _local_date(last)
    if first == last:
        return format_date(first, language, style)
    end = format_date(last, language, style)
    if style == "numeric" or first.year != last.year:
        return f"{format_date(first, language, style)} – {end}"
    start = _day(first, language, style)
    if first.month != last.month:
        return f"{start} {_month(first, language, style)} – {end}"
    return f"{start} – {end}" if style == "full" else f"{start}–{end}"


def format_time(moment: time | datetime, language: str) -> str:
    """A time of the day: "09.00 น." in Thai, "09:00" in English."""
    return f"{_clock(moment, language)} น." if language == "th" else _clock(moment, language)


def format_time_range(start: time | datetime, end: time | datetime, language: str) -> str:
    """Two times of one day: "09.00–16.30 น.", "09:00–16:30"."""
    return f"{_clock(start, language)}–{format_time(end, language)}"


def date_block(day: date, language: str) -> DateBlock:
    """The date as the three lines of a tile."""
    day = _local_date(day)
    return DateBlock(
        weekday=_names(SHORT_WEEKDAYS, language)[day.weekday()],
        day=str(day.day),
        month_year=f"{_month(day, language, 'short')} {era_year(day, language)}",
    )


def _dated(parts: dict[str, str | None], text: str) -> date:
    month = parts["month"] or ""
    era = parts.get("era") or parts.get("era_after") or ""
    try:
        year = _common_era(parts["year"] or "", era, in_english=month.isascii() and month.isalpha())
        day = date(year, _MONTH_NUMBERS.get(month) or int(month), int(parts["day"] or 0))
    except ValueError as error:
        raise UnreadableDate(text) from error
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR or (parts.get("era") and parts.get("era_after")):
        raise UnreadableDate(text)
    return day


def _common_era(digits: str, era: str, *, in_english: bool) -> int:
    """The Gregorian year; raises ValueError where "ค.ศ. 58" or "1 Feb 15" leaves it open."""
    year = int(digits)
    is_short = len(digits) == 2
    if is_short and (era in CHRISTIAN_ERAS or (in_english and not era)):
        raise ValueError("A year of the Common Era needs four digits.")
    if era in CHRISTIAN_ERAS:
        return year
    if is_short:
        return 2500 + year - BUDDHIST_OFFSET
    return year - BUDDHIST_OFFSET if era or year > _BUDDHIST_FROM else year


def _local_date(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def _names(names: dict[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    return names["th" if language == "th" else "en"]


def _month(day: date, language: str, style: Style) -> str:
    return _names(SHORT_MONTHS if style == "short" else MONTHS, language)[day.month - 1]


def _day(day: date, language: str, style: Style) -> str:
    if style != "full":
        return str(day.day)
    weekday = _names(WEEKDAYS, language)[day.weekday()]
    return f"วัน{weekday}ที่ {day.day}" if language == "th" else f"{weekday} {day.day}"


def _clock(moment: time | datetime, language: str) -> str:
    if isinstance(moment, datetime):
        moment = local(moment).time()
    return moment.strftime("%H.%M" if language == "th" else "%H:%M")
