"""The organiser's desk: one question of a questionnaire."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.questionnaires.access import question_for
from forum.questionnaires.forms.builder import QuestionForm, filled
from forum.questionnaires.logic.kinds import Purpose, QuestionKind
from forum.questionnaires.logic.plans import suggested_day
from forum.questionnaires.logic.questions import Asked
from forum.questionnaires.models import Question
from forum.questionnaires.queries import asked, find_questionnaire, is_answered, list_asked
from forum.questionnaires.service.editing import (
    add_question,
    edit_question,
    move_question,
    remove_question,
)
from forum.questionnaires.views.shown import KINDS, PURPOSES, purpose_of
from forum.web.asked import choice_asked
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of
from forum.web.saving import save

bp = Blueprint("questions", __name__, template_folder="../templates")

_EDIT = Permission.QUESTIONNAIRE_EDIT
Refused = tuple[str, int]


@bp.get("/forums/<forum_id>/desk/questionnaires/<purpose>/questions/new")
@requires(_EDIT)
def new(forum_id: str, purpose: str) -> str:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    what_for = purpose_of(purpose)
    return _page(forum, what_for, _form(forum, what_for, _kind()))


@bp.post("/forums/<forum_id>/desk/questionnaires/<purpose>/questions/new")
@requires(_EDIT)
def add(forum_id: str, purpose: str) -> Response | Refused:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    what_for = purpose_of(purpose)
    form = _form(forum, what_for, _kind())
    if form.validate():
        made = save(
            form,
            lambda: add_question(
                forum_id,
                what_for,
                form.plan,
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("The question was added."))
            return redirect(_place_of(forum_id, what_for, made.public_id))
    return _page(forum_for(current_actor(), forum_id, _EDIT), what_for, form), form.again_status


@bp.get("/forums/<forum_id>/desk/questions/<question_id>")
@requires(_EDIT)
def edit(forum_id: str, question_id: str) -> str:
    row = question_for(current_actor(), forum_id, question_id)
    return _edit_page(row, _edit_form(row))


@bp.post("/forums/<forum_id>/desk/questions/<question_id>")
@requires(_EDIT)
def save_edit(forum_id: str, question_id: str) -> Response | Refused:
    row = question_for(current_actor(), forum_id, question_id)
    form, purpose = _edit_form(row), row.questionnaire.purpose
    if form.validate():
        kept = save(
            form,
            lambda: edit_question(
                forum_id, question_id, form.plan, actor=current_actor(), now=now()
            ),
        )
        if kept is not None:
            flash(_("Saved."))
            return redirect(_place_of(forum_id, purpose, question_id))
    row = question_for(current_actor(), forum_id, question_id)
    return _edit_page(row, form), form.again_status


@bp.post("/forums/<forum_id>/desk/questions/<question_id>/up")
@requires(_EDIT)
def up(forum_id: str, question_id: str) -> Response:
    return _moved(forum_id, question_id, -1)


@bp.post("/forums/<forum_id>/desk/questions/<question_id>/down")
@requires(_EDIT)
def down(forum_id: str, question_id: str) -> Response:
    return _moved(forum_id, question_id, 1)


@bp.post("/forums/<forum_id>/desk/questions/<question_id>/remove")
@requires(_EDIT)
def remove(forum_id: str, question_id: str) -> Response:
    purpose = question_for(current_actor(), forum_id, question_id).questionnaire.purpose
    try:
        with transaction():
            remove_question(forum_id, question_id, actor=current_actor(), now=now())
    except NotFound:
        raise
    except ForumError as error:
        flash(sentence_of(error), "error")
        return redirect(_place_of(forum_id, purpose, question_id))
    flash(_("The question is no longer asked."))
    return redirect(_place_of(forum_id, purpose, ""))


def _moved(forum_id: str, question_id: str, step: int) -> Response:
    purpose = question_for(current_actor(), forum_id, question_id).questionnaire.purpose
    try:
        with transaction():
            move_question(forum_id, question_id, step, actor=current_actor(), now=now())
    except NotFound:
        raise
    except ForumError as error:
        flash(sentence_of(error), "error")
    return redirect(_place_of(forum_id, purpose, question_id))


def _place_of(forum_id: str, purpose: Purpose, question_id: str) -> str:
    return url_for(
        "questionnaire_desk.builder",
        forum_id=forum_id,
        purpose=purpose.address,
        _anchor=f"question-{question_id}" if question_id else None,
    )


def _kind() -> QuestionKind:
    return choice_asked(QuestionKind, "kind") or QuestionKind.SHORT_TEXT


def _form(forum: Forum, purpose: Purpose, kind: QuestionKind) -> QuestionForm:
    earlier = list_asked(find_questionnaire(forum.id, purpose))
    return QuestionForm(kind, earlier, _sectors())


def _edit_form(row: Question) -> QuestionForm:
    question = asked(row)
    return QuestionForm(row.kind, _before(row), _sectors(), data=filled(question))


def _before(row: Question) -> list[Asked]:
    questions = list_asked(row.questionnaire)
    place = next(n for n, each in enumerate(questions) if each.id == row.public_id)
    return questions[:place]


def _sectors() -> list[tuple[str, dict[str, str]]]:
    return [(sector.code, sector.name) for sector in list_sectors()]


def _edit_page(row: Question, form: QuestionForm) -> str:
    return _page(row.questionnaire.forum, row.questionnaire.purpose, form, row)


def _page(forum: Forum, purpose: Purpose, form: QuestionForm, row: Question | None = None) -> str:
    return render_template(
        "questionnaires/question.html",
        forum=forum,
        purpose=purpose,
        purposes=PURPOSES,
        form=form,
        kind=KINDS[form.kind],
        question=row,
        has_answers=row is not None and is_answered(row),
        suggested=suggested_day(dates.local(forum.ends_at).date()),
        target=request.full_path if row is None else None,
    )
