"""Who prepares and runs a forum or a programme: inviting by mail, taking roles back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.accounts.forms import InviteForm
from forum.accounts.letters import ROLE_NAMES
from forum.accounts.queries import list_grants
from forum.accounts.service.roles import invite, take_role
from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission, Role, Scope
from forum.core.transaction import transaction
from forum.events.access import forum_for, programme_for
from forum.events.models import Forum, Programme
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("team", __name__)


def _may_invite(forum: Forum, actor: Actor) -> bool:
    return actor.may(Permission.GRANT_GIVE, *forum.scopes)


DESK_TABS = (Tab("team", N_("Team"), "team.forum", is_shown=_may_invite),)
_ROLES = (Role.ORGANISER, Role.FACILITATOR, Role.RAPPORTEUR, Role.COORDINATOR)
Page = str | Response | tuple[str, int]


@bp.route("/forums/<forum_id>/desk/team", methods=["GET", "POST"])
@requires(Permission.GRANT_GIVE)
def forum(forum_id: str) -> Page:
    row = forum_for(current_actor(), forum_id, Permission.GRANT_GIVE)
    here = url_for(".forum", forum_id=forum_id)
    return _team(row, here, "events/desk_team.html", forum=row)


@bp.post("/forums/<forum_id>/desk/team/<int:grant_id>/remove")
@requires(Permission.GRANT_GIVE)
def leave_forum(forum_id: str, grant_id: int) -> Response:
    row = forum_for(current_actor(), forum_id, Permission.GRANT_GIVE)
    return _take(grant_id, row.scopes, url_for(".forum", forum_id=forum_id))


@bp.route("/programmes/<programme_id>/team", methods=["GET", "POST"])
@requires(Permission.GRANT_GIVE)
def programme(programme_id: str) -> Page:
    row = programme_for(current_actor(), programme_id, Permission.GRANT_GIVE)
    here = url_for(".programme", programme_id=programme_id)
    return _team(row, here, "events/programme_team.html", programme=row)


@bp.post("/programmes/<programme_id>/team/<int:grant_id>/remove")
@requires(Permission.GRANT_GIVE)
def leave_programme(programme_id: str, grant_id: int) -> Response:
    row = programme_for(current_actor(), programme_id, Permission.GRANT_GIVE)
    return _take(grant_id, row.scopes, url_for(".programme", programme_id=programme_id))


def _team(row: Forum | Programme, here: str, template: str, **context: Any) -> Page:
    form = InviteForm()
    # Whoever administers, administers everything: that role is given on a page of its own.
    form.role.choices = [SelectChoice(role, _(ROLE_NAMES[role])) for role in _ROLES]
    scopes = row.scopes
    if form.validate_on_submit() and _invited(form, scopes):
        flash(_("%(name)s was invited by mail.", name=form.given_name.data))
        return redirect(here)
    page = render_template(
        template,
        form=form,
        grants=list_grants(scopes[0]),
        role_names=ROLE_NAMES,
        own=current_actor().id,
        remove_url=_remove_url(row),
        **context,
    )
    return (page, 422) if form.is_submitted() else page


def _invited(form: InviteForm, scopes: tuple[Scope, ...]) -> bool:
    grant = save(
        form,
        lambda: invite(
            form.email.data,
            form.given_name.data,
            form.family_name.data,
            form.role.data,
            scopes,
            actor=current_actor(),
            now=now(),
            language=current_language(),
        ),
    )
    return grant is not None


def _take(grant_id: int, scopes: tuple[Scope, ...], here: str) -> Response:
    with transaction():
        take_role(grant_id, scopes, actor=current_actor(), now=now())
    flash(_("The role was taken back."))
    return redirect(here)


def _remove_url(row: Forum | Programme) -> Any:
    if isinstance(row, Forum):
        return lambda grant: url_for(".leave_forum", forum_id=row.public_id, grant_id=grant.id)
    return lambda grant: url_for(".leave_programme", programme_id=row.public_id, grant_id=grant.id)
