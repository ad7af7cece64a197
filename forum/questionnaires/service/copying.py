"""Questions of one forum taken over for another."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import new_public_id
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.language import dates
from forum.questionnaires.errors import TooManyQuestions
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.logic.plans import MOST_QUESTIONS, moved_day
from forum.questionnaires.logic.questions import condition_from, condition_to
from forum.questionnaires.models import Question, Questionnaire
from forum.questionnaires.queries import list_rows
from forum.questionnaires.service.editing import make_questionnaire


def copy_questions(
    forum_id: str, purpose: Purpose, from_id: str, *, actor: Actor, now: datetime
) -> int:
    """Add another forum's questions after those that are there; how many were added.

    Days until which answers are kept move along with the forum. Raises NotFound where the actor
    may not edit either forum's questionnaires, TooManyQuestions.
    """
    forum = forum_for(actor, forum_id, Permission.QUESTIONNAIRE_EDIT, lock=True)
    source = db.session.scalars(
        select(Questionnaire).where(Questionnaire.public_id == from_id)
    ).one_or_none()
    if source is None:
        raise NotFound
    forum_for(actor, source.forum.public_id, Permission.QUESTIONNAIRE_EDIT)
    target = make_questionnaire(forum, purpose, now=now)
    number = len(list_rows(source))
    if len(list_rows(target)) + number > MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    _copy(source, target)
    record(
        "questionnaire.copied",
        "questionnaire",
        target.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        source=source.public_id,
        questions=number,
    )
    return number


def copy_questionnaires(from_forum_id: int, to_forum_id: int, now: datetime) -> None:
    """Give a forum the questionnaires of the one it was made in the likeness of, as drafts.

    For `events.forum_cloned`, inside the transaction that makes the forum.
    """
    forum = db.session.get_one(Forum, to_forum_id)
    query = select(Questionnaire).where(Questionnaire.forum_id == from_forum_id)
    for source in db.session.scalars(query.order_by(Questionnaire.id)).all():
        _copy(source, make_questionnaire(forum, source.purpose, now=now))


def _copy(source: Questionnaire, target: Questionnaire) -> None:
    rows = list_rows(source)
    names = {row.public_id: new_public_id() for row in rows}
    last = max((row.position for row in target.questions), default=0)
    from_day, to_day = (dates.local(each.forum.ends_at).date() for each in (source, target))
    if not target.introduction:
        target.introduction = dict(source.introduction)
    for position, row in enumerate(rows, start=last + 1):
        condition = condition_from(row.condition)
        renamed = replace(condition, question=names.get(condition.question, ""))
        target.questions.append(
            Question(
                public_id=names[row.public_id],
                position=position,
                kind=row.kind,
                label=dict(row.label),
                hint=dict(row.hint),
                options=[each for each in row.options if not each.get("is_removed")],
                condition=condition_to(renamed),
                is_required=row.is_required,
                is_sensitive=row.is_sensitive,
                keep_until=moved_day(row.keep_until, from_day, to_day),
            )
        )
