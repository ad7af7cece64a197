"""What the lines of a poll's answers say beside their labels: prices, and when a slot is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from forum.language import dates
from forum.language.digits import arabic
from forum.polls.logic.answers import Answer

_PRICE = re.compile(
    r"(?P<label>.*\S)\s*[=:]\s*(?P<price>\d[\d,]{0,11})\s*(?:บาท|baht|THB|฿)?", re.IGNORECASE
)
_CLOCK = r"\d{1,2}[.:]?\d{2}"
_SPAN = re.compile(
    rf"(?P<day>.*?)[,\s]+(?:เวลา\s*)?(?P<start>{_CLOCK})\s*(?:น\.?)?\s*(?:–|—|-|ถึง|to|until)\s*"
    rf"(?P<end>{_CLOCK})\s*(?:น\.?)?"
)
LANGUAGES = ("th", "en")


def priced(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Answers typed as `label = price`; without a price they cost nothing, which no budget takes.

    The price may stand in either language.
    """
    return tuple(map(_priced, answers))


def with_prices(answers: Sequence[Answer]) -> list[Answer]:
    """The opposite of `priced`: prices stand in the labels, as they are typed."""
    return [
        replace(a, label={la: f"{text} = {a.price}" for la, text in a.label.items()})
        for a in answers
    ]


def timed(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Slots typed as a day and two times, in any language: named in all of ours.

    What cannot be read as that stays as it was typed: "every Saturday morning" is a slot, too.
    """
    return tuple(map(_timed, answers))


def _priced(answer: Answer) -> Answer:
    found = {la: _PRICE.fullmatch(arabic(text)) for la, text in answer.label.items()}
    prices = [int(match["price"].replace(",", "")) for match in found.values() if match]
    lengths = {la: len(match["label"]) for la, match in found.items() if match}
    label = {la: text[: lengths.get(la)] for la, text in answer.label.items()}
    return replace(answer, label=label, price=prices[0] if prices else 0)


def _timed(answer: Answer) -> Answer:
    for text in answer.label.values():
        span = _span_of(text)
        if span is not None:
            return replace(answer, label=_named(*span), starts_at=span[0], ends_at=span[1])
    return answer


def _span_of(text: str) -> tuple[datetime, datetime] | None:
    match = _SPAN.fullmatch(arabic(text).strip())
    if match is None:
        return None
    try:
        day = dates.parse_date(match["day"])
        start, end = dates.parse_time(match["start"]), dates.parse_time(match["end"])
    except ValueError:
        return None
    if start >= end:
        return None
    return (
        datetime.combine(day, start, dates.BANGKOK),
        datetime.combine(day, end, dates.BANGKOK),
    )


def _named(start: datetime, end: datetime) -> dict[str, str]:
    return {
        la: f"{dates.format_date(start, la, 'full')} {dates.format_time_range(start, end, la)}"
        for la in LANGUAGES
    }
