"""Reads of questionnaires, questions and answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from forum.core.db import db
from forum.events.models import Forum
from forum.files.models import StoredFile
from forum.questionnaires.logic.answers import Answered
from forum.questionnaires.logic.keys import respondent_key, sensitive_key
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState, Round
from forum.questionnaires.logic.periods import Times, round_open
from forum.questionnaires.logic.questions import Asked, condition_from, options_from
from forum.questionnaires.logic.results import Sheet
from forum.questionnaires.models import (
    Answer,
    AnswerSheet,
    Question,
    Questionnaire,
    SensitiveAnswer,
)
from forum.questionnaires.ports import installation_secret

_ANSWERS: tuple[Any, ...] = (Answer, SensitiveAnswer)
_OF_FILES = Question.kind == QuestionKind.FILE


@dataclass(frozen=True)
class Open:
    """A questionnaire that somebody can fill in now, and whether they have."""

    purpose: Purpose
    round: Round
    is_answered: bool


@dataclass(frozen=True)
class Use:
    """How far a forum's questionnaire is: its questions and the sheets filled in."""

    questionnaire: Questionnaire
    questions: int
    sheets: int


def respondent_of(place: str) -> str:
    """How sheets name whoever has this place (a sign-up's public id)."""
    return respondent_key(installation_secret.only(), place)


def key_of(sheet: AnswerSheet) -> str:
    """How sensitive answers name a sheet."""
    return sensitive_key(installation_secret.only(), sheet.public_id)


def asked(row: Question) -> Asked:
    """A question as plain data."""
    return Asked(
        id=row.public_id,
        kind=row.kind,
        label=row.label,
        hint=row.hint,
        options=options_from(row.options),
        condition=condition_from(row.condition),
        is_required=row.is_required,
        is_sensitive=row.is_sensitive,
        keep_until=row.keep_until,
    )


def times_of(forum: Forum) -> Times:
    """What of a forum decides when its people are asked."""
    return Times(
        stage=forum.stage,
        starts_at=forum.starts_at,
        ends_at=forum.ends_at,
        signup_opens_at=forum.signup_opens_at,
        signup_closes_at=forum.signup_closes_at,
    )


def find_questionnaire(forum_id: int, purpose: Purpose) -> Questionnaire | None:
    """A forum's questionnaire for one purpose, its questions beside it."""
    query = (
        select(Questionnaire)
        .where(Questionnaire.forum_id == forum_id, Questionnaire.purpose == purpose)
        .options(selectinload(Questionnaire.questions))
    )
    return db.session.scalars(query).one_or_none()


def list_uses(forum_id: int) -> dict[Purpose, Use]:
    """A forum's questionnaires with their size. Two queries for the counts, whatever there is."""
    rows = db.session.scalars(select(Questionnaire).where(Questionnaire.forum_id == forum_id)).all()
    ids = [row.id for row in rows]
    questions = _counts(Question.questionnaire_id, ids, Question.removed_at.is_(None))
    sheets = _counts(AnswerSheet.questionnaire_id, ids)
    return {row.purpose: Use(row, questions.get(row.id, 0), sheets.get(row.id, 0)) for row in rows}


def list_rows(questionnaire: Questionnaire) -> list[Question]:
    """The rows of the questions that are asked now, in order."""
    return [row for row in questionnaire.questions if row.removed_at is None]


def list_asked(questionnaire: Questionnaire | None) -> list[Asked]:
    """The questions that are asked now, in order; none where there is no questionnaire."""
    return [asked(row) for row in list_rows(questionnaire)] if questionnaire else []


def open_signup_questions(forum_id: int) -> list[Asked]:
    """What is asked of whoever signs up; none while the questionnaire is not open."""
    found = find_questionnaire(forum_id, Purpose.SIGNUP)
    is_open = found is not None and found.state is QuestionnaireState.OPEN
    return list_asked(found) if is_open else []


def round_of(questionnaire: Questionnaire, now: datetime) -> Round | None:
    """The round that sheets are taken for now."""
    return round_open(
        questionnaire.purpose, questionnaire.state, times_of(questionnaire.forum), now
    )


def list_open(forum: Forum, respondent: str, now: datetime) -> list[Open]:
    """What can be filled in now by somebody with a place at the forum. Two queries."""
    has_questions = exists().where(
        Question.questionnaire_id == Questionnaire.id, Question.removed_at.is_(None)
    )
    rows = db.session.scalars(
        select(Questionnaire).where(Questionnaire.forum_id == forum.id, has_questions)
    ).all()
    rounds = {row: round_of(row, now) for row in rows}
    sent = db.session.execute(
        select(AnswerSheet.questionnaire_id, AnswerSheet.round).where(
            AnswerSheet.questionnaire_id.in_(row.id for row in rows),
            AnswerSheet.respondent == respondent,
        )
    ).all()
    answered = {(questionnaire, round_) for questionnaire, round_ in sent}
    return [
        Open(row.purpose, round_, (row.id, round_) in answered)
        for row, round_ in rounds.items()
        if round_ is not None
    ]


def find_sheet(questionnaire_id: int, round_: Round, respondent: str) -> AnswerSheet | None:
    """What a respondent has sent for a round."""
    query = select(AnswerSheet).where(
        AnswerSheet.questionnaire_id == questionnaire_id,
        AnswerSheet.round == round_,
        AnswerSheet.respondent == respondent,
    )
    return db.session.scalars(query).one_or_none()


def values_of(sheet: AnswerSheet) -> dict[str, Any]:
    """All answers of a sheet by the public ids of their questions, sensitive ones included."""
    plain = (
        select(Question.public_id, Answer.value)
        .join(Answer.question)
        .where(Answer.sheet_id == sheet.id)
    )
    apart = (
        select(Question.public_id, SensitiveAnswer.value)
        .join(SensitiveAnswer.question)
        .where(SensitiveAnswer.key == key_of(sheet))
    )
    return {key: value for query in (plain, apart) for key, value in db.session.execute(query)}


def answers_of(forum_id: int, respondent: str, purpose: Purpose = Purpose.SIGNUP) -> list[Answered]:
    """What somebody answered (once), in the order of the questions, removed ones included."""
    questionnaire = find_questionnaire(forum_id, purpose)
    sheet = find_sheet(questionnaire.id, Round.ONCE, respondent) if questionnaire else None
    if questionnaire is None or sheet is None:
        return []
    values = values_of(sheet)
    rows = [row for row in questionnaire.questions if row.public_id in values]
    return [Answered(asked(row), values[row.public_id]) for row in rows]


def answer_table(
    forum_id: int, respondents: Sequence[str], *, with_sensitive: bool
) -> tuple[list[Asked], list[dict[str, Any]]]:
    """Sign-up questions with the answers of many people, in their order, for a list to take away.

    Sensitive answers only where asked for. A constant number of queries.
    """
    questionnaire = find_questionnaire(forum_id, Purpose.SIGNUP)
    if questionnaire is None:
        return [], [{} for _ in respondents]
    sheets = _sheets_by_respondent(questionnaire.id)
    values = _answers_by_sheet(questionnaire.id)
    apart = _sensitive_by_key(questionnaire.id) if with_sensitive else {}
    table = []
    for respondent in respondents:
        sheet = sheets.get(respondent)
        row = dict(values.get(sheet.id, {})) if sheet else {}
        table.append(row | (apart.get(key_of(sheet), {}) if sheet and apart else {}))
    given = {key for row in table for key in row}
    questions = [
        asked(row)
        for row in questionnaire.questions
        if (row.removed_at is None or row.public_id in given)
        and (with_sensitive or not row.is_sensitive)
    ]
    return questions, table


def list_sheets(questionnaire: Questionnaire) -> list[Sheet]:
    """All filled-in sheets with their answers, sensitive ones included. Three queries."""
    plain = _answers_by_sheet(questionnaire.id)
    apart = _sensitive_by_key(questionnaire.id)
    rows = db.session.scalars(
        select(AnswerSheet).where(AnswerSheet.questionnaire_id == questionnaire.id)
    )
    return [
        Sheet(
            respondent=row.respondent,
            round=row.round,
            group=row.group,
            values=plain.get(row.id, {}) | (apart.get(key_of(row), {}) if apart else {}),
        )
        for row in rows
    ]


def has_sensitive_questions(forum_id: int) -> bool:
    """Whether the forum's sign-up asks, or has asked, something sensitive."""
    query = (
        select(Question.id)
        .join(Question.questionnaire)
        .where(
            Questionnaire.forum_id == forum_id,
            Questionnaire.purpose == Purpose.SIGNUP,
            Question.is_sensitive,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def is_answered(question: Question) -> bool:
    """Whether anybody has answered it."""
    apart = exists().where(SensitiveAnswer.question_id == question.id)
    plain = exists().where(Answer.question_id == question.id)
    return bool(db.session.scalar(select(apart | plain)))


def list_copied_from(forum: Forum) -> list[Questionnaire]:
    """Questionnaires of other forums that have questions, the latest first."""
    has_questions = exists().where(
        Question.questionnaire_id == Questionnaire.id, Question.removed_at.is_(None)
    )
    query = (
        select(Questionnaire)
        .join(Questionnaire.forum)
        .where(Forum.id != forum.id, has_questions)
        .options(contains_eager(Questionnaire.forum).joinedload(Forum.programme))
        .order_by(Forum.starts_at.desc(), Questionnaire.id)
    )
    return list(db.session.scalars(query))


def list_past_retention(today: date) -> list[int]:
    """Ids of questions whose answers may no longer be kept."""
    return list(db.session.scalars(select(Question.id).where(Question.keep_until < today)))


def list_files_in_use(file_ids: Sequence[int]) -> set[int]:
    """Of these files, those that are somebody's answer (`files.in_use`)."""
    named = (select(kind.value["id"].as_string()).join(kind.question) for kind in _ANSWERS)
    query = select(StoredFile.id).where(
        StoredFile.id.in_(file_ids),
        or_(*(StoredFile.public_id.in_(each.where(_OF_FILES)) for each in named)),
    )
    return set(db.session.scalars(query))


def find_forum_of_file(file_id: int) -> tuple[Forum, str | None] | None:
    """The forum whose questionnaire a file answers, and whose answer; None where it answers none.

    Whose a sensitive answer is, only its sheet can tell: None where that is gone.
    """
    row = _find_answer_of_file(file_id)
    if row is None:
        return None
    questionnaire = row.question.questionnaire
    if isinstance(row, Answer):
        return questionnaire.forum, row.sheet.respondent
    sheets = db.session.scalars(
        select(AnswerSheet).where(AnswerSheet.questionnaire_id == questionnaire.id)
    )
    owner = next((sheet.respondent for sheet in sheets if key_of(sheet) == row.key), None)
    return questionnaire.forum, owner


def _find_answer_of_file(file_id: int) -> Answer | SensitiveAnswer | None:
    file = db.session.get(StoredFile, file_id)
    if file is None:
        return None
    for kind in _ANSWERS:
        query = select(kind).join(kind.question).where(_OF_FILES)
        row = db.session.scalars(
            query.where(kind.value["id"].as_string() == file.public_id).limit(1)
        ).one_or_none()
        if row is not None:
            return row  # type: ignore[no-any-return]
    return None


def _counts(column: Any, ids: Sequence[int], *conditions: Any) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(ids), *conditions).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _sheets_by_respondent(questionnaire_id: int) -> dict[str, AnswerSheet]:
    query = select(AnswerSheet).where(
        AnswerSheet.questionnaire_id == questionnaire_id, AnswerSheet.round == Round.ONCE
    )
    return {sheet.respondent: sheet for sheet in db.session.scalars(query)}


def _answers_by_sheet(questionnaire_id: int) -> dict[int, dict[str, Any]]:
    query = (
        select(Answer.sheet_id, Question.public_id, Answer.value)
        .join(Answer.question)
        .where(Question.questionnaire_id == questionnaire_id)
    )
    found: dict[int, dict[str, Any]] = {}
    for sheet_id, question, value in db.session.execute(query):
        found.setdefault(sheet_id, {})[question] = value
    return found


def _sensitive_by_key(questionnaire_id: int) -> dict[str, dict[str, Any]]:
    query = (
        select(SensitiveAnswer.key, Question.public_id, SensitiveAnswer.value)
        .join(SensitiveAnswer.question)
        .where(Question.questionnaire_id == questionnaire_id)
    )
    found: dict[str, dict[str, Any]] = {}
    for key, question, value in db.session.execute(query):
        found.setdefault(key, {})[question] = value
    return found
