"""Filling in a questionnaire: for whoever has a place at the forum."""

from typing import BinaryIO

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.transaction import transaction
from forum.questionnaires.access import OpenSheet, sheet_for
from forum.questionnaires.forms.answering import AnswersForm, answers_form, reason_of
from forum.questionnaires.logic.kinds import Purpose, Round
from forum.questionnaires.queries import find_sheet, list_asked, values_of
from forum.questionnaires.service.answers import send_sheet
from forum.questionnaires.service.files import keep_upload
from forum.questionnaires.views.shown import PURPOSES, answer_text, purpose_of
from forum.web.guard import current_actor, signed_in
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.problems import sentence_of, status_of

bp = Blueprint("questionnaires", __name__, template_folder="../templates")
bp.add_app_template_filter(answer_text)


@bp.get("/forums/<forum_id>/questionnaires/<purpose>")
@signed_in
def questionnaire(forum_id: str, purpose: str) -> str:
    """The questions, with what was answered before; or that they are not asked now."""
    shown = sheet_for(current_actor(), forum_id, purpose_of(purpose), now=now())
    return _page(shown, _form(shown, is_sent=False))


@bp.post("/forums/<forum_id>/questionnaires/<purpose>")
@signed_in
@limiter.limit("60 per hour")
def send(forum_id: str, purpose: str) -> Response | tuple[str, int]:
    kind = purpose_of(purpose)
    shown = sheet_for(current_actor(), forum_id, kind, now=now())
    form = _form(shown, is_sent=True)
    form.take_files(request.files, kept_file)
    if not form.validate():
        return _page(shown, form), 422
    try:
        with transaction():
            send_sheet(
                forum_id,
                kind,
                form.answers,
                taken_off=form.taken_off,
                language=current_language(),
                actor=current_actor(),
                now=now(),
            )
    except NotFound:
        raise
    except ForumError as error:
        again = sheet_for(current_actor(), forum_id, kind, now=now())
        form = _form(again, is_sent=True)
        form.form_errors.append(sentence_of(error))
        return _page(again, form), status_of(error)
    flash(_("Thank you. Your answers are kept."))
    if kind is Purpose.SIGNUP:
        return redirect(url_for("signups.ticket", forum_id=forum_id))
    return redirect(url_for(".questionnaire", forum_id=forum_id, purpose=purpose))


def kept_file(stream: BinaryIO, name: str) -> dict[str, str]:
    """Store a file somebody sends along."""
    with transaction():
        return keep_upload(stream, name, now=now())


def _form(shown: OpenSheet, *, is_sent: bool) -> AnswersForm:
    sheet = find_sheet(shown.questionnaire.id, shown.round or Round.ONCE, shown.respondent.key)
    return answers_form(
        list_asked(shown.questionnaire),
        shown.respondent.group,
        request.form if is_sent else None,
        given=values_of(sheet) if sheet else {},
    )


def _page(shown: OpenSheet, form: AnswersForm) -> str:
    sheet = find_sheet(shown.questionnaire.id, shown.round or Round.ONCE, shown.respondent.key)
    return render_template(
        "questionnaires/answering.html",
        forum=shown.questionnaire.forum,
        questionnaire=shown.questionnaire,
        form=form,
        round=shown.round,
        sheet=sheet,
        purposes=PURPOSES,
        reason_of=reason_of,
    )
