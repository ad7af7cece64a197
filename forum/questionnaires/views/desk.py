"""The organiser's desk: a forum's questionnaires."""

from datetime import datetime
from typing import BinaryIO

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.questionnaires.access import may_see_results, results_for
from forum.questionnaires.forms.answering import AnswersForm, answers_form, reason_of
from forum.questionnaires.forms.builder import CopyForm, IntroductionForm
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.models import Questionnaire
from forum.questionnaires.queries import (
    find_questionnaire,
    list_asked,
    list_copied_from,
    list_uses,
    round_of,
)
from forum.questionnaires.service.copying import copy_questions
from forum.questionnaires.service.editing import (
    close_questionnaire,
    introduce,
    open_questionnaire,
)
from forum.questionnaires.views.shown import (
    KINDS,
    PURPOSES,
    STATES,
    answer_text,
    purpose_of,
)
from forum.web.guard import current_actor, requires, signed_in
from forum.web.locale import local_text
from forum.web.problems import sentence_of
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("questionnaire_desk", __name__, template_folder="../templates")

_EDIT = Permission.QUESTIONNAIRE_EDIT
DESK_TABS = (
    Tab(
        "questionnaires",
        N_("Questions"),
        "questionnaire_desk.questionnaires",
        lambda forum, actor: may_see_results(actor, forum),
    ),
)

Refused = tuple[str, int]


@bp.get("/forums/<forum_id>/desk/questionnaires")
@signed_in
def questionnaires(forum_id: str) -> str:
    """All that is asked of this forum's people, for organisers and rapporteurs."""
    forum = results_for(current_actor(), forum_id)
    return render_template(
        "questionnaires/desk.html",
        forum=forum,
        uses=list_uses(forum.id),
        may_edit=current_actor().may(_EDIT, *forum.scopes),
        may_list=current_actor().may(Permission.SIGNUP_LIST, *forum.scopes),
        purposes=PURPOSES,
        states=STATES,
    )


@bp.get("/forums/<forum_id>/desk/questionnaires/<purpose>")
@requires(_EDIT)
def builder(forum_id: str, purpose: str) -> str:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    return _builder_page(forum, purpose_of(purpose))


@bp.post("/forums/<forum_id>/desk/questionnaires/<purpose>/introduction")
@requires(_EDIT)
def set_introduction(forum_id: str, purpose: str) -> Response | Refused:
    form = IntroductionForm()
    kind = purpose_of(purpose)
    if form.validate() and save(
        form,
        lambda: introduce(forum_id, kind, form.introduction.data, actor=current_actor(), now=now()),
    ):
        flash(_("Saved."))
        return redirect(url_for(".builder", forum_id=forum_id, purpose=purpose))
    forum = forum_for(current_actor(), forum_id, _EDIT)
    return _builder_page(forum, kind, introduction=form), form.again_status


@bp.post("/forums/<forum_id>/desk/questionnaires/<purpose>/open")
@requires(_EDIT)
def open_(forum_id: str, purpose: str) -> Response:
    try:
        with transaction():
            open_questionnaire(forum_id, purpose_of(purpose), actor=current_actor(), now=now())
    except ForumError as error:
        forum_for(current_actor(), forum_id, _EDIT)  # an outsider learns nothing
        flash(sentence_of(error), "error")
    else:
        flash(_("Open: the questions are asked as soon as their time has come."))
    return redirect(url_for(".builder", forum_id=forum_id, purpose=purpose))


@bp.post("/forums/<forum_id>/desk/questionnaires/<purpose>/close")
@requires(_EDIT)
def close(forum_id: str, purpose: str) -> Response:
    with transaction():
        close_questionnaire(forum_id, purpose_of(purpose), actor=current_actor(), now=now())
    flash(_("Closed: nobody is asked any more. The answers stay."))
    return redirect(url_for(".builder", forum_id=forum_id, purpose=purpose))


@bp.route("/forums/<forum_id>/desk/questionnaires/<purpose>/copy", methods=["GET", "POST"])
@requires(_EDIT)
def copy(forum_id: str, purpose: str) -> str | Response | Refused:
    """Take over questions from another forum that the actor prepares."""
    kind = purpose_of(purpose)
    forum = forum_for(current_actor(), forum_id, _EDIT)
    form = CopyForm(_sources(forum))
    if request.method == "POST" and form.validate():
        number = save(
            form,
            lambda: copy_questions(
                forum_id, kind, form.source.data, actor=current_actor(), now=now()
            ),
        )
        if number is not None:
            flash(_("%(number)s questions were taken over.", number=number))
            return redirect(url_for(".builder", forum_id=forum_id, purpose=purpose))
    forum = forum_for(current_actor(), forum_id, _EDIT)
    status = form.again_status if request.method == "POST" else 200
    page = render_template("questionnaires/copy.html", forum=forum, form=form, purpose=kind)
    return page, status


@bp.route("/forums/<forum_id>/desk/questionnaires/<purpose>/preview", methods=["GET", "POST"])
@requires(_EDIT)
def preview(forum_id: str, purpose: str) -> str | Refused:
    """The real page with the real checks; nothing of it is kept."""
    forum = forum_for(current_actor(), forum_id, _EDIT)
    kind = purpose_of(purpose)
    questionnaire = find_questionnaire(forum.id, kind)
    sectors = list_sectors()
    sector = request.args.get("sector") or sectors[0].code
    typed = request.form if request.method == "POST" else None
    form = answers_form(list_asked(questionnaire), sector, typed)
    is_refused = False
    if typed is not None:
        form.take_files(request.files, _looked_at)
        is_refused = not form.validate()
    page = render_template(
        "questionnaires/preview.html",
        forum=forum,
        form=form,
        questionnaire=questionnaire,
        purpose=kind,
        purposes=PURPOSES,
        reason_of=reason_of,
        sectors=sectors,
        sector=sector,
        answers=_in_words(form) if typed is not None and not is_refused else None,
    )
    return page, 422 if is_refused else 200


def _builder_page(
    forum: Forum, purpose: Purpose, introduction: IntroductionForm | None = None
) -> str:
    questionnaire = find_questionnaire(forum.id, purpose)
    questions = list_asked(questionnaire)
    uses = list_uses(forum.id)
    return render_template(
        "questionnaires/builder.html",
        forum=forum,
        purpose=purpose,
        questionnaire=questionnaire,
        questions=questions,
        form=answers_form(questions, None),
        reason_of=reason_of,
        sheets=uses[purpose].sheets if purpose in uses else 0,
        is_asked=questionnaire is not None and round_of(questionnaire, now()) is not None,
        introduction=introduction or _introduction(questionnaire),
        has_sources=bool(_sources(forum)),
        sectors={sector.code: sector.name for sector in list_sectors()},
        today=_today(now()),
        kinds=KINDS,
        purposes=PURPOSES,
        states=STATES,
    )


def _introduction(questionnaire: Questionnaire | None) -> IntroductionForm:
    held = questionnaire.introduction if questionnaire else {}
    return IntroductionForm(formdata=None, data={"introduction": held})


def _sources(forum: Forum) -> list[tuple[str, str]]:
    """Questionnaires of forums that the actor prepares, and what to call them."""
    actor = current_actor()
    return [
        (row.public_id, f"{local_text(row.forum.title)} · {_(PURPOSES[row.purpose][0])}")
        for row in list_copied_from(forum)
        if actor.may(_EDIT, *row.forum.scopes)
    ]


def _looked_at(stream: BinaryIO, name: str) -> dict[str, str]:
    """What a preview does with a file: nothing."""
    del stream
    return {"id": "", "name": name}


def _in_words(form: AnswersForm) -> list[tuple[str, str]]:
    return [(local_text(each.question.label), answer_text(each)) for each in form.answered]


def _today(moment: datetime) -> object:
    return dates.local(moment).date()
