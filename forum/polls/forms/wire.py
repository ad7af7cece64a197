"""The poll's form and the draft it stands for, both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any

from forum.core.i18n import LocalText
from forum.language import dates
from forum.polls.forms.poll import PollForm
from forum.polls.logic.answers import Answer, ends_of, read_answers, written_answers
from forum.polls.logic.kinds import ElectorateRule, Method, ReasonRule
from forum.polls.logic.lines import LANGUAGES, priced, timed, with_prices
from forum.polls.logic.settings import Settings
from forum.polls.models import Poll
from forum.polls.service.drafting import PollDraft
from forum.web.forms import moment_of

# A day without a time: from its beginning, until its end.
_EARLIEST, _LATEST = time(0, 0), time(23, 59)
_IN_OWN_WORDS = frozenset({Method.WORDS, Method.TEXT})
_MAKES_ITS_OWN = _IN_OWN_WORDS | {Method.CONSENT}
_NOT_TYPED = {"electorate_values", "attribution"}


def draft_of(form: PollForm) -> PollDraft:
    """What the form says, valid or not: the service judges it."""
    method = form.method.data
    return PollDraft(
        question=form.question.data,
        explanation=form.explanation.data,
        method=method,
        level=form.level.data,
        answers=_answers(form),
        # Who answers in their own words says why there.
        reason_rule=ReasonRule.OFF if method in _IN_OWN_WORDS else form.reason_rule.data,
        results_shown=form.results_shown.data,
        item_id=form.item.data or None,
        settings=_settings(form),
        is_online=form.is_online.data,
        opens_at=_moment(form.opens_at.data, form.opens_time.data or _EARLIEST),
        closes_at=_moment(form.closes_at.data, form.closes_time.data or _LATEST),
        remind_days=form.remind_days.data or None,
    )


def values_of(poll: Poll) -> dict[str, Any]:
    """A poll as it would be typed: the opposite of `draft_of`."""
    rules, answers = poll.rules, _typed(poll)
    values: dict[str, Any] = {name: getattr(rules, name) for name in _settings_typed()}
    return values | {
        "question": poll.question,
        "explanation": poll.explanation,
        "item": poll.item.public_id if poll.item else "",
        "method": poll.method,
        "answers": written_answers(answers, LANGUAGES),
        "prompts": _lines([answer.prompt for answer in answers]),
        "colours": tuple(answer.colour for answer in answers),
        "level": poll.level,
        "reason_rule": poll.reason_rule,
        "results_shown": poll.results_shown,
        "sectors": _values_for(rules, ElectorateRule.SECTOR),
        "networks": _values_for(rules, ElectorateRule.NETWORK),
        "is_online": poll.is_online,
        **_when("opens", poll.opens_at),
        **_when("closes", poll.closes_at),
        "remind_days": poll.remind_days or 0,
    }


def _settings(form: PollForm) -> Settings:
    typed = {name: form[name].data for name in _settings_typed()}
    chosen = {
        ElectorateRule.SECTOR: form.sectors.data,
        ElectorateRule.NETWORK: form.networks.data,
    }.get(form.electorate.data, ())
    return Settings(**typed, electorate_values=tuple(chosen or ()))


def _settings_typed() -> list[str]:
    return [each.name for each in fields(Settings) if each.name not in _NOT_TYPED]


def _answers(form: PollForm) -> tuple[Answer, ...]:
    method = form.method.data
    if method in _MAKES_ITS_OWN:
        return ()
    answers = read_answers(form.answers.data)
    reading = {Method.BUDGET: priced, Method.TIME: timed}.get(method)
    dressed = _dressed(answers, form.prompts.data, form.colours.data or ())
    return reading(dressed) if reading else dressed


def _dressed(
    answers: Sequence[Answer], prompts: Mapping[str, str], colours: Sequence[str]
) -> tuple[Answer, ...]:
    """The answers with the small text and the colour of the same line."""
    texts = {la: text.splitlines() for la, text in prompts.items()}
    return tuple(
        replace(
            answer,
            prompt={la: lines[i] for la, lines in texts.items() if i < len(lines) and lines[i]},
            colour=colours[i] if i < len(colours) else "",
        )
        for i, answer in enumerate(answers)
    )


def _typed(poll: Poll) -> Sequence[Answer]:
    if poll.method in _MAKES_ITS_OWN:
        return []
    answers = [
        Answer(o.label, o.meaning, o.prompt, o.colour, o.price, o.starts_at, o.ends_at)
        for o in poll.options
    ]
    if poll.method is Method.SCALE:
        return ends_of(answers)
    return with_prices(answers) if poll.method is Method.BUDGET else answers


def _lines(texts: Sequence[LocalText]) -> dict[str, str]:
    return {la: "\n".join(text.get(la, "") for text in texts).rstrip("\n") for la in LANGUAGES}


def _values_for(rules: Settings, rule: ElectorateRule) -> list[str]:
    return list(rules.electorate_values) if rules.electorate is rule else []


def _moment(day: date | None, at: time) -> datetime | None:
    return moment_of(day, at) if day else None


def _when(name: str, moment: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {}
    here = dates.local(moment)
    return {f"{name}_at": here.date(), f"{name}_time": here.time()}
