"""What people answered together, as plain data for minutes, letters and reports."""

from collections.abc import Mapping
from dataclasses import dataclass

from forum.core.i18n import LocalText
from forum.questionnaires.logic.kinds import Purpose, Round
from forum.questionnaires.logic.results import Change, Results, Summary, results_of
from forum.questionnaires.logic.suppression import K
from forum.questionnaires.models import Questionnaire
from forum.questionnaires.queries import (
    asked,
    find_questionnaire,
    list_sheets,
)

# Sign-up questions help to prepare a forum; they say nothing about it afterwards.
REPORTED = (Purpose.EVALUATION, Purpose.BEFORE_AFTER)


@dataclass(frozen=True)
class QuestionnaireFact:
    """One questionnaire's results, small numbers already taken out."""

    public_id: str
    purpose: Purpose
    introduction: LocalText
    sheets: Mapping[Round, int]
    summaries: Mapping[Round, tuple[Summary, ...]]
    changes: tuple[Change, ...]

    @property
    def has_something_to_tell(self) -> bool:
        """Whether anything may be shown at all."""
        return any(s.answered is not None for each in self.summaries.values() for s in each)


def questionnaire_facts(forum_id: int) -> tuple[QuestionnaireFact, ...]:
    """The results of a forum's evaluation and before-and-after questions that anybody answered."""
    found = (find_questionnaire(forum_id, purpose) for purpose in REPORTED)
    facts = (fact_of(questionnaire) for questionnaire in found if questionnaire is not None)
    return tuple(fact for fact in facts if fact.sheets)


def fact_of(questionnaire: Questionnaire, *, least: int = K) -> QuestionnaireFact:
    """The results of one questionnaire; questions that were taken out are told as well.

    `least` is the number of people below which nothing is shown: smaller only to those who may read
    each single answer.
    """
    questions = [asked(row) for row in questionnaire.questions]
    results: Results = results_of(questions, list_sheets(questionnaire), k=least)
    return QuestionnaireFact(
        public_id=questionnaire.public_id,
        purpose=questionnaire.purpose,
        introduction=questionnaire.introduction,
        sheets=results.sheets,
        summaries=results.summaries,
        changes=results.changes,
    )
