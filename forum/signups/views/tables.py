"""Tables: adding and naming them, and who sits at which."""

from collections import defaultdict
from functools import partial

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_, localised
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.documents.prints.sheets import table_lists
from forum.events.access import forum_for
from forum.events.forms import EmptyForm, TableForm, TablesForm
from forum.events.models import Block, Forum
from forum.events.queries import find_table, list_tables
from forum.events.service.tables import add_tables, remove_table, rename_table
from forum.signups.logic.prints import Print, Who
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.people import find_place
from forum.signups.queries.tables import list_seated
from forum.signups.service.prints import take_names
from forum.signups.service.tables import mix_tables, seat_at
from forum.signups.views.print_parts import tables_sheet_of
from forum.signups.views.prints import pdf_file
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("tables", __name__, template_folder="../templates")

Page = str | BaseResponse | tuple[str, int]
_HERE = "/forums/<forum_id>/desk/tables"

DESK_TABS = (
    Tab("tables", N_("Tables"), "tables.desk", may(Permission.CHECK_IN_RECORD), under="signups"),
)


@bp.get(_HERE)
@requires(Permission.CHECK_IN_RECORD)
def desk(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    return _tables_page(forum, TablesForm(data={"name": {"th": "โต๊ะ", "en": "Table"}}))


@bp.post(_HERE)
@requires(Permission.FLOOR_RUN)
def add(forum_id: str) -> Page:
    form = TablesForm()
    if form.validate():
        made = save(
            form,
            lambda: add_tables(
                forum_id,
                form.number.data or 0,
                form.name.data,
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("The tables are added."))
            return redirect(url_for(".desk", forum_id=forum_id))
    forum = forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    return _tables_page(forum, form), form.again_status


@bp.route(f"{_HERE}/<table_id>", methods=["GET", "POST"])
@requires(Permission.FLOOR_RUN)
def table(forum_id: str, table_id: str) -> Page:
    """One table: its name, and taking it away."""
    forum = forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    row = find_table(forum.id, table_id)
    if row is None:
        raise NotFound
    form = TableForm(data={"name": row.name})
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: rename_table(
                forum_id, table_id, form.name.data, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("The table is renamed."))
            return redirect(url_for(".desk", forum_id=forum_id))
    page = desk_page(forum, "table", table=row, form=form, button=EmptyForm())
    return (page, form.again_status) if form.is_submitted() else page


@bp.post(f"{_HERE}/<table_id>/remove")
@requires(Permission.FLOOR_RUN)
def remove(forum_id: str, table_id: str) -> BaseResponse:
    with transaction():
        remove_table(forum_id, table_id, actor=current_actor(), now=now())
    flash(_("The table is taken away."))
    return redirect(url_for(".desk", forum_id=forum_id))


@bp.post(f"{_HERE}/mix")
@requires(Permission.FLOOR_RUN)
def mix(forum_id: str) -> BaseResponse:
    with transaction():
        people = mix_tables(forum_id, actor=current_actor(), now=now())
    flash(_("%(people)s people have a table now, the sectors spread.", people=people))
    return redirect(url_for(".desk", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/signups/<signup_id>/table")
@requires(Permission.CHECK_IN_RECORD)
def seat(forum_id: str, signup_id: str) -> BaseResponse:
    """Seat somebody, from the list at the door or from their page."""
    chosen = request.form.get("table", "")
    with transaction():
        seat_at(forum_id, signup_id, chosen or None, actor=current_actor(), now=now())
    flash(_("The table is noted."))
    if request.form.get("from") == "person":
        return redirect(url_for("signup_desk.person", forum_id=forum_id, signup_id=signup_id))
    words = request.form.get("words") or None
    return redirect(url_for("door.check_in_page", forum_id=forum_id, words=words))


@bp.post(f"{_HERE}/print")
@requires(Permission.SIGNUP_EXPORT)
def print_lists(forum_id: str) -> Response:
    """The list of each table, as PDF."""
    with transaction():
        people = take_names(forum_id, Print.TABLES, Who.SEATED, actor=current_actor(), now=now())
        forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_EXPORT)
        sheet = tables_sheet_of(forum, list_tables(forum.id), people, current_language())
        paper = partial(table_lists, sheet)
    return pdf_file(paper(), f"tables-{forum_id}")


@bp.app_template_global()
def tables_of(forum: Forum) -> list[Block]:
    """For lists of people: the forum's tables."""
    return list_tables(forum.id)


@bp.app_template_global()
def own_table(forum: Forum, actor: Actor) -> str:
    """The name of the table at which the reader sits; empty for whoever sits at none."""
    place = actor.place_in(forum.id)
    signup = find_place(place.signup_id) if place is not None else None
    if signup is None or signup.block is None or signup.state is not SignupState.SEATED:
        return ""
    return localised(signup.block.name, current_language())


def _tables_page(forum: Forum, form: TablesForm) -> str:
    signups = list_seated(forum.id)
    sitting: dict[int | None, list[Signup]] = defaultdict(list)
    for signup in signups:
        sitting[signup.block_id].append(signup)
    actor = current_actor()
    return desk_page(
        forum,
        "tables",
        form=form,
        button=EmptyForm(),
        tables=list_tables(forum.id),
        sitting=sitting,
        seated=len(signups),
        may_run=actor.may(Permission.FLOOR_RUN, *forum.scopes),
        may_print=actor.may(Permission.SIGNUP_EXPORT, *forum.scopes),
        may_list=actor.may(Permission.SIGNUP_LIST, *forum.scopes),
    )
