"""The rapporteur's desk: compose, check, certify, correct; and drafts to take away."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.minutes.access import minutes_for
from forum.minutes.forms import CertifyForm
from forum.minutes.logic import phrases
from forum.minutes.logic.documents import Signatory
from forum.minutes.models import Minutes
from forum.minutes.queries import find_minutes
from forum.minutes.service.composing import compose_minutes
from forum.minutes.service.life import (
    begin_correction,
    certify_minutes,
    check_minutes,
    document_in,
)
from forum.minutes.service.writing import use_thai_digits
from forum.minutes.views.files import file_response
from forum.minutes.views.sheet import desk_page, warnings_of
from forum.signups.queries.reminders import list_to_thank
from forum.web.guard import current_actor, requires
from forum.web.problems import sentence_of, status_of
from forum.web.tabs import Tab

bp = Blueprint("minutes_desk", __name__, url_prefix="/forums/<forum_id>/desk/minutes")

_READ = Permission.MINUTES_READ_DRAFT


def _may_read(forum: Forum, actor: Actor) -> bool:
    return actor.may(_READ, *forum.scopes)


DESK_TABS = (Tab("minutes", N_("Minutes"), "minutes_desk.show", is_shown=_may_read),)


@bp.get("")
@requires(_READ)
def show(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, _READ)
    minutes = find_minutes(forum.id)
    if minutes is None:
        may_edit = current_actor().may(Permission.MINUTES_EDIT, *forum.scopes)
        return render_template("minutes/begin.html", forum=forum, may_edit=may_edit)
    return desk_page(minutes)


@bp.post("/compose")
@requires(Permission.MINUTES_EDIT)
def compose(forum_id: str) -> Answer:
    return _done(forum_id, compose_minutes, _say_changes)


@bp.post("/digits")
@requires(Permission.MINUTES_EDIT)
def digits(forum_id: str) -> Answer:
    wanted = request.form.get("thai") == "1"
    return _done(
        forum_id,
        lambda id_, **by: use_thai_digits(id_, wanted, **by),
        lambda _m: _("Thai digits are used.") if wanted else _("Arabic digits are used."),
    )


@bp.post("/check")
@requires(Permission.MINUTES_EDIT)
def check(forum_id: str) -> Answer:
    return _done(forum_id, check_minutes, lambda _m: _("The minutes are checked."))


@bp.post("/correct")
@requires(Permission.MINUTES_CERTIFY)
def correct(forum_id: str) -> Answer:
    return _done(
        forum_id,
        begin_correction,
        lambda _m: _("A corrected version has begun. The certified one stays open to everybody."),
    )


@bp.get("/certify")
@requires(Permission.MINUTES_CERTIFY)
def ask_certify(forum_id: str) -> str:
    minutes = minutes_for(current_actor(), forum_id, Permission.MINUTES_CERTIFY)
    return _certify_page(minutes, CertifyForm(data={"with_thanks": True}))


@bp.post("/certify")
@requires(Permission.MINUTES_CERTIFY)
def certify(forum_id: str) -> Answer | tuple[str, int]:
    minutes = minutes_for(current_actor(), forum_id, Permission.MINUTES_CERTIFY)
    form = CertifyForm()
    if not form.validate():
        return _certify_page(minutes, form), 422
    signatories = (
        Signatory("rapporteur", form.rapporteur.data or ""),
        Signatory("certifier", form.certifier.data or "", form.certifier_position.data or ""),
    )
    try:
        with transaction():
            certify_minutes(
                forum_id,
                signatories,
                with_thanks=bool(form.with_thanks.data),
                actor=current_actor(),
                now=now(),
            )
    except ForumError as error:
        form.refuse(error)
        minutes = minutes_for(current_actor(), forum_id, Permission.MINUTES_CERTIFY)
        return _certify_page(minutes, form), status_of(error)
    flash(_("The minutes are certified. Everybody can read them now."), "success")
    return redirect(url_for("minutes.read", forum_id=forum_id))


@bp.get("/<any(th, en):language>.<name>")
@requires(_READ)
def download(forum_id: str, language: str, name: str) -> Response:
    minutes = minutes_for(current_actor(), forum_id)
    return file_response(
        document_in(minutes, language),
        name,
        stamp=phrases.say(language, "stamp.draft"),
        filename=f"minutes-{forum_id}-draft-{language}",
    )


def _done(forum_id: str, act: Callable[..., Minutes], sentence: Callable[[Minutes], str]) -> Answer:
    """Do something with the minutes, say what came of it, and go back to the desk."""
    try:
        with transaction():
            minutes = act(forum_id, actor=current_actor(), now=now())
        flash(sentence(minutes), "success")
    except ForumError as error:
        flash(sentence_of(error), "error")
    return redirect(
        url_for("minutes_desk.show", forum_id=forum_id, document=request.args.get("document"))
    )


def _say_changes(minutes: Minutes) -> str:
    if not minutes.changes:
        return str(_("The minutes say what the records say now."))
    return str(_("Composed again. What changed is listed beside the text."))


def _certify_page(minutes: Minutes, form: CertifyForm) -> str:
    return render_template(
        "minutes/certify.html",
        forum=minutes.forum,
        minutes=minutes,
        form=form,
        warnings=warnings_of(minutes),
        to_thank=sum(bool(each.person.email) for each in list_to_thank(minutes.forum, now())),
    )
