"""What somebody does with their own place: accept an offer, bring somebody along, put it right."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_organisations, list_sectors
from forum.events.access import forum_for
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.queries import list_open
from forum.signups.access import own_signup
from forum.signups.errors import OfferOver
from forum.signups.forms.correcting import OwnPlaceForm
from forum.signups.forms.place import ComerForm, LeaveBehindForm
from forum.signups.logic.states import ACTIVE
from forum.signups.models.places import Signup
from forum.signups.queries.respondents import respondent
from forum.signups.service.companions import add_companion, remove_companion
from forum.signups.service.correcting import correct_own_place, may_move_oneself
from forum.signups.service.lists import agree_to_sign_up
from forum.signups.service.offers import accept_offer
from forum.signups.views.public import ticket_page
from forum.web.guard import current_actor, public
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.problems import sentence_of
from forum.web.saving import save
from forum.web.session import opened_tickets

bp = Blueprint("places", __name__, template_folder="../templates")


@bp.post("/forums/<forum_id>/ticket/accept")
@public
def accept(forum_id: str) -> Response:
    """Take the seat that is offered; whoever comes too late is told so."""
    try:
        with transaction():
            seated = accept_offer(
                forum_id, actor=current_actor(), now=now(), ticket_ids=opened_tickets()
            )
            number = len(seated)
    except OfferOver as error:
        flash(sentence_of(error), "warning")
    else:
        is_alone = number == 1
        flash(_("The seat is yours.") if is_alone else _("The seats of your group are yours."))
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


@bp.route("/forums/<forum_id>/ticket/correct", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def correct(forum_id: str) -> str | Response | tuple[str, int]:
    """Put right what one said when signing up."""
    actor, tickets = current_actor(), opened_tickets()
    signup = own_signup(actor, forum_id, tickets)
    if signup.state not in ACTIVE:
        return _to_ticket(forum_id)
    form = _own_form(signup)
    if request.method != "POST":
        return _correct_page(signup, form)
    is_kept = form.validate() and save(
        form,
        lambda: correct_own_place(
            forum_id, form.said_by(signup), actor=actor, now=now(), ticket_ids=tickets
        ),
    )
    if not is_kept:
        return _correct_page(own_signup(actor, forum_id, tickets), form), form.again_status
    flash(_("Put right."))
    return _to_ticket(forum_id)


def _own_form(signup: Signup) -> OwnPlaceForm:
    may_move = may_move_oneself(signup, now())
    return OwnPlaceForm(
        signup, list_sectors(), list_networks(current_language()), may_move=may_move
    )


def _correct_page(signup: Signup, form: OwnPlaceForm) -> str:
    return render_template(
        "signups/correct.html",
        forum=signup.forum,
        signup=signup,
        form=form,
        organisations=list_organisations(current_language()),
        questions=[
            each
            for each in list_open(signup.forum, respondent(signup).key, now())
            if each.purpose is Purpose.SIGNUP
        ],
    )


def _to_ticket(forum_id: str) -> Response:
    return redirect(url_for("signups.ticket", forum_id=forum_id))
