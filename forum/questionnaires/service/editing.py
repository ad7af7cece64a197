"""The organiser makes a questionnaire: its questions, their order, opening and closing it."""

from datetime import date, datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.logic.plans import keyed_id
from forum.events.models import Forum
from forum.journal.service import record
from forum.language import dates
from forum.questionnaires.access import question_for
from forum.questionnaires.errors import (
    ConditionNotEarlier,
    KindFixed,
    MovedBeforeItsReason,
    NothingToAsk,
    OptionsNeeded,
    OthersDepend,
    RetentionNeeded,
    RetentionPast,
    SensitivityFixed,
    TooManyOptions,
    TooManyQuestions,
)
from forum.questionnaires.logic.asking import out_of_order
from forum.questionnaires.logic.kinds import Purpose, QuestionKind, QuestionnaireState
from forum.questionnaires.logic.plans import MOST_OPTIONS, MOST_QUESTIONS, QuestionPlan
from forum.questionnaires.logic.questions import (
    CHOICES,
    Option,
    condition_to,
    options_from,
    options_to,
    renewed_options,
    scale_options,
)
from forum.questionnaires.models import Question, Questionnaire
from forum.questionnaires.queries import asked, find_questionnaire, is_answered, list_rows

_EDIT = Permission.QUESTIONNAIRE_EDIT


def add_question(
    forum_id: str,
    purpose: Purpose,
    plan: QuestionPlan,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> Question:
    """Put one more question at the end; the questionnaire is made with its first question.

    The same request key again gives the question it made. Raises TooManyQuestions, OptionsNeeded,
    TooManyOptions, ConditionNotEarlier, RetentionNeeded, RetentionPast, NotFound.
    """
    forum = forum_for(actor, forum_id, _EDIT, lock=True)
    questionnaire = make_questionnaire(forum, purpose, now=now)
    public_id = keyed_id(f"question:{questionnaire.public_id}", actor.id, request_key)
    earlier = next((q for q in questionnaire.questions if q.public_id == public_id), None)
    if earlier is not None:
        return earlier
    if len(list_rows(questionnaire)) >= MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    row = Question(public_id=public_id, position=_next_position(questionnaire), options=[])
    _write(row, plan, now=now)
    questionnaire.questions.append(row)
    _refuse_disorder(questionnaire, row)
    _record("added", row, forum, actor=actor, now=now)
    return row


def edit_question(
    forum_id: str, question_id: str, plan: QuestionPlan, *, actor: Actor, now: datetime
) -> Question:
    """Change a question. What was answered keeps its meaning.

    Raises as `add_question`, and KindFixed, SensitivityFixed once it has answers, OthersDepend
    where another question hangs on an answer that would go.
    """
    row = question_for(actor, forum_id, question_id, lock=True)
    if plan.kind is not row.kind:
        raise KindFixed
    if plan.is_sensitive is not row.is_sensitive and is_answered(row):
        raise SensitivityFixed
    _write(row, plan, now=now)
    _refuse_disorder(row.questionnaire, row)
    _record("changed", row, row.questionnaire.forum, actor=actor, now=now)
    return row


def move_question(
    forum_id: str, question_id: str, step: int, *, actor: Actor, now: datetime
) -> Question:
    """Change places with the question before (-1) or after (1); at the ends nothing happens.

    Raises MovedBeforeItsReason where one hangs on the other.
    """
    row = question_for(actor, forum_id, question_id, lock=True)
    rows = list_rows(row.questionnaire)
    place = rows.index(row)
    target = place + (1 if step > 0 else -1)
    if not 0 <= target < len(rows):
        return row
    other = rows[target]
    row.position, other.position = other.position, row.position
    rows[place], rows[target] = other, row
    if out_of_order([asked(each) for each in rows]):
        raise MovedBeforeItsReason
    _record("moved", row, row.questionnaire.forum, actor=actor, now=now)
    return row


def remove_question(forum_id: str, question_id: str, *, actor: Actor, now: datetime) -> None:
    """Ask it no more. What was answered stays readable; a question nobody answered goes for good.

    Raises OthersDepend.
    """
    row = question_for(actor, forum_id, question_id, lock=True)
    questionnaire = row.questionnaire
    left = [asked(each) for each in list_rows(questionnaire) if each is not row]
    dependent = out_of_order(left)
    if dependent:
        raise OthersDepend(label=_words(dependent[0].label))
    _record("removed", row, questionnaire.forum, actor=actor, now=now)
    if is_answered(row):
        row.removed_at = now
    else:
        questionnaire.questions.remove(row)
    if not left:
        questionnaire.state = QuestionnaireState.DRAFT


def open_questionnaire(
    forum_id: str, purpose: Purpose, *, actor: Actor, now: datetime
) -> Questionnaire:
    """Let it be asked, from the moment its purpose says. Raises NothingToAsk."""
    return _turn(forum_id, purpose, QuestionnaireState.OPEN, actor=actor, now=now)


def close_questionnaire(
    forum_id: str, purpose: Purpose, *, actor: Actor, now: datetime
) -> Questionnaire:
    """Ask no more; what was answered stays."""
    return _turn(forum_id, purpose, QuestionnaireState.CLOSED, actor=actor, now=now)


def introduce(
    forum_id: str, purpose: Purpose, introduction: LocalText, *, actor: Actor, now: datetime
) -> Questionnaire:
    """Set the words that stand before the questions."""
    forum = forum_for(actor, forum_id, _EDIT, lock=True)
    questionnaire = make_questionnaire(forum, purpose, now=now)
    questionnaire.introduction = dict(introduction)
    return questionnaire


def make_questionnaire(forum: Forum, purpose: Purpose, *, now: datetime) -> Questionnaire:
    """The forum's questionnaire for a purpose; an empty one where there was none. Forum locked."""
    found = find_questionnaire(forum.id, purpose)
    if found is None:
        found = Questionnaire(
            forum_id=forum.id,
            forum=forum,
            purpose=purpose,
            state=QuestionnaireState.DRAFT,
            introduction={},
            created_at=now,
        )
        db.session.add(found)
        db.session.flush()  # ids of questions are made from its own
    return found


def _turn(
    forum_id: str, purpose: Purpose, state: QuestionnaireState, *, actor: Actor, now: datetime
) -> Questionnaire:
    forum = forum_for(actor, forum_id, _EDIT, lock=True)
    questionnaire = find_questionnaire(forum.id, purpose)
    if questionnaire is None or not list_rows(questionnaire):
        raise NothingToAsk
    if questionnaire.state is not state:
        questionnaire.state = state
        past = "opened" if state is QuestionnaireState.OPEN else "closed"
        record(
            f"questionnaire.{past}",
            "questionnaire",
            questionnaire.public_id,
            actor=actor,
            now=now,
            forum_id=forum.id,
            purpose=purpose.value,
        )
    return questionnaire


def _write(row: Question, plan: QuestionPlan, *, now: datetime) -> None:
    _refuse_retention(row, plan, dates.local(now).date())
    row.options = options_to(_options(row, plan))
    row.kind = plan.kind
    row.label, row.hint = dict(plan.label), dict(plan.hint)
    row.condition = condition_to(plan.condition)
    row.is_required, row.is_sensitive = plan.is_required, plan.is_sensitive
    row.keep_until = plan.keep_until


def _options(row: Question, plan: QuestionPlan) -> tuple[Option, ...]:
    if plan.kind is QuestionKind.SCALE:
        low, high = (*plan.choices, {}, {})[:2]
        return scale_options(plan.points, low, high)
    if plan.kind not in CHOICES:
        return ()
    if len(plan.choices) > MOST_OPTIONS:
        raise TooManyOptions(most=MOST_OPTIONS)
    different = {tuple(sorted(label.items())) for label in plan.choices}
    if len(different) < 2 or len(different) < len(plan.choices):
        raise OptionsNeeded
    return renewed_options(options_from(row.options), plan.choices)


def _refuse_retention(row: Question, plan: QuestionPlan, today: date) -> None:
    if plan.is_sensitive and plan.keep_until is None:
        raise RetentionNeeded
    is_past = plan.keep_until is not None and plan.keep_until < today
    if is_past and plan.keep_until != row.keep_until:
        raise RetentionPast


def _refuse_disorder(questionnaire: Questionnaire, changed: Question) -> None:
    wrong = out_of_order([asked(row) for row in list_rows(questionnaire)])
    if any(each.id == changed.public_id for each in wrong):
        raise ConditionNotEarlier
    if wrong:
        raise OthersDepend(label=_words(wrong[0].label))


def _next_position(questionnaire: Questionnaire) -> int:
    return max((row.position for row in questionnaire.questions), default=0) + 1


def _words(label: LocalText) -> str:
    return next(iter(label.values()), "")


def _record(past: str, row: Question, forum: Forum, *, actor: Actor, now: datetime) -> None:
    record(f"question.{past}", "question", row.public_id, actor=actor, now=now, forum_id=forum.id)
