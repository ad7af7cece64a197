"""Getting questionnaires, questions and sheets: loading is checking."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.questionnaires.logic.kinds import Purpose, Round
from forum.questionnaires.models import Question, Questionnaire
from forum.questionnaires.ports import Respondent, respondent_in
from forum.questionnaires.queries import (
    Open,
    find_forum_of_file,
    find_questionnaire,
    list_open,
    round_of,
)

_EDIT = Permission.QUESTIONNAIRE_EDIT


@dataclass(frozen=True)
class OpenSheet:
    """A questionnaire that somebody can fill in now, and for which round; None: not any more."""

    questionnaire: Questionnaire
    respondent: Respondent
    round: Round | None


def question_for(actor: Actor, forum_id: str, question_id: str, *, lock: bool = False) -> Question:
    """A question of this forum, for whoever edits its questionnaires. Removed ones are not found.

    With `lock` the forum is locked: its questions change one act after the other. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, _EDIT, lock=lock)
    query = (
        select(Question)
        .join(Question.questionnaire)
        .where(
            Questionnaire.forum_id == forum.id,
            Question.public_id == question_id,
            Question.removed_at.is_(None),
        )
        .options(joinedload(Question.questionnaire))
    )
    if lock:
        query = query.execution_options(populate_existing=True)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def sheet_for(
    actor: Actor, forum_id: str, purpose: Purpose, *, now: datetime, lock: bool = False
) -> OpenSheet:
    """What somebody with a place at the forum can fill in. Raises NotFound for everybody else."""
    forum = forum_for(actor, forum_id, lock=lock)
    questionnaire = find_questionnaire(forum.id, purpose)
    respondent = respondent_in.only(actor, forum.id)
    if questionnaire is None or respondent is None:
        raise NotFound
    return OpenSheet(questionnaire, respondent, round_of(questionnaire, now))


def list_unanswered(actor: Actor, forum: Forum, now: datetime) -> list[Open]:
    """What the forum asks now of an actor with a place there, beyond sign-up, and they left open."""
    respondent = respondent_in.only(actor, forum.id)
    if respondent is None:
        return []
    waiting = list_open(forum, respondent.key, now)
    return [each for each in waiting if each.purpose is not Purpose.SIGNUP and not each.is_answered]


def may_see_results(actor: Actor, forum: Forum) -> bool:
    """Whether the actor may see what was answered, all together: organisers and rapporteurs."""
    return any(actor.may(each, *forum.scopes) for each in (_EDIT, Permission.MINUTES_EDIT))


def results_for(actor: Actor, forum_id: str) -> Forum:
    """The forum, for whoever may see its questionnaires' results. Raises NotFound."""
    forum = forum_for(actor, forum_id)
    if not may_see_results(actor, forum):
        raise NotFound
    return forum


def may_read_file(actor: Actor, file_id: int) -> bool:
    """Whether a file is an answer that the actor may read: their own, or any for SIGNUP_LIST."""
    found = find_forum_of_file(file_id)
    if found is None:
        return False
    forum, owner = found
    if actor.may(Permission.SIGNUP_LIST, *forum.scopes):
        return True
    reader = respondent_in.only(actor, forum.id)
    return reader is not None and reader.key == owner
