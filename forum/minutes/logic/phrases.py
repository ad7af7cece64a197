"""The words minutes are made of. A document speaks its own language, whoever reads it.

So these are not the interface's translations: both documents are composed at once from the same
facts. Numbers and dates are written by `forum.language`.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from forum.core.i18n import LocalText, localised
from forum.language.dates import format_date, format_time, format_time_range, local
from forum.language.digits import format_number
from forum.minutes.logic.facts import Span, Voice
from forum.minutes.logic.words_en import EN
from forum.minutes.logic.words_th import TH

LANGUAGES = ("th", "en")
PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType({"th": TH, "en": EN})


def say(language: str, name: str, /, **facts: object) -> str:
    """The phrase with its facts filled in; whole numbers are written with commas."""
    written = {key: _written(value, language) for key, value in facts.items()}
    return PHRASES.get(language, EN)[name].format(**written)


def many(language: str, name: str, number: int, /) -> str:
    """A number with its noun: "1 person", "12 people", "12 คน"."""
    return say(language, f"{name}.one" if number == 1 else f"{name}.many", n=number)


def voice(language: str, who: Voice) -> str:
    """Who said something, as far as it is told."""
    sector = localised(who.sector, language)
    if who.name:
        return f"{who.name} ({sector})" if sector else who.name
    return say(language, "voice.sector", sector=sector) if sector else say(language, "voice")


def span(language: str, run: Span, day: datetime) -> str:
    """When an item was dealt with; the date is told where it is not the forum's first day."""
    when = (
        format_time_range(run.started_at, run.ended_at, language)
        if run.ended_at
        else say(language, "from", time=format_time(run.started_at, language))
    )
    return with_day(language, when, run.started_at, day)


def clock(language: str, moment: datetime, day: datetime) -> str:
    """A time of day, with the date where it is not the forum's first day."""
    return with_day(language, format_time(moment, language), moment, day)


def with_day(language: str, when: str, moment: datetime, day: datetime) -> str:
    """`when`, with the moment's date in front where it is not the same day as `day`."""
    if local(moment).date() == local(day).date():
        return when
    return f"{format_date(moment, language)} {when}"


def joined(language: str, parts: list[str]) -> str:
    """Parts as a list in words: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])}{say(language, 'and')}{parts[-1]}"


def texts(language: str, text: LocalText) -> str:
    """Text of the site in the document's language, or the one it has."""
    return localised(text, language)


def _written(value: object, language: str) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return format_number(value, language) if is_number else str(value)  # type: ignore[arg-type]
