"""Signing up, and the ticket: pages for everybody."""

from dataclasses import replace
from typing import Any, BinaryIO

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.accounts.logic import CONSENTS
from forum.core.actor import Actor, ActorKind
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_organisations, list_sectors
from forum.events.access import forum_for
from forum.events.logic.stages import is_signup_open
from forum.events.models import Forum
from forum.questionnaires.forms.answering import answers_form, reason_of
from forum.questionnaires.logic.kinds import Purpose
from forum.questionnaires.queries import (
    answers_of,
    find_questionnaire,
    list_open,
    open_signup_questions,
)
from forum.questionnaires.service.files import keep_upload
from forum.signups.access import may_check_in, own_signup, ticket_by
from forum.signups.errors import InvitationOver, SignupClosed
from forum.signups.forms.desk import SendForm
from forum.signups.forms.people import SignUpForm, TicketAgainForm, sign_up_form
from forum.signups.forms.place import COMPANION_KINDS, ComerForm, comers_of
from forum.signups.logic.states import SeatMode, SignupState
from forum.signups.models.places import Signup
from forum.signups.ports import polls_waiting_for
from forum.signups.queries.draw import own_key
from forum.signups.queries.line import list_offered_with
from forum.signups.queries.lists import is_unasked
from forum.signups.queries.people import list_tickets_of, newest_ticket, number_in_line, place_of
from forum.signups.queries.respondents import respondent
from forum.signups.queries.seats import list_pools, seats_by_sector
from forum.signups.queries.settings import rules_of
from forum.signups.service.changing import withdraw
from forum.signups.service.signing_up import Outcome, sign_up_again
from forum.signups.service.signing_up import sign_up as give_place
from forum.signups.service.tickets import send_ticket_again
from forum.signups.views.draft import forget_draft, keep_draft, kept_draft
from forum.signups.views.pace import evenly
from forum.signups.views.prospect import (
    forget_invitation,
    kept_invitation,
    kept_invitation_id,
    pool_hints,
    prospect_of,
)
from forum.signups.views.shown import person_name, seats_left, ticket_parts, ticket_secret
from forum.web.guard import current_actor, public
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.session import keep_ticket, opened_tickets, put_tickets_away

bp = Blueprint("signups", __name__, template_folder="../templates")
bp.add_app_template_filter(person_name)

# What the page after sending tells: never whether anything new was made.
_TOLD = "signed_up"
_STEP_LABELS = {
    "you": N_("You"),
    "sector": N_("Sector"),
    "place": N_("Taking part"),
    "questions": N_("Questions"),
    "consents": N_("Consent"),
    "check": N_("Check"),
}


def _is_not_sending() -> bool:
    has_files = any(file.filename for file in request.files.values())
    return request.form.get("go") != "send" and not has_files


@bp.route("/forums/<forum_id>/sign-up", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"], exempt_when=_is_not_sending)
@evenly
def sign_up(forum_id: str) -> str | Response | tuple[str, int]:
    """Ask step by step; what was entered stays with the visitor, so nothing is kept until it is sent."""
    actor = current_actor()
    forum = forum_for(actor, forum_id)
    if place_of(actor, forum) is not None:
        return redirect(url_for(".ticket", forum_id=forum_id))
    is_open = is_signup_open(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now())
    if not is_open and kept_invitation(forum) is None:
        return _page(forum, "closed"), 409 if request.method == "POST" else 200
    if request.method != "POST":
        return _unkept(_asked_step(forum, actor))
    form = _sign_up_form(actor, forum)
    if form.questions is not None:
        form.questions.take_files(request.files, _kept_file)
    go = request.form.get("go", "next")
    step, is_allowed = form.step_after(request.form.get("step", ""), go)
    if not is_allowed:
        return _step_page(forum, form, step), 422
    return _send(forum, form) if go == "send" else _to_step(forum, form, step)


@bp.get("/forums/<forum_id>/sign-up/done")
@public
def done(forum_id: str) -> str | Response:
    """The same page for a known and an unknown address."""
    forum = forum_for(current_actor(), forum_id)
    told = session.get(_TOLD, {})
    if told.get("forum") != forum_id:
        return redirect(url_for(".sign_up", forum_id=forum_id))
    sector = next((s for s in list_sectors() if s.code == told["sector"]), None)
    return _page(forum, "done", told=told, sector=sector)


@bp.get("/t/<token>")
@public
def show_link(token: str) -> Response:
    """Only show a button: link previews fetch every address, and must not use it up."""
    ticket = ticket_by(token)
    is_door = may_check_in(current_actor(), ticket.signup.forum)
    page = render_template(
        "signups/link.html", signup=ticket.signup, token=token, is_door=is_door, form=SendForm()
    )
    return _unseen(make_response(page))


@bp.post("/t/<token>")
@public
@limiter.limit("60 per hour")
def open_ticket(token: str) -> Response:
    """Open the ticket on this device; of one forum a device holds one ticket at a time."""
    ticket = ticket_by(token)
    put_tickets_away(list_tickets_of(ticket.signup.forum_id, opened_tickets()))
    keep_ticket(ticket.id)
    target = url_for(".ticket", forum_id=ticket.signup.forum.public_id)
    return _unseen(redirect(target, code=303))


@bp.get("/forums/<forum_id>/ticket")
@public
def ticket(forum_id: str) -> str | Response:
    """The ticket, for whoever has one here; others are asked for their address."""
    actor = current_actor()
    forum = forum_for(actor, forum_id)
    try:
        signup = own_signup(actor, forum_id, opened_tickets())
    except NotFound:
        return redirect(url_for(".ticket_again", forum_id=forum_id))
    return ticket_page(forum, signup)


@bp.post("/forums/<forum_id>/ticket/withdraw")
@public
def leave(forum_id: str) -> Response:
    with transaction():
        withdraw(forum_id, actor=current_actor(), now=now(), ticket_ids=opened_tickets())
    return redirect(url_for(".ticket", forum_id=forum_id))


@bp.post("/forums/<forum_id>/ticket/sign-up-again")
@public
def come_back(forum_id: str) -> Response:
    form = SendForm()
    form.validate()
    with transaction():
        sign_up_again(
            forum_id, opened_tickets(), form.request_key.data, actor=current_actor(), now=now()
        )
    return redirect(url_for(".ticket", forum_id=forum_id))


@bp.post("/forums/<forum_id>/ticket/put-away")
@public
def put_away(forum_id: str) -> Response:
    """Forget the ticket on this device, so that somebody else can use it."""
    forum = forum_for(current_actor(), forum_id)
    put_tickets_away(list_tickets_of(forum.id, opened_tickets()))
    return redirect(url_for(".sign_up", forum_id=forum_id))


@bp.route("/forums/<forum_id>/ticket/again", methods=["GET", "POST"])
@public
@limiter.limit("30 per hour", methods=["POST"])
@evenly
def ticket_again(forum_id: str) -> str | Response | tuple[str, int]:
    """Send the ticket to its address; the answer is always the same."""
    actor = current_actor()
    forum = forum_for(actor, forum_id)
    form = TicketAgainForm()
    if request.method != "POST":
        return _page(forum, "again", form=form, is_sent="sent" in request.args)
    if not form.validate():
        return _page(forum, "again", form=form, is_sent=False), 422
    with transaction():
        send_ticket_again(
            forum_id,
            form.email.data or "",
            actor=actor,
            request_key=form.request_key.data,
            now=now(),
        )
    return redirect(url_for(".ticket_again", forum_id=forum_id, sent=1))


def _asked_step(forum: Forum, actor: Actor) -> str:
    """The step in the address with what was entered so far; the first one, empty, without that."""
    draft = kept_draft()
    step = request.args.get("step", "")
    if draft is None or not step:
        form = _sign_up_form(actor, forum)
        return _step_page(forum, form, form.steps[0])
    form = _sign_up_form(actor, forum, formdata=draft)
    return _step_page(forum, form, step if step in form.steps else form.steps[0])


def _to_step(forum: Forum, form: SignUpForm, step: str) -> Response:
    """To the page of a step; what is too long to take along is shown at once."""
    here = url_for(".sign_up", forum_id=forum.public_id)
    answer = redirect(url_for(".sign_up", forum_id=forum.public_id, step=step), code=303)
    entered = [*form.carried(""), ("request_key", form.request_key.data)]
    return answer if keep_draft(answer, here, entered) else _unkept(_step_page(forum, form, step))


def _unkept(page: str) -> Response:
    """A page with what somebody enters: no copy of it stays anywhere."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sign_up_form(actor: Actor, forum: Forum, **kw: Any) -> SignUpForm:
    networks, rules = list_networks(current_language()), rules_of(forum.id)
    form = sign_up_form(list_sectors(), networks, rules, list_pools(forum.id), **kw)
    reserved = kept_invitation(forum)
    if reserved is not None:
        form.come_with(reserved.invitation)
    if actor.kind is ActorKind.ACCOUNT:
        form.know()
    questions = open_signup_questions(forum.id)
    if questions:
        entered = kw.get("formdata", request.form)
        form.questions = answers_form(questions, form.sector.data or None, entered)
    return form


def _kept_file(stream: BinaryIO, name: str) -> dict[str, str]:
    with transaction():
        return keep_upload(stream, name, now=now())


def _step_page(forum: Forum, form: SignUpForm, step: str) -> str:
    reserved = kept_invitation(forum)
    told = seats_by_sector(forum.id) if step == "sector" and reserved is None else []
    seats = {row.sector.code: row for row in told}
    is_end, rules = step == "check", rules_of(forum.id)
    return _page(
        forum,
        "sign_up",
        form=form,
        step=step,
        labels=[gettext(_STEP_LABELS[each]) for each in form.steps],
        seats=seats,
        hints={code: seats_left(row) for code, row in seats.items()},
        pool_hints=pool_hints(forum, form) if step == "place" else {},
        reserved=reserved,
        companions=[f"{each.given_name} {each.family_name}" for each in comers_of(form)],
        prospect=prospect_of(forum, form, rules, reserved) if is_end else None,
        organisations=list_organisations(current_language()) if step == "sector" else [],
        consents=CONSENTS,
        reason_of=reason_of,
        **_asked_besides(forum, form, step),
    )


def _asked_besides(forum: Forum, form: SignUpForm, step: str) -> dict[str, object]:
    """The organiser's own questions: what stands before them, and at the end what was answered."""
    if form.questions is None:
        return {"questionnaire": None, "answered": []}
    if step == "check":
        form.questions.validate()
    questionnaire = find_questionnaire(forum.id, Purpose.SIGNUP) if step == "questions" else None
    return {"questionnaire": questionnaire, "answered": form.questions.answered}


def _send(forum: Forum, form: SignUpForm) -> Response | tuple[str, int]:
    try:
        form.request_key.validate(form)
        with transaction():
            outcome = give_place(
                forum.public_id,
                replace(form.applicant, invitation=kept_invitation_id(forum)),
                actor=current_actor(),
                now=now(),
                secret=ticket_secret(),
            )
            told = _told(forum, form, outcome)
            shown = newest_ticket(outcome.signup.id) if outcome.is_shown else None
            ticket_id = shown.id if shown else None
    except SignupClosed:
        return _page(forum_for(current_actor(), forum.public_id), "closed"), 409
    except ForumError as error:
        if isinstance(error, InvitationOver):
            forget_invitation(forum)
        form = _sign_up_form(current_actor(), forum)  # the questions may have changed
        form.refuse(error)
        return _step_page(forum, form, form.step_of(error.field)), form.again_status
    if not outcome.is_shown:
        session[_TOLD] = told
    elif ticket_id is not None and current_actor().kind is not ActorKind.ACCOUNT:
        keep_ticket(ticket_id)
    page = ".ticket" if outcome.is_shown else ".done"
    answer = redirect(url_for(page, forum_id=told["forum"]))
    forget_draft(answer, url_for(".sign_up", forum_id=told["forum"]))
    return answer


def _told(forum: Forum, form: SignUpForm, outcome: Outcome) -> dict[str, object]:
    """What the next page says: nothing in it depends on whether the address was known."""
    return {
        "forum": forum.public_id,
        "standing": outcome.standing.value,
        "number": outcome.number,
        "is_draw": rules_of(forum.id).mode is SeatMode.DRAW,
        "sector": form.sector.data,
        "email": form["email"].data if "email" in form else None,
    }


def ticket_page(forum: Forum, signup: Signup, comer_form: ComerForm | None = None) -> str:
    """The page of a ticket; with a form that was refused, that form."""
    is_open = is_signup_open(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now())
    return _page(
        forum,
        "ticket",
        signup=signup,
        own_draw=own_key(signup.id),
        number=number_in_line(signup),
        together=len(list_offered_with(signup)),
        may_leave=signup.check_in is None and now() < forum.ends_at,
        may_return=is_open and signup.state is SignupState.WITHDRAWN,
        answered=answers_of(forum.id, respondent(signup).key),
        questionnaires=list_open(forum, respondent(signup).key, now()),
        polls=polls_waiting_for.only(signup.id),
        form=SendForm(),
        comer_form=comer_form or ComerForm(),
        companion_kinds=COMPANION_KINDS,
        rules=rules_of(forum.id),
        is_unasked=is_unasked(signup),
        consents=CONSENTS,
        **ticket_parts(signup),
    )


def _page(forum: Forum, name: str, **facts: object) -> str:
    return render_template(f"signups/{name}.html", forum=forum, **facts)


def _unseen(response: Response) -> Response:
    """Nothing of a ticket's link stays behind: no path in referrers, no copy, no search engine."""
    # The host alone, never the path: over HTTPS a form sent without any referrer is refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
