"""Helping somebody who has neither e-mail nor telephone."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_organisations, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.access import helped_signup
from forum.signups.forms.people import AssistForm
from forum.signups.queries.people import (
    number_in_line,
)
from forum.signups.queries.seats import seats_by_sector
from forum.signups.service.signing_up import assist_sign_up
from forum.signups.views.shown import (
    desk_page,
    may,
    ticket_parts,
    ticket_secret,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.tabs import Tab

bp = Blueprint("assist", __name__, template_folder="../templates")


DESK_TABS = (
    Tab(
        "assist",
        N_("Help somebody"),
        "assist.assist",
        may(Permission.SIGNUP_ASSIST),
        under="signups",
    ),
)


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
    return desk_page(
        signup.forum,
        "printed_ticket",
        signup=signup,
        number=number_in_line(signup),
        **ticket_parts(signup),
    )


def _assist_page(forum: Forum, form: AssistForm) -> str:
    return desk_page(
        forum,
        "assist",
        form=form,
        organisations=list_organisations(current_language()),
        seats=seats_by_sector(forum.id),
    )
