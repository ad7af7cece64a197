"""Materials at the desk: links and files to read beforehand."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.errors import MoveNotPossible
from forum.events.forms import EmptyForm, FileForm, LinkForm
from forum.events.logic.agenda import Direction
from forum.events.queries import agenda_of, list_materials
from forum.events.service.materials import add_file, add_link, move_material, remove_material
from forum.web.guard import current_actor, requires
from forum.web.locale import local_text
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("materials", __name__)

DESK_TABS = (Tab("materials", N_("Materials"), "materials.desk", under="agenda"),)
_HERE = "/forums/<forum_id>/desk/materials"
Page = str | Response | tuple[str, int]


@bp.get(_HERE)
@requires(Permission.FORUM_READ_DRAFT)
def desk(forum_id: str) -> Page:
    return _page(
        forum_id, LinkForm(formdata=None, prefix="link-"), FileForm(formdata=None, prefix="file-")
    )


@bp.post(f"{_HERE}/links")
@requires(Permission.FORUM_EDIT)
def add_a_link(forum_id: str) -> Page:
    form = LinkForm(prefix="link-")
    _offer_items(forum_id, form)
    if form.validate():
        made = save(
            form,
            lambda: add_link(
                forum_id, form.plan(), form.request_key.data, actor=current_actor(), now=now()
            ),
        )
        if made is not None:
            flash(_("The link is added."))
            return redirect(url_for(".desk", forum_id=forum_id))
    return _page(forum_id, form, FileForm(formdata=None, prefix="file-")), 422


@bp.post(f"{_HERE}/files")
@requires(Permission.FORUM_EDIT)
def add_a_file(forum_id: str) -> Page:
    form = FileForm(prefix="file-")
    _offer_items(forum_id, form)
    if form.validate():
        upload = form.file.data
        made = save(
            form,
            lambda: add_file(
                forum_id,
                form.plan(),
                upload.stream,
                upload.filename or "",
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("The file is added."))
            return redirect(url_for(".desk", forum_id=forum_id))
    return _page(forum_id, LinkForm(formdata=None, prefix="link-"), form), 422


@bp.post(f"{_HERE}/<material_id>/move/<direction>")
@requires(Permission.FORUM_EDIT)
def move(forum_id: str, material_id: str, direction: str) -> Response:
    if direction not in {Direction.UP, Direction.DOWN}:
        raise NotFound
    try:
        with transaction():
            move_material(
                forum_id, material_id, Direction(direction), actor=current_actor(), now=now()
            )
    except MoveNotPossible:
        flash(_("This item cannot be moved further in that direction."), "info")
    return redirect(url_for(".desk", forum_id=forum_id, _anchor=f"material-{material_id}"))


@bp.post(f"{_HERE}/<material_id>/remove")
@requires(Permission.FORUM_EDIT)
def remove(forum_id: str, material_id: str) -> Response:
    with transaction():
        remove_material(forum_id, material_id, actor=current_actor(), now=now())
    flash(_("The material is removed."))
    return redirect(url_for(".desk", forum_id=forum_id))


def _offer_items(forum_id: str, *forms: LinkForm | FileForm) -> None:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_READ_DRAFT)
    agenda = agenda_of(forum)
    items = [
        SelectChoice(
            agenda.items[slot.id].public_id,
            f"{slot.number} {local_text(agenda.items[slot.id].title)}",
        )
        for slot in agenda.slots
    ]
    for form in forms:
        form.item.choices = [SelectChoice("", _("For the whole forum")), *items]


def _page(forum_id: str, link_form: LinkForm, file_form: FileForm) -> str:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.FORUM_READ_DRAFT)
    _offer_items(forum_id, link_form, file_form)
    return render_template(
        "events/desk_materials.html",
        forum=forum,
        materials=list_materials(forum),
        link_form=link_form,
        file_form=file_form,
        form=EmptyForm(formdata=None),
        may_edit=actor.may(Permission.FORUM_EDIT, *forum.scopes),
    )
