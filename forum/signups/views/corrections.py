"""The organiser's desk: putting somebody's data right at their request."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.directory.queries import list_networks, list_sectors
from forum.signups.access import signup_for
from forum.signups.forms.correcting import PersonOfPlaceForm
from forum.signups.models.places import Signup
from forum.signups.service.correcting import correct_person, is_correctable
from forum.signups.views.shown import desk_page, ticket_secret
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.saving import save

bp = Blueprint("corrections", __name__, template_folder="../templates")


@bp.route("/forums/<forum_id>/desk/signups/<signup_id>/correct", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def correct(forum_id: str, signup_id: str) -> str | Response | tuple[str, int]:
    actor = current_actor()
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE)
    if signup.person.erased_at is not None:
        raise NotFound
    with_person = is_correctable(signup, actor)
    form = PersonOfPlaceForm(
        signup, list_sectors(), list_networks(current_language()), with_person=with_person
    )
    if request.method != "POST":
        tell_opened([signup.person_id], Opened.PERSON, signup.forum.scope, actor=actor)
        return _page(signup, form)
    is_kept = form.validate() and save(form, lambda: _keep(forum_id, signup, form))
    if not is_kept:
        again = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE)
        return _page(again, form), form.again_status
    flash(_("Put right."))
    return redirect(url_for("signup_desk.person", forum_id=forum_id, signup_id=signup_id))


def _keep(forum_id: str, signup: Signup, form: PersonOfPlaceForm) -> Signup:
    corrected, email = form.corrected(signup)
    return correct_person(
        forum_id,
        signup.public_id,
        corrected,
        form.said_by(signup),
        email=email,
        actor=current_actor(),
        now=now(),
        secret=ticket_secret(),
    )


def _page(signup: Signup, form: PersonOfPlaceForm) -> str:
    return desk_page(signup.forum, "correct", signup=signup, form=form)
