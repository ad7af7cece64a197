"""What is typed about a poll."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from forum.polls.forms.fields import ColoursField, ShareField, WholeField
from forum.polls.logic.kinds import (
    BudgetBallot,
    BudgetRule,
    ElectorateRule,
    Method,
    PassRule,
    RankingRule,
    ReasonRule,
    ResultsShown,
    SecrecyLevel,
)
from forum.polls.logic.words import (
    BUDGET_BALLOTS,
    BUDGET_RULES,
    ELECTORATES,
    LEVELS,
    METHODS,
    PASS_RULES,
    RANKING_RULES,
    REASON_RULES,
    RESULTS_SHOWN,
)
from forum.web.forms import BaseForm, ClockField, DayField, LocalisedField


def choices_of(words: Mapping[Any, str]) -> list[SelectChoice]:
    """An enum's members with their translated words."""
    return [SelectChoice(kind.value, _l(text)) for kind, text in words.items()]


def _one(label: str, kind: type[StrEnum], words: Mapping[Any, str], default: StrEnum) -> RadioField:
    return RadioField(
        label,
        [InputRequired()],
        coerce=kind,
        choices=choices_of(words),
        default=default,
    )


def _setting(
    label: str, kind: type[StrEnum], words: Mapping[Any, str], default: StrEnum
) -> RadioField:
    """As `_one`, for what stays at its default where the form does not send it."""
    return RadioField(label, coerce=kind, choices=choices_of(words), default=default)


class MethodFields(BaseForm):
    """The settings of the methods; which of them count depends on the method."""

    fewest = WholeField(_l("At least"), most=60, default=1)
    most = WholeField(_l("At most"), most=60)
    top = WholeField(_l("Highest value"), least=1, most=100, default=5)
    points = WholeField(_l("Points for each voter"), least=1, most=1000, default=10)
    seats = WholeField(_l("Seats to fill"), least=1, most=59, default=1)
    budget = WholeField(_l("Money to spend, in baht"), most=10**9)
    may_tie = BooleanField(_l("Answers may have the same place"))
    must_rank_all = BooleanField(_l("Every answer must have a place"))
    ranking_rule = _setting(_l("Which count decides"), RankingRule, RANKING_RULES, RankingRule.IRV)
    budget_ballot = _setting(
        _l("How people vote"), BudgetBallot, BUDGET_BALLOTS, BudgetBallot.APPROVALS
    )
    budget_rule = _setting(
        _l("Which rule decides"), BudgetRule, BUDGET_RULES, BudgetRule.EQUAL_SHARES
    )
    is_shuffled = BooleanField(_l("Each voter sees the answers in an order of their own"))
    is_moderated = BooleanField(
        _l("Show what people write only after somebody has looked at it"), default=True
    )


class RuleFields(BaseForm):
    """Who may vote, when it is decided, and when the poll runs."""

    electorate = _setting(_l("Who may vote"), ElectorateRule, ELECTORATES, ElectorateRule.PRESENT)
    sectors = SelectMultipleField(_l("Sectors"), validate_choice=True)
    networks = SelectMultipleField(_l("Networks"), validate_choice=True)
    quorum = ShareField(_l("So many of all must vote, in per cent"), default=0)
    sector_quorum = ShareField(_l("So many of each sector must vote, in per cent"), default=0)
    pass_rule = _setting(_l("What the leading answer needs"), PassRule, PASS_RULES, PassRule.NONE)
    is_online = BooleanField(_l("Answered by link over days, not in the hall"))
    opens_at = DayField(_l("Opens by itself on"))
    opens_time = ClockField(_l("at"))
    closes_at = DayField(_l("Closes by itself on"))
    closes_time = ClockField(_l("at"))
    remind_days = WholeField(
        _l("Days before the end when those who have not voted are reminded"), most=60
    )


class PollForm(MethodFields, RuleFields):
    """A whole poll."""

    page_order = (
        *("question", "method", "answers", "prompts", "colours", "fewest", "most", "top", "budget"),
        *("budget_ballot", "points", "seats", "level", "explanation", "item", "ranking_rule"),
        *("budget_rule", "reason_rule", "is_moderated", "results_shown"),
    )

    question = LocalisedField(_l("Question"), required=True, lines=True, most=500)
    explanation = LocalisedField(_l("What it is about"), lines=True, most=2000)
    item = SelectField(_l("Agenda item"), default="")
    method = _one(_l("How it is decided"), Method, METHODS, Method.CONSENT)
    answers = LocalisedField(_l("Answers, one on each line"), lines=True, most=8000)
    prompts = LocalisedField(_l("Small text below each answer"), lines=True, most=8000)
    colours = ColoursField(_l("Colours of the answers"))
    level = _one(_l("How secret it is"), SecrecyLevel, LEVELS, SecrecyLevel.CONFIDENTIAL)
    reason_rule = _one(_l("Reasons"), ReasonRule, REASON_RULES, ReasonRule.OPTIONAL)
    results_shown = _one(
        _l("When results are shown"), ResultsShown, RESULTS_SHOWN, ResultsShown.WHEN_SHOWN
    )
