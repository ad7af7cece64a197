"""Keeping what people answer, apart from who they are, and forgetting it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from forum.core.actor import Actor
from forum.core.db import db
from forum.events.models import Forum
from forum.language import dates
from forum.questionnaires.access import sheet_for
from forum.questionnaires.errors import AnswersMissing, QuestionnaireShut
from forum.questionnaires.logic.answers import fits
from forum.questionnaires.logic.asking import kept_answers, unanswered
from forum.questionnaires.logic.kinds import Purpose, QuestionnaireState, Round
from forum.questionnaires.models import (
    Answer,
    AnswerSheet,
    Question,
    Questionnaire,
    SensitiveAnswer,
)
from forum.questionnaires.ports import Respondent
from forum.questionnaires.queries import (
    find_questionnaire,
    find_sheet,
    key_of,
    list_asked,
    list_past_retention,
    list_rows,
    values_of,
)


def send_sheet(
    forum_id: str,
    purpose: Purpose,
    answers: Mapping[str, Any],
    *,
    taken_off: frozenset[str] = frozenset(),
    language: str,
    actor: Actor,
    now: datetime,
) -> AnswerSheet:
    """Keep what somebody with a place at the forum answers; sent again, it takes the old one's place.

    `answers` by the questions' public ids. A file sent before stays where none is sent in its place,
    unless its question is in `taken_off`. Raises QuestionnaireShut outside of its time,
    AnswersMissing when a question was added meanwhile, NotFound for whoever has no place.
    """
    open_sheet = sheet_for(actor, forum_id, purpose, now=now, lock=True)
    if open_sheet.round is None:
        raise QuestionnaireShut
    return _keep(
        open_sheet.questionnaire,
        open_sheet.round,
        open_sheet.respondent,
        answers,
        taken_off=taken_off,
        language=language,
        now=now,
    )


def keep_signup_answers(
    forum: Forum,
    respondent: Respondent,
    answers: Mapping[str, Any],
    *,
    language: str,
    now: datetime,
) -> None:
    """Keep what somebody answered while signing up. The forum is locked by whoever signs them up.

    Where nothing is asked nothing is kept. Raises AnswersMissing.
    """
    questionnaire = find_questionnaire(forum.id, Purpose.SIGNUP)
    if questionnaire is None or questionnaire.state is not QuestionnaireState.OPEN:
        return
    if list_rows(questionnaire):
        _keep(questionnaire, Round.ONCE, respondent, answers, language=language, now=now)


def keep_told_answers(
    forum: Forum,
    respondent: Respondent,
    answers: Mapping[str, Any],
    *,
    language: str,
    now: datetime,
) -> None:
    """Keep what somebody else wrote down for them, as far as it goes: the rest they answer themselves.

    The forum is locked. Answers to questions that are not asked (any more) are left out.
    """
    questionnaire = find_questionnaire(forum.id, Purpose.SIGNUP)
    is_open = questionnaire is not None and questionnaire.state is QuestionnaireState.OPEN
    if questionnaire is None or not is_open or not answers:
        return
    fitting = {
        question.id: answers[question.id]
        for question in list_asked(questionnaire)
        if question.id in answers and fits(question, answers[question.id])
    }
    _keep(
        questionnaire, Round.ONCE, respondent, fitting,
        is_partial=True, language=language, now=now,
    )  # fmt: skip


def forget_past_retention(*, now: datetime) -> int:
    """Delete answers whose day has passed; how many went. Their files are swept afterwards."""
    questions = list_past_retention(dates.local(now).date())
    gone = 0
    for kind in (Answer, SensitiveAnswer):
        result = db.session.execute(delete(kind).where(kind.question_id.in_(questions)))
        gone += int(result.rowcount)  # type: ignore[attr-defined]
    return gone


def forget_respondents(respondents: Sequence[str]) -> None:
    """Delete everything these respondents answered, sensitive answers first: a sheet names them."""
    for sheet in _sheets_of(respondents):
        _delete_sensitive(sheet)
        db.session.delete(sheet)
    db.session.flush()  # sensitive answers went past the session


def regroup(respondent: Respondent) -> None:
    """Count what somebody answered before under the group they belong to now."""
    for sheet in _sheets_of([respondent.key]):
        sheet.group = respondent.group


def move_respondent(old: str, new: Respondent) -> None:
    """What one key answered becomes the other's, where that one has not answered itself.

    What both answered stays as the new one said it; the old one's is deleted.
    """
    for sheet in _sheets_of([old]):
        if find_sheet(sheet.questionnaire_id, sheet.round, new.key) is None:
            sheet.respondent, sheet.group = new.key, new.group
        else:
            _delete_sensitive(sheet)
            db.session.delete(sheet)
    db.session.flush()  # one sheet a respondent and round: seen by the next move


def _keep(
    questionnaire: Questionnaire,
    round_: Round,
    respondent: Respondent,
    answers: Mapping[str, Any],
    *,
    taken_off: frozenset[str] = frozenset(),
    is_partial: bool = False,
    language: str,
    now: datetime,
) -> AnswerSheet:
    questions = list_asked(questionnaire)
    sheet = find_sheet(questionnaire.id, round_, respondent.key)
    files = _kept_files(questionnaire, sheet, answers)
    kept = {key: value for key, value in files.items() if key not in taken_off}
    given = {**kept, **answers}
    if not is_partial and unanswered(questions, given, respondent.group):
        raise AnswersMissing
    if sheet is None:
        sheet = AnswerSheet(
            questionnaire=questionnaire, round=round_, respondent=respondent.key, answers=[]
        )
        db.session.add(sheet)
    sheet.group, sheet.language = respondent.group, language
    sheet.sent_on = dates.local(now).date()
    db.session.flush()  # sensitive answers are kept under the sheet's public id
    _write(sheet, list_rows(questionnaire), kept_answers(questions, given, respondent.group))
    return sheet


def _kept_files(
    questionnaire: Questionnaire, sheet: AnswerSheet | None, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Files sent before: a browser cannot show a chosen file again, so leaving it empty keeps it."""
    if sheet is None:
        return {}
    files = {q.id for q in list_asked(questionnaire) if q.kind.is_file}
    return {
        key: value
        for key, value in values_of(sheet).items()
        if key in files and answers.get(key) is None
    }


def _write(sheet: AnswerSheet, rows: Sequence[Question], values: Mapping[str, Any]) -> None:
    """The sheet as it is now: answers that are no longer given are deleted."""
    _delete_sensitive(sheet, [row.id for row in rows])
    earlier = {answer.question_id: answer for answer in sheet.answers}
    for row in rows:
        value = values.get(row.public_id)
        plain = earlier.get(row.id)
        if row.is_sensitive or value is None:
            if plain is not None:
                sheet.answers.remove(plain)
            if value is not None:
                db.session.add(SensitiveAnswer(key=key_of(sheet), question=row, value=value))
        elif plain is not None:
            plain.value = value
        else:
            sheet.answers.append(Answer(question=row, value=value))


def _delete_sensitive(sheet: AnswerSheet, question_ids: Sequence[int] | None = None) -> None:
    query = delete(SensitiveAnswer).where(SensitiveAnswer.key == key_of(sheet))
    if question_ids is not None:
        query = query.where(SensitiveAnswer.question_id.in_(question_ids))
    db.session.execute(query)


def _sheets_of(respondents: Sequence[str]) -> list[AnswerSheet]:
    query = select(AnswerSheet).where(AnswerSheet.respondent.in_(respondents))
    return list(db.session.scalars(query))
