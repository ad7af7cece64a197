"""Building the agenda at the desk: parts and items."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for, item_for, part_for
from forum.events.errors import MoveNotPossible
from forum.events.forms import EmptyForm, ItemForm, PartForm, part_data
from forum.events.logic.agenda import Direction
from forum.events.models import Forum
from forum.events.queries import Agenda, agenda_of, list_parts
from forum.events.service.agenda import (
    add_item,
    add_part,
    edit_item,
    edit_part,
    item_plan,
    item_version,
    move_item,
    part_plan,
    part_version,
    remove_item,
    remove_part,
)
from forum.events.views.overruns import overrun_sentences
from forum.events.views.shown import PART_KINDS
from forum.language.dates import local
from forum.web.forms import BaseForm
from forum.web.guard import current_actor, requires
from forum.web.locale import local_text
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("agenda", __name__)

DESK_TABS = (Tab("agenda", N_("Agenda"), "agenda.desk"),)
_HERE = "/forums/<forum_id>/desk/agenda"
Page = str | Response | tuple[str, int]


@bp.get(_HERE)
@requires(Permission.FORUM_READ_DRAFT)
def desk(forum_id: str) -> str:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.FORUM_READ_DRAFT)
    agenda = agenda_of(forum)
    return render_template(
        "events/desk_agenda.html",
        forum=forum,
        agenda=agenda,
        below=_count_below(agenda),
        warnings=overrun_sentences(agenda),
        part_kinds=PART_KINDS,
        form=EmptyForm(),
        may_edit=actor.may(Permission.FORUM_EDIT, *forum.scopes),
        moved=request.args.get("moved", ""),
    )


@bp.route(f"{_HERE}/items/new", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def new_item(forum_id: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_EDIT)
    below = request.args.get("below", "")
    parent = item_for(current_actor(), forum_id, below) if below else None
    form = ItemForm(data={"part": request.args.get("part", "")})
    _offer_parts(form, forum)
    if form.validate_on_submit():
        made = save(
            form,
            lambda: add_item(
                forum_id, form.plan(below), form.request_key.data, actor=current_actor(), now=now()
            ),
        )
        if made is not None:
            flash(_("The item is on the agenda."))
            return _back(forum_id, made.public_id)
    return _page("events/item_form.html", form, forum=forum, parent=parent, item=None)


@bp.route(f"{_HERE}/items/<item_id>", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def item(forum_id: str, item_id: str) -> Page:
    row = item_for(current_actor(), forum_id, item_id, Permission.FORUM_EDIT)
    form = ItemForm(data={**vars(item_plan(row)), "version": item_version(row)})
    _offer_parts(form, row.forum)
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: edit_item(
                forum_id, item_id, form.plan(), form.version.data, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("The changes are saved."))
            return _back(forum_id, item_id)
        form.version.data = item_version(row)
    return _page("events/item_form.html", form, forum=row.forum, parent=row.parent, item=row)


@bp.post(f"{_HERE}/items/<item_id>/move/<direction>")
@requires(Permission.FORUM_EDIT)
def move(forum_id: str, item_id: str, direction: str) -> Response:
    """At the edge nothing happens: the button was there because a colleague moved things, too."""
    if direction not in set(Direction):
        raise NotFound
    try:
        with transaction():
            move_item(forum_id, item_id, Direction(direction), actor=current_actor(), now=now())
    except MoveNotPossible:
        flash(_("This item cannot be moved further in that direction."), "info")
    return _back(forum_id, item_id)


@bp.post(f"{_HERE}/items/<item_id>/remove")
@requires(Permission.FORUM_EDIT)
def drop_item(forum_id: str, item_id: str) -> Response:
    expected = request.form.get("below", 0, type=int)
    with transaction():
        remove_item(forum_id, item_id, expected, actor=current_actor(), now=now())
    flash(_("The item is off the agenda."))
    return _back(forum_id)


@bp.route(f"{_HERE}/parts/new", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def new_part(forum_id: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_EDIT)
    form = PartForm(data=_next_part(forum))
    if form.validate_on_submit():
        made = save(
            form,
            lambda: add_part(
                forum_id, form.plan(), form.request_key.data, actor=current_actor(), now=now()
            ),
        )
        if made is not None:
            flash(_("The part is kept. Now its items."))
            return _back(forum_id)
    return _page("events/part_form.html", form, forum=forum, part=None)


@bp.route(f"{_HERE}/parts/<part_id>", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def part(forum_id: str, part_id: str) -> Page:
    row = part_for(current_actor(), forum_id, part_id, Permission.FORUM_EDIT)
    form = PartForm(data={**part_data(part_plan(row)), "version": part_version(row)})
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: edit_part(
                forum_id, part_id, form.plan(), form.version.data, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("The changes are saved."))
            return _back(forum_id)
        form.version.data = part_version(row)
    return _page("events/part_form.html", form, forum=row.forum, part=row)


@bp.post(f"{_HERE}/parts/<part_id>/remove")
@requires(Permission.FORUM_EDIT)
def drop_part(forum_id: str, part_id: str) -> Response:
    with transaction():
        remove_part(forum_id, part_id, actor=current_actor(), now=now())
    flash(_("The part is removed. Its items are still on the agenda."))
    return _back(forum_id)


def _next_part(forum: Forum) -> dict[str, object]:
    """A new part most likely follows the last one."""
    parts = list_parts(forum)
    start = local(max((part.ends_at for part in parts), default=forum.starts_at))
    return {"day": start.date(), "starts_time": start.time()}


def _offer_parts(form: ItemForm, forum: Forum) -> None:
    parts = [SelectChoice(part.public_id, local_text(part.title)) for part in list_parts(forum)]
    form.part.choices = [SelectChoice("", _("No part")), *parts]


def _count_below(agenda: Agenda) -> dict[int, int]:
    """How many items stand below each one, at any depth."""
    counts = dict.fromkeys(agenda.items, 0)
    for row in agenda.items.values():
        seen, above = {row.id}, row.parent_id
        while above in counts and above not in seen:
            seen.add(above)
            counts[above] += 1
            above = agenda.items[above].parent_id
    return counts


def _back(forum_id: str, item_id: str | None = None) -> Response:
    """The agenda again, at the item that was touched, so that the keyboard goes on from there."""
    anchor = f"item-{item_id}" if item_id else None
    return redirect(url_for(".desk", forum_id=forum_id, moved=item_id, _anchor=anchor))


def _page(template: str, form: BaseForm, **context: object) -> str | tuple[str, int]:
    page = render_template(template, form=form, **context)
    return (page, 422) if form.is_submitted() else page
