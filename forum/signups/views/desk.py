"""The organiser's desk: who has signed up, seats, the door."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.logic import CONSENTS
from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_organisations, list_sectors
from forum.documents.spreadsheet import csv_bytes, xlsx_bytes
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.ports import Check
from forum.language import dates
from forum.language.sorting import sort_key
from forum.signups.access import helped_signup, signup_for
from forum.signups.forms import (
    AssistForm,
    CodeForm,
    ExportForm,
    SeatsForm,
    SectorForm,
    SendForm,
    seats_form,
)
from forum.signups.logic import CheckInChannel, SignupState
from forum.signups.models import Signup
from forum.signups.queries.people import (
    Wanted,
    count_present,
    count_signups,
    find_by_code,
    list_alike,
    list_given_consents,
    list_signups,
    number_in_line,
)
from forum.signups.queries.seats import find_pool, seats_by_sector
from forum.signups.service.changing import cancel_signup, change_sector
from forum.signups.service.export import export_signups
from forum.signups.service.presence import Arrival, check_in
from forum.signups.service.seats import set_seats
from forum.signups.service.signing_up import assist_sign_up
from forum.signups.service.tickets import resend_ticket
from forum.signups.views.shown import (
    CHANNELS,
    CHECK_IN_CHANNELS,
    EXPORT_HEADER,
    STATES,
    export_row,
    person_name,
    ticket_parts,
    ticket_secret,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text
from forum.web.paging import page_of
from forum.web.problems import sentence_of
from forum.web.tabs import Tab

bp = Blueprint("signup_desk", __name__, template_folder="../templates")


def _may(permission: Permission) -> Any:
    return lambda forum, actor: actor.may(permission, *forum.scopes)


DESK_TABS = (
    Tab("signups", N_("Sign-ups"), "signup_desk.signups", _may(Permission.SIGNUP_LIST)),
    Tab("seats", N_("Seats"), "signup_desk.seats", _may(Permission.SIGNUP_MANAGE)),
    Tab("check-in", N_("Check-in"), "signup_desk.check_in_page", _may(Permission.CHECK_IN_RECORD)),
    Tab("assist", N_("Help somebody"), "signup_desk.assist", _may(Permission.SIGNUP_ASSIST)),
)


def checks(forum_id: int) -> tuple[Check, ...]:
    """What sign-ups want ready before a forum opens (fills `events.readiness`)."""
    has_seats = find_pool(forum_id) is not None
    return (
        Check(N_("Seats for the sectors are set"), has_seats, "signup_desk.seats", is_needed=False),
    )


@bp.get("/forums/<forum_id>/desk/signups")
@requires(Permission.SIGNUP_LIST)
def signups(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_LIST)
    wanted = _wanted()
    return render_template(
        "signups/desk/signups.html",
        forum=forum,
        seats=seats_by_sector(forum.id),
        pool=find_pool(forum.id),
        present=count_present(forum.id),
        wanted=wanted,
        states=STATES,
        page=page_of(
            lambda: count_signups(forum.id, wanted),
            lambda limit, offset: list_signups(forum.id, wanted, limit, offset),
        ),
    )


@bp.get("/forums/<forum_id>/desk/signups/<signup_id>")
@requires(Permission.SIGNUP_LIST)
def person(forum_id: str, signup_id: str) -> str:
    signup = signup_for(current_actor(), forum_id, signup_id, Permission.SIGNUP_LIST)
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
    if request.method != "POST":
        return _desk_page(forum, "export", form=form)
    if not form.validate():
        return _desk_page(forum, "export", form=form), 422
    with transaction():
        rows = export_signups(forum_id, form.reason.data, actor=actor, now=now())
        table = [export_row(signup) for signup in rows]
    return _file(forum, form.layout.data, table)


@bp.route("/forums/<forum_id>/desk/seats", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def seats(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = _seats_form(forum)
    if request.method != "POST":
        return _seats_page(forum, form)
    if not form.validate():
        return _seats_page(forum, form), 422
    try:
        with transaction():
            promoted = set_seats(
                forum_id,
                form.capacity.data or 0,
                form.maxima,
                minima=form.minima,
                actor=actor,
                now=now(),
            )
            number = len(promoted)
    except ForumError as error:
        form.refuse(error)
        return _seats_page(forum_for(actor, forum_id, Permission.SIGNUP_MANAGE), form), 422
    flash(
        _("The seats are set.")
        if not number
        else _("The seats are set. From the waiting list %(number)s moved up.", number=number)
    )
    return redirect(url_for(".seats", forum_id=forum_id))


@bp.route("/forums/<forum_id>/desk/assist", methods=["GET", "POST"])
@requires(Permission.SIGNUP_ASSIST)
def assist(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    """Sign up somebody who has neither e-mail nor telephone, then print the ticket."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_ASSIST)
    form = AssistForm(list_sectors(), list_networks(current_language()))
    if request.method != "POST":
        return _assist_page(forum, form)
    if not form.validate():
        return _assist_page(forum, form), 422
    try:
        with transaction():
            outcome = assist_sign_up(
                forum_id, form.applicant, actor=actor, now=now(), secret=ticket_secret()
            )
            signup_id = outcome.signup.public_id
    except ForumError as error:
        form.refuse(error)
        again = forum_for(actor, forum_id, Permission.SIGNUP_ASSIST)
        return _assist_page(again, form), 422
    return redirect(url_for(".printed_ticket", forum_id=forum_id, signup_id=signup_id))


@bp.get("/forums/<forum_id>/desk/assist/<signup_id>")
@requires(Permission.SIGNUP_ASSIST)
def printed_ticket(forum_id: str, signup_id: str) -> str:
    """The ticket of somebody who was helped, to print and hand over."""
    signup = helped_signup(current_actor(), forum_id, signup_id)
    return _desk_page(
        signup.forum,
        "printed_ticket",
        signup=signup,
        number=number_in_line(signup),
        **ticket_parts(signup),
    )


@bp.get("/forums/<forum_id>/desk/check-in")
@requires(Permission.CHECK_IN_RECORD)
def check_in_page(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    return _door_page(forum, CodeForm())


@bp.post("/forums/<forum_id>/desk/check-in")
@requires(Permission.CHECK_IN_RECORD)
def check_in_code(forum_id: str) -> BaseResponse | tuple[str, int]:
    """Check in whoever's ticket shows the code typed."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD)
    form = CodeForm()
    found = find_by_code(forum.id, form.code.data or "") if form.validate() else None
    if found is None:
        form.code.errors = [_("No ticket of this forum has this code.")]
        return _door_page(forum, form), 422
    return _check_in(forum_id, found.public_id, CheckInChannel.TICKET, actor)


@bp.post("/forums/<forum_id>/desk/check-in/<signup_id>")
@requires(Permission.CHECK_IN_RECORD)
def check_in_one(forum_id: str, signup_id: str) -> BaseResponse:
    is_ticket = request.form.get("channel") == CheckInChannel.TICKET
    channel = CheckInChannel.TICKET if is_ticket else CheckInChannel.HELPER
    return _check_in(forum_id, signup_id, channel, current_actor())


def _check_in(forum_id: str, signup_id: str, channel: CheckInChannel, actor: Actor) -> BaseResponse:
    try:
        with transaction():
            arrival = check_in(forum_id, signup_id, channel, actor=actor, now=now())
            flash(_arrival_words(arrival))
    except ForumError as error:
        flash(sentence_of(error))
    words = request.form.get("words", "")
    target = url_for(".check_in_page", forum_id=forum_id, words=words or None)
    return redirect(target, code=303)


def _arrival_words(arrival: Arrival) -> str:
    name = person_name(arrival.signup.person)
    if arrival.is_first:
        return str(_("%(name)s is checked in.", name=name))
    return str(
        _(
            "%(name)s was checked in already, at %(time)s. Please look whether the ticket is theirs.",
            name=name,
            time=dates.format_time(dates.local(arrival.at).time(), current_language()),
        )
    )


def _wanted(*, only_active: bool = False) -> Wanted:
    state = request.args.get("state", "")
    return Wanted(
        words=request.args.get("words", "")[:200],
        sector=request.args.get("sector", ""),
        state=SignupState(state) if state in set(SignupState) else None,
        only_active=only_active,
    )


def _person_page(signup: Signup, form: SectorForm) -> str:
    return _desk_page(
        signup.forum,
        "person",
        signup=signup,
        number=number_in_line(signup),
        alike=list_alike(signup),
        given=list_given_consents(signup),
        consents=CONSENTS,
        states=STATES,
        channels=CHANNELS,
        check_in_channels=CHECK_IN_CHANNELS,
        sector_form=form,
        send_form=SendForm(),
    )


def _sector_form(signup: Signup) -> SectorForm:
    return SectorForm(list_sectors(), data={"sector": signup.sector.code})


def _seats_form(forum: Forum) -> SeatsForm:
    pool = find_pool(forum.id)
    known: dict[str, object] = {"capacity": pool.capacity if pool else None}
    for quota in pool.quotas if pool else ():
        known[f"most_{quota.value}"] = quota.maximum
        known[f"kept_{quota.value}"] = quota.minimum or None
    return seats_form(list_sectors(), **known)


def _seats_page(forum: Forum, form: SeatsForm) -> str:
    return _desk_page(forum, "seats", form=form, seats=seats_by_sector(forum.id))


def _assist_page(forum: Forum, form: AssistForm) -> str:
    return _desk_page(
        forum,
        "assist",
        form=form,
        organisations=list_organisations(current_language()),
        seats=seats_by_sector(forum.id),
    )


def _door_page(forum: Forum, form: CodeForm) -> str:
    wanted = _wanted(only_active=True)
    return _desk_page(
        forum,
        "check_in",
        form=form,
        one=SendForm(),
        wanted=wanted,
        present=count_present(forum.id),
        total=count_signups(forum.id, Wanted(state=SignupState.SEATED)),
        page=page_of(
            lambda: count_signups(forum.id, wanted),
            lambda limit, offset: _by_name(forum, wanted)[offset : offset + limit],
        ),
    )


def _by_name(forum: Forum, wanted: Wanted) -> list[Signup]:
    """As in a dictionary, which no database sorts alike: a forum's people are some hundreds."""
    found = list_signups(forum.id, wanted)
    return sorted(
        found,
        key=lambda each: (sort_key(each.person.given_name), sort_key(each.person.family_name)),
    )


def _desk_page(forum: Forum, name: str, **facts: object) -> str:
    return render_template(f"signups/desk/{name}.html", forum=forum, **facts)


def _to_person(forum_id: str, signup_id: str) -> BaseResponse:
    return redirect(url_for(".person", forum_id=forum_id, signup_id=signup_id))


def _file(forum: Forum, layout: str, table: list[list[str]]) -> Response:
    header = [_(title) for title in EXPORT_HEADER]
    if layout == "csv":
        content, kind = csv_bytes(header, table), "text/csv"
    else:
        content = xlsx_bytes(local_text(forum.title), header, table)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    disposition = f'attachment; filename="signups-{forum.public_id}.{layout}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)
