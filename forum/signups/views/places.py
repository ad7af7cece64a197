"""What somebody does with their own place: accept an offered seat, bring somebody along."""

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.signups.access import own_signup
from forum.signups.errors import OfferOver
from forum.signups.forms.place import ComerForm, LeaveBehindForm
from forum.signups.service.companions import add_companion, remove_companion
from forum.signups.service.lists import agree_to_sign_up
from forum.signups.service.offers import accept_offer
from forum.signups.views.public import ticket_page
from forum.web.guard import current_actor, public
from forum.web.problems import sentence_of
from forum.web.session import opened_tickets

bp = Blueprint("places", __name__, template_folder="../templates")


@bp.post("/forums/<forum_id>/ticket/accept")
@public
def accept(forum_id: str) -> Response:
    """Take the seat that is offered; whoever comes too late is told so."""
    try:
        with transaction():
            accept_offer(forum_id, actor=current_actor(), now=now(), ticket_ids=opened_tickets())
    except OfferOver as error:
        flash(sentence_of(error), "warning")
    else:
        flash(_("The seat is yours."))
    return _to_ticket(forum_id)


@bp.post("/forums/<forum_id>/ticket/agree")
@public
def agree(forum_id: str) -> Response:
    """Say yes to what an organiser did for them: whoever came from a list was not asked before."""
    with transaction():
        agree_to_sign_up(forum_id, opened_tickets(), actor=current_actor(), now=now())
    flash(_("Thank you. Your consent is recorded."))
    return _to_ticket(forum_id)


@bp.post("/forums/<forum_id>/ticket/companions")
@public
def bring(forum_id: str) -> Response | tuple[str, int]:
    """Bring somebody along."""
    actor, tickets = current_actor(), opened_tickets()
    form = ComerForm()
    if form.validate():
        try:
            with transaction():
                add_companion(forum_id, form.comer, actor=actor, now=now(), ticket_ids=tickets)
        except ForumError as error:
            form.refuse(error)
        else:
            flash(_("They have a seat or a place in line with you."))
            return _to_ticket(forum_id)
    signup = own_signup(actor, forum_id, tickets)
    return ticket_page(forum_for(actor, forum_id), signup, form), form.again_status


@bp.post("/forums/<forum_id>/ticket/companions/remove")
@public
def leave_behind(forum_id: str) -> Response:
    """Come without somebody after all."""
    chosen = LeaveBehindForm().companion.data or ""
    if not chosen.isdecimal():
        raise NotFound
    with transaction():
        remove_companion(
            forum_id, int(chosen), actor=current_actor(), now=now(), ticket_ids=opened_tickets()
        )
    return _to_ticket(forum_id)


def _to_ticket(forum_id: str) -> Response:
    return redirect(url_for("signups.ticket", forum_id=forum_id))
