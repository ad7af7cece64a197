"""Making and changing programmes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.permissions import INSTALLATION, Permission
from forum.directory.queries import list_organisations
from forum.events.access import programme_for
from forum.events.forms import ProgrammeForm
from forum.events.models import Programme
from forum.events.queries import list_ids_below, list_programmes_for
from forum.events.service.programmes import (
    create_programme,
    edit_programme,
    plan_of,
    version_of,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language, local_text
from forum.web.saving import save

bp = Blueprint("programmes", __name__)


@bp.route("/desk/programmes/new", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def create() -> str | Response | tuple[str, int]:
    form = ProgrammeForm(data={"parent": request.args.get("parent")})
    _offer(form, None)
    if form.validate_on_submit():
        made = save(
            form,
            lambda: create_programme(
                form.plan(), form.request_key.data, actor=current_actor(), now=now()
            ),
        )
        if made is not None:
            flash(_("The programme is kept."))
            return redirect(url_for("events.programme", programme_id=made.public_id))
    return _page(form, None)


@bp.route("/programmes/<programme_id>/edit", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_EDIT)
def edit(programme_id: str) -> str | Response | tuple[str, int]:
    programme = programme_for(current_actor(), programme_id, Permission.PROGRAMME_EDIT)
    form = ProgrammeForm(data={**vars(plan_of(programme)), "version": version_of(programme)})
    _offer(form, programme)
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: edit_programme(
                programme_id, form.plan(), form.version.data, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("The changes are saved."))
            return redirect(url_for("events.programme", programme_id=programme_id))
        form.version.data = version_of(programme)
    return _page(form, programme)


def _offer(form: ProgrammeForm, programme: Programme | None) -> None:
    """Parents the actor may choose (the present one always), and all organisations."""
    actor = current_actor()
    below = set(list_ids_below(programme)) if programme else set()
    parents = [
        p for p in list_programmes_for(actor, Permission.PROGRAMME_EDIT) if p.id not in below
    ]
    if programme is not None and programme.parent is not None and programme.parent not in parents:
        parents.append(programme.parent)
    may_stand_alone = actor.may(Permission.PROGRAMME_CREATE, INSTALLATION)
    is_alone = programme is not None and programme.parent is None
    nothing = (
        [SelectChoice("", _("Nothing: it stands by itself"))] if may_stand_alone or is_alone else []
    )
    if not nothing and not parents:
        raise NotFound
    form.parent.choices = nothing + [
        SelectChoice(p.public_id, local_text(p.title)) for p in parents
    ]
    bodies = list_organisations(current_language(), limit=2000)
    form.organisation.choices = [
        SelectChoice("", _("Not said")),
        *(SelectChoice(body.public_id, local_text(body.name)) for body in bodies),
    ]


def _page(form: ProgrammeForm, programme: Programme | None) -> str | tuple[str, int]:
    page = render_template("events/programme_form.html", form=form, programme=programme)
    return (page, 422) if form.is_submitted() else page
