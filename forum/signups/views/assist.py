"""Helping somebody who has neither e-mail nor telephone: at the desk, and on paper."""

from typing import BinaryIO

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.logic import CONSENTS, Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_organisations, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.questionnaires.forms.answering import answer_words, answers_form, reason_of
from forum.questionnaires.queries import open_signup_questions
from forum.questionnaires.service.files import keep_upload
from forum.signups.access import helped_signup
from forum.signups.forms.people import AssistForm, assist_form
from forum.signups.forms.place import GENDERS, pool_name
from forum.signups.queries.helped import count_helped, list_helped
from forum.signups.queries.people import number_in_line
from forum.signups.queries.seats import list_pools, seats_by_sector
from forum.signups.queries.settings import rules_of
from forum.signups.service.signing_up import assist_sign_up
from forum.signups.views.shown import (
    STATES,
    desk_page,
    may,
    qr_svg,
    ticket_parts,
    ticket_secret,
)
from forum.web.guard import current_actor, requires
from forum.web.links import absolute_url
from forum.web.locale import current_language
from forum.web.paging import page_of
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
    form = _assist_form(forum)
    if request.method != "POST":
        return _assist_page(forum, form)
    if form.questions is not None:
        form.questions.take_files(request.files, _kept_file)
    are_answered = form.questions is None or form.questions.validate()
    if not form.validate() or not are_answered:
        return _assist_page(forum, form), 422
    try:
        with transaction():
            outcome = assist_sign_up(
                forum_id, form.applicant, actor=actor, now=now(), secret=ticket_secret()
            )
            signup_id = outcome.signup.public_id
    except ForumError as error:
        again = forum_for(actor, forum_id, Permission.SIGNUP_ASSIST)
        form = _assist_form(again)  # the questions may have changed
        form.refuse(error)
        return _assist_page(again, form), 422
    return redirect(url_for(".printed_ticket", forum_id=forum_id, signup_id=signup_id))


@bp.get("/forums/<forum_id>/desk/assist/helped")
@requires(Permission.SIGNUP_ASSIST)
def helped(forum_id: str) -> str:
    """Whom the actor has signed up for this forum, to print their tickets again."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_ASSIST)
    page = page_of(
        lambda: count_helped(forum.id, actor.account_id),
        lambda limit, offset: list_helped(forum.id, actor.account_id, limit, offset),
    )
    people = [signup.person_id for signup in page.rows]
    tell_opened(people, Opened.LIST, forum.scope, actor=actor)
    return desk_page(forum, "helped", page=page, states=STATES)


@bp.get("/forums/<forum_id>/desk/assist/paper")
@requires(Permission.SIGNUP_ASSIST)
def paper(forum_id: str) -> str:
    """An empty form to print, to be filled in by hand and typed in later."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_ASSIST)
    link = absolute_url("signups.sign_up", forum_id=forum.public_id, lang=current_language())
    pools = list_pools(forum.id)
    return desk_page(
        forum,
        "paper",
        sectors=list_sectors(),
        networks=list_networks(current_language()),
        pools=pools if len(pools) > 1 else [],
        rules=rules_of(forum.id),
        genders=GENDERS,
        pool_name=pool_name,
        questions=open_signup_questions(forum.id),
        answer_words=answer_words,
        consents=CONSENTS.values(),
        link=link,
        qr=qr_svg(link),
    )


@bp.get("/forums/<forum_id>/desk/assist/<signup_id>")
@requires(Permission.SIGNUP_ASSIST)
def printed_ticket(forum_id: str, signup_id: str) -> str:
    """The ticket of somebody who was helped, to print and hand over."""
    signup = helped_signup(current_actor(), forum_id, signup_id)
    scope = signup.forum.scope
    tell_opened([signup.person_id], Opened.TICKET, scope, actor=current_actor())
    return desk_page(
        signup.forum,
        "printed_ticket",
        signup=signup,
        number=number_in_line(signup),
        **ticket_parts(signup),
    )


def _assist_form(forum: Forum) -> AssistForm:
    form = assist_form(
        list_sectors(),
        list_networks(current_language()),
        rules_of(forum.id),
        list_pools(forum.id),
        data={"speaks": current_language()},
    )
    questions = open_signup_questions(forum.id)
    if questions:
        form.questions = answers_form(questions, form.sector.data or None, request.form)
    return form


def _kept_file(stream: BinaryIO, name: str) -> dict[str, str]:
    with transaction():
        return keep_upload(stream, name, now=now())


def _assist_page(forum: Forum, form: AssistForm) -> str:
    return desk_page(
        forum,
        "assist",
        form=form,
        reason_of=reason_of,
        helped=count_helped(forum.id, current_actor().account_id),
        organisations=list_organisations(current_language()),
        seats=seats_by_sector(forum.id),
    )
