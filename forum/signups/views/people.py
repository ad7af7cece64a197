"""The organiser's desk: who has signed up."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.logic import CONSENTS, Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import INSTALLATION, Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.documents.spreadsheet import csv_bytes, xlsx_bytes
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.questionnaires.queries import answer_table, answers_of, has_sensitive_questions
from forum.signups.access import signup_for
from forum.signups.forms.desk import ExportForm, SectorForm, SendForm
from forum.signups.models.places import Signup
from forum.signups.queries.people import (
    count_present,
    count_signups,
    list_alike,
    list_given_consents,
    list_signups,
    number_in_line,
)
from forum.signups.queries.respondents import respondent
from forum.signups.queries.seats import find_pool, seats_by_sector
from forum.signups.service.changing import cancel_signup, change_sector
from forum.signups.service.export import export_signups
from forum.signups.service.tickets import resend_ticket
from forum.signups.views.filters import filters_of
from forum.signups.views.shown import (
    CHANNELS,
    CHECK_IN_CHANNELS,
    EXPORT_HEADER,
    STATES,
    answer_cell,
    desk_page,
    export_row,
    may,
    wanted_people,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import local_text
from forum.web.paging import page_of
from forum.web.tabs import Tab

bp = Blueprint("signup_desk", __name__, template_folder="../templates")


DESK_TABS = (Tab("signups", N_("Sign-ups"), "signup_desk.signups", may(Permission.SIGNUP_LIST)),)


@bp.get("/forums/<forum_id>/desk/signups")
@requires(Permission.SIGNUP_LIST)
def signups(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_LIST)
    wanted = wanted_people()
    page = page_of(
        lambda: count_signups(forum.id, wanted),
        lambda limit, offset: list_signups(forum.id, wanted, limit, offset),
    )
    people = [signup.person_id for signup in page.rows]
    tell_opened(people, Opened.LIST, forum.scope, actor=current_actor())
    return render_template(
        "signups/desk/signups.html",
        forum=forum,
        seats=seats_by_sector(forum.id),
        pool=find_pool(forum.id),
        present=count_present(forum.id),
        wanted=wanted,
        states=STATES,
        page=page,
        filters=filters_of(forum, wanted),
    )


@bp.get("/forums/<forum_id>/desk/signups/<signup_id>")
@requires(Permission.SIGNUP_LIST)
def person(forum_id: str, signup_id: str) -> str:
    signup = signup_for(current_actor(), forum_id, signup_id, Permission.SIGNUP_LIST)
    scope = signup.forum.scope
    tell_opened([signup.person_id], Opened.PERSON, scope, actor=current_actor())
    return _person_page(signup, _sector_form(signup))


@bp.post("/forums/<forum_id>/desk/signups/<signup_id>/sector")
@requires(Permission.SIGNUP_MANAGE)
def move(forum_id: str, signup_id: str) -> BaseResponse | tuple[str, int]:
    actor = current_actor()
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE)
    form = _sector_form(signup)
    if not form.validate():
        return _person_page(signup, form), 422
    try:
        with transaction():
            change_sector(forum_id, signup_id, form.sector.data, actor=actor, now=now())
    except ForumError as error:
        form.refuse(error)
        again = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE)
        return _person_page(again, form), 422
    flash(_("The sector was changed."))
    return _to_person(forum_id, signup_id)


@bp.post("/forums/<forum_id>/desk/signups/<signup_id>/cancel")
@requires(Permission.SIGNUP_MANAGE)
def cancel(forum_id: str, signup_id: str) -> BaseResponse:
    with transaction():
        cancel_signup(forum_id, signup_id, actor=current_actor(), now=now())
    flash(_("The sign-up was cancelled."))
    return _to_person(forum_id, signup_id)


@bp.post("/forums/<forum_id>/desk/signups/<signup_id>/send-ticket")
@requires(Permission.SIGNUP_MANAGE)
def resend(forum_id: str, signup_id: str) -> BaseResponse:
    form = SendForm()
    form.validate()
    with transaction():
        signup = signup_for(current_actor(), forum_id, signup_id, Permission.SIGNUP_MANAGE)
        is_sent = resend_ticket(signup, request_key=form.request_key.data, now=now())
    sent, refused = (
        _("The ticket is on its way."),
        _("Not sent: three letters have gone to this address within the hour."),
    )
    flash(sent if is_sent else refused)
    return _to_person(forum_id, signup_id)


@bp.route("/forums/<forum_id>/desk/signups/export", methods=["GET", "POST"])
@requires(Permission.SIGNUP_EXPORT)
def export(forum_id: str) -> str | Response | tuple[str, int]:
    """Personal data leaves the house: only with a reason, and written down."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_EXPORT)
    form = ExportForm()
    if not has_sensitive_questions(forum.id):
        del form.with_sensitive
    if request.method != "POST":
        return desk_page(forum, "export", form=form)
    if not form.validate():
        return desk_page(forum, "export", form=form), 422
    with_sensitive = "with_sensitive" in form and form["with_sensitive"].data
    with transaction():
        rows = export_signups(
            forum_id, form.reason.data, actor=actor, now=now(), with_sensitive=with_sensitive
        )
        header, table = _table(forum, rows, with_sensitive=with_sensitive)
    return _file(forum, form.layout.data, header, table)


def _person_page(signup: Signup, form: SectorForm) -> str:
    return desk_page(
        signup.forum,
        "person",
        signup=signup,
        number=number_in_line(signup),
        alike=list_alike(signup),
        given=list_given_consents(signup),
        answered=answers_of(signup.forum_id, respondent(signup).key),
        consents=CONSENTS,
        states=STATES,
        channels=CHANNELS,
        check_in_channels=CHECK_IN_CHANNELS,
        sector_form=form,
        send_form=SendForm(),
        may_erase=current_actor().may(Permission.PERSON_MANAGE, INSTALLATION),
    )


def _sector_form(signup: Signup) -> SectorForm:
    return SectorForm(list_sectors(), data={"sector": signup.sector.code})


def _to_person(forum_id: str, signup_id: str) -> BaseResponse:
    return redirect(url_for(".person", forum_id=forum_id, signup_id=signup_id))


def _table(
    forum: Forum, rows: list[Signup], *, with_sensitive: bool
) -> tuple[list[str], list[list[str]]]:
    """The list's header and lines, with a column for each of the organiser's questions."""
    keys = [respondent(signup).key for signup in rows]
    questions, given = answer_table(forum.id, keys, with_sensitive=with_sensitive)
    header = [_(title) for title in EXPORT_HEADER]
    header += [local_text(question.label) for question in questions]
    table = [
        export_row(signup) + [answer_cell(question, values) for question in questions]
        for signup, values in zip(rows, given, strict=True)
    ]
    return header, table


def _file(forum: Forum, layout: str, header: list[str], table: list[list[str]]) -> Response:
    if layout == "csv":
        content, kind = csv_bytes(header, table), "text/csv"
    else:
        content = xlsx_bytes(local_text(forum.title), header, table)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    disposition = f'attachment; filename="signups-{forum.public_id}.{layout}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)
