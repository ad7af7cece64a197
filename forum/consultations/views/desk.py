"""The organiser's desk: making a consultation, sorting its statements, opening and closing it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.consultations.access import consultation_for, statement_for
from forum.consultations.forms import ConsultationForm, StatementForm
from forum.consultations.logic.states import ConsultationState, StatementState
from forum.consultations.models import Consultation, Statement
from forum.consultations.queries import (
    count_respondents,
    count_statements,
    list_consultations,
    list_statements,
    tallies_of,
)
from forum.consultations.service.desk import (
    add_statement,
    close_consultation,
    create_consultation,
    edit_consultation,
    edit_statement,
    hide_statement,
    move_statement,
    open_consultation,
    show_statement,
)
from forum.consultations.views.public import STATES
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text
from forum.web.problems import sentence_of
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("consultations_desk", __name__, template_folder="../templates")

_EDIT = Permission.CONSULTATION_EDIT
DESK_TABS = (
    Tab(
        "consultation",
        N_("Consultation"),
        "consultations_desk.consultations",
        lambda forum, actor: actor.may(_EDIT, *forum.scopes),
    ),
)

Refused = tuple[str, int]


@bp.get("/forums/<forum_id>/desk/consultations")
@requires(_EDIT)
def consultations(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    rows = list_consultations(forum, with_drafts=True)
    return render_template(
        "consultations/desk_list.html",
        forum=forum,
        rows=rows,
        statements=count_statements(rows),
        respondents=count_respondents(rows),
        states=STATES,
    )


@bp.get("/forums/<forum_id>/desk/consultations/new")
@requires(_EDIT)
def new(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    return _form_page(forum, _form(forum))


@bp.post("/forums/<forum_id>/desk/consultations/new")
@requires(_EDIT)
def create(forum_id: str) -> Response | Refused:
    forum = forum_for(current_actor(), forum_id, _EDIT)
    form = _form(forum)
    if form.validate():
        made = save(
            form,
            lambda: create_consultation(
                forum_id,
                form.title.data,
                form.description.data,
                item_id=form.item.data or None,
                request_key=form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("The consultation is drafted. Add statements, then open it."))
            return redirect(url_for(".consultation", consultation_id=made.public_id))
    return _form_page(forum_for(current_actor(), forum_id, _EDIT), form), form.again_status


@bp.get("/consultations/<consultation_id>/desk")
@requires(_EDIT)
def consultation(consultation_id: str) -> str:
    return _desk_page(consultation_for(current_actor(), consultation_id, _EDIT), StatementForm())


@bp.get("/consultations/<consultation_id>/edit")
@requires(_EDIT)
def edit(consultation_id: str) -> str:
    shown = consultation_for(current_actor(), consultation_id, _EDIT)
    return _form_page(shown.forum, _form(shown.forum, shown), shown)


@bp.post("/consultations/<consultation_id>/edit")
@requires(_EDIT)
def save_edit(consultation_id: str) -> Response | Refused:
    shown = consultation_for(current_actor(), consultation_id, _EDIT)
    form = _form(shown.forum)
    if form.validate() and save(
        form,
        lambda: edit_consultation(
            consultation_id,
            form.title.data,
            form.description.data,
            item_id=form.item.data or None,
            actor=current_actor(),
            now=now(),
        ),
    ):
        flash(_("Saved."))
        return redirect(url_for(".consultation", consultation_id=consultation_id))
    shown = consultation_for(current_actor(), consultation_id, _EDIT)
    return _form_page(shown.forum, form, shown), form.again_status


@bp.post("/consultations/<consultation_id>/statements")
@requires(_EDIT)
def add(consultation_id: str) -> Response | Refused:
    form = StatementForm()
    if form.validate() and save(
        form,
        lambda: add_statement(
            consultation_id,
            form.text.data,
            language=current_language(),
            request_key=form.request_key.data,
            actor=current_actor(),
            now=now(),
        ),
    ):
        flash(_("The statement was added."))
        return redirect(url_for(".consultation", consultation_id=consultation_id, _anchor="add"))
    shown = consultation_for(current_actor(), consultation_id, _EDIT)
    return _desk_page(shown, form), form.again_status


@bp.get("/statements/<statement_id>/edit")
@requires(_EDIT)
def ask_statement(statement_id: str) -> str:
    statement = statement_for(current_actor(), statement_id, _EDIT)
    return _statement_page(statement, StatementForm(text=statement.text))


@bp.post("/statements/<statement_id>/edit")
@requires(_EDIT)
def save_statement(statement_id: str) -> Response | Refused:
    form = StatementForm()
    if form.validate() and save(
        form,
        lambda: edit_statement(statement_id, form.text.data, actor=current_actor(), now=now()),
    ):
        flash(_("Saved."))
        return redirect(_desk_of(statement_id))
    statement = statement_for(current_actor(), statement_id, _EDIT)
    return _statement_page(statement, form), form.again_status


@bp.post("/statements/<statement_id>/show")
@requires(_EDIT)
def show(statement_id: str) -> Response:
    with transaction():
        show_statement(statement_id, actor=current_actor(), now=now())
    flash(_("The statement is put to the participants."))
    return redirect(_desk_of(statement_id))


@bp.post("/statements/<statement_id>/hide")
@requires(_EDIT)
def hide(statement_id: str) -> Response:
    with transaction():
        hide_statement(statement_id, actor=current_actor(), now=now())
    flash(_("The statement is hidden. You can show it again."))
    return redirect(_desk_of(statement_id))


@bp.post("/statements/<statement_id>/up")
@requires(_EDIT)
def move_up(statement_id: str) -> Response:
    return _moved(statement_id, -1)


@bp.post("/statements/<statement_id>/down")
@requires(_EDIT)
def move_down(statement_id: str) -> Response:
    return _moved(statement_id, 1)


@bp.post("/consultations/<consultation_id>/open")
@requires(_EDIT)
def open_(consultation_id: str) -> Response:
    sentence = _("The consultation is open. Participants can answer now.")
    return _turned(consultation_id, open_consultation, sentence)


@bp.post("/consultations/<consultation_id>/close")
@requires(_EDIT)
def close(consultation_id: str) -> Response:
    sentence = _("The consultation is closed. Everybody can see the counts.")
    return _turned(consultation_id, close_consultation, sentence)


def _turned(consultation_id: str, turn: Callable[..., Consultation], sentence: str) -> Response:
    """Open or close; a refusal is said on the desk's page, where it can be mended."""
    try:
        with transaction():
            turn(consultation_id, actor=current_actor(), now=now())
    except ForumError as error:
        consultation_for(current_actor(), consultation_id, _EDIT)  # an outsider learns nothing
        flash(sentence_of(error), "error")
    else:
        flash(sentence)
    return redirect(url_for(".consultation", consultation_id=consultation_id))


def _moved(statement_id: str, step: int) -> Response:
    with transaction():
        move_statement(statement_id, step, actor=current_actor(), now=now())
    return redirect(_desk_of(statement_id))


def _desk_of(statement_id: str) -> str:
    statement = statement_for(current_actor(), statement_id, _EDIT)
    return url_for(
        ".consultation",
        consultation_id=statement.consultation.public_id,
        _anchor=f"statement-{statement_id}",
    )


def _form(forum: Forum, shown: Consultation | None = None) -> ConsultationForm:
    """The form, filled from a consultation when it is to be changed."""
    filled = (
        {
            "title": shown.title,
            "description": shown.description,
            "item": shown.item.public_id if shown.item else "",
        }
        if shown
        else {}
    )
    form = ConsultationForm(data=filled)
    form.offer([(item.public_id, local_text(item.title)) for item in forum.items])
    return form


def _form_page(forum: Forum, form: ConsultationForm, shown: Consultation | None = None) -> str:
    return render_template(
        "consultations/desk_form.html", forum=forum, form=form, consultation=shown
    )


def _desk_page(shown: Consultation, form: StatementForm) -> str:
    statements = list_statements(shown)
    # What waits for a decision stands first.
    statements.sort(key=lambda each: each.state is not StatementState.PROPOSED)
    return render_template(
        "consultations/desk.html",
        forum=shown.forum,
        consultation=shown,
        form=form,
        statements=statements,
        tallies=tallies_of(statements),
        waiting=sum(each.state is StatementState.PROPOSED for each in statements),
        respondents=count_respondents([shown])[shown.id],
        is_draft=shown.state is ConsultationState.DRAFTED,
        states=STATES,
    )


def _statement_page(statement: Statement, form: StatementForm) -> str:
    return render_template(
        "consultations/desk_statement.html",
        forum=statement.consultation.forum,
        consultation=statement.consultation,
        statement=statement,
        form=form,
    )
