"""Invitations: the page behind an invitation's link, and the organiser's list of them."""

from datetime import time, timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.access import invitation_by
from forum.signups.errors import InvitationOver
from forum.signups.forms.desk import SendForm
from forum.signups.forms.seats import InvitationForm
from forum.signups.logic.states import InvitationState
from forum.signups.logic.tickets import invitation_token
from forum.signups.models.seats import Invitation
from forum.signups.queries.coordinators import find_coordinator
from forum.signups.queries.invitations import invited, list_invitations
from forum.signups.queries.people import place_of
from forum.signups.queries.seats import list_pools
from forum.signups.service.invitations import (
    InvitationPlan,
    claim_invitation,
    decline_invitation,
    invite,
    revoke_invitation,
)
from forum.signups.views.prospect import keep_invitation
from forum.signups.views.shown import desk_page, may, person_name, ticket_secret
from forum.web.forms import moment_of
from forum.web.guard import current_actor, public, requires
from forum.web.limits import limiter
from forum.web.links import absolute_url
from forum.web.locale import current_language
from forum.web.problems import sentence_of
from forum.web.session import opened_tickets
from forum.web.tabs import Tab

bp = Blueprint("invitations", __name__, template_folder="../templates")

DESK_TABS = (
    Tab(
        "invitations",
        N_("Invitations"),
        "invitations.invitations",
        may(Permission.SIGNUP_MANAGE),
        under="signups",
    ),
)

STATES = {
    InvitationState.OPEN: (N_("Open"), "open"),
    InvitationState.USED: (N_("Used"), "agree"),
    InvitationState.DECLINED: (N_("Declined"), "quiet"),
    InvitationState.REVOKED: (N_("Revoked"), "quiet"),
    InvitationState.EXPIRED: (N_("Expired"), "quiet"),
}


@bp.get("/i/<token>")
@public
def show(token: str) -> Response:
    """Only show buttons: link previews fetch every address, and must use nothing up."""
    invitation = invitation_by(token)
    page = render_template(
        "signups/invitation.html",
        forum=invitation.forum,
        shown=invited(invitation, now()),
        is_open=invited(invitation, now()).state is InvitationState.OPEN,
        token=token,
        turn=place_of(current_actor(), invitation.forum),
        form=SendForm(),
    )
    return _unseen(make_response(page))


@bp.post("/i/<token>/accept")
@public
@limiter.limit("60 per hour")
def accept(token: str) -> Response:
    """On to the sign-up form; whoever has a place already takes the seat with one press."""
    actor, invitation = current_actor(), invitation_by(token)
    forum_id = invitation.forum.public_id
    if place_of(actor, invitation.forum) is None:
        keep_invitation(invitation)
        return _unseen(redirect(url_for("signups.sign_up", forum_id=forum_id), code=303))
    try:
        with transaction():
            claim_invitation(token, actor=actor, now=now(), ticket_ids=opened_tickets())
    except InvitationOver as error:
        flash(sentence_of(error), "warning")
    return _unseen(redirect(url_for("signups.ticket", forum_id=forum_id), code=303))


@bp.post("/i/<token>/decline")
@public
@limiter.limit("60 per hour")
def decline(token: str) -> Response:
    with transaction():
        decline_invitation(token, actor=current_actor(), now=now())
    return _unseen(redirect(url_for(".show", token=token), code=303))


@bp.route("/forums/<forum_id>/desk/invitations", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def invitations(forum_id: str) -> str | Response | tuple[str, int]:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = _form(forum)
    if request.method != "POST":
        return _list_page(forum, form)
    if not form.validate():
        return _list_page(forum, form), form.again_status
    try:
        with transaction():
            made = invite(forum_id, _plan(form), actor=actor, now=now(), secret=ticket_secret())
            is_sent = bool(made.email)
    except ForumError as error:
        form.refuse(error)
        again = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
        return _list_page(again, form), form.again_status
    told, untold = _("The invitation is on its way."), _("Pass on the link below.")
    flash(told if is_sent else untold)
    return redirect(url_for(".invitations", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/invitations/<invitation_id>/revoke")
@requires(Permission.SIGNUP_MANAGE)
def revoke(forum_id: str, invitation_id: str) -> Response:
    with transaction():
        revoke_invitation(forum_id, invitation_id, actor=current_actor(), now=now())
    flash(_("The invitation is revoked; its free seats go to others."))
    return redirect(url_for(".invitations", forum_id=forum_id))


def _form(forum: Forum) -> InvitationForm:
    until = min(now() + timedelta(days=14), forum.starts_at - timedelta(days=1))
    return InvitationForm(
        list_sectors(),
        list_networks(current_language()),
        list_pools(forum.id),
        data={
            "expires_on": until.date(),
            "language": current_language(),
            "seats": 1,
            **_asked(forum),
        },
    )


def _asked(forum: Forum) -> dict[str, object]:
    """What the page that led here says of whom to invite; a coordinator by the person's id."""
    seats = request.args.get("seats", 1, type=int)
    asked: dict[str, object] = {name: request.args.get(name, "") for name in ("sector", "network")}
    asked["seats"] = min(max(seats, 1), 1000)
    person = find_coordinator(forum, request.args.get("coordinator", ""), now())
    if person is not None:
        asked |= {"recipient": person_name(person), "email": person.email or ""}
    return asked


def _plan(form: InvitationForm) -> InvitationPlan:
    day = form.expires_on.data or now().date()
    return InvitationPlan(
        recipient=form.recipient.data,
        seats=form.seats.data or 1,
        expires_at=moment_of(day, time()) + timedelta(days=1),
        language=form.language.data,
        email=form.email.data,
        sector=form.sector.data or None,
        network=form.network.data or None,
        pool=form["pool"].data if "pool" in form else None,
        note=form.note.data or "",
    )


def _list_page(forum: Forum, form: InvitationForm) -> str:
    return desk_page(
        forum,
        "invitations",
        form=form,
        rows=list_invitations(forum.id, now()),
        states=STATES,
        link_of=_link_of,
        send_form=SendForm(),
    )


def _link_of(invitation: Invitation) -> str:
    """The link that opens the form, for handing on by other means than a letter."""
    token = invitation_token(ticket_secret(), invitation.serial)
    return absolute_url("invitations.show", token=token)


def _unseen(response: Response) -> Response:
    """Nothing of an invitation's link stays behind: no path in referrers, no copy, no search engine."""
    # The host alone, never the path: over HTTPS a form sent without any referrer is refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
