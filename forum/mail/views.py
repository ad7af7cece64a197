"""Refusing letters that are not needed for taking part, without signing in."""

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.transaction import transaction
from forum.mail.logic import Topic, read_refusal_token
from forum.mail.ports import installation_secret
from forum.mail.service import is_refused, refuse_letters, take_refusal_back
from forum.web.guard import public
from forum.web.limits import limiter

bp = Blueprint("letters", __name__, template_folder="templates")

TOPICS: Final = {
    Topic.REMINDERS: N_("Reminders before a forum that you have a seat at."),
    Topic.THANKS: N_("Thanks after a forum, with its minutes and questions to you."),
    Topic.NEWS: N_("News of forums to come."),
    Topic.INVITATIONS: N_("Invitations to forums."),
    Topic.TEXTS: N_("Short messages to your telephone."),
}


@bp.record_once
def _trust_the_link(state: Any) -> None:
    """Mail programs refuse without a form of ours; the link itself proves the right to."""
    state.app.extensions["csrf"].exempt(refuse)


@bp.get("/letters/<token>")
@public
def refusal(token: str) -> str:
    """Only show the button: link previews and virus scanners open every address."""
    hash_, topic = _read(token)
    return render_template(
        "mail/refusal.html",
        token=token,
        sentence=gettext(TOPICS[topic]),
        is_refused=is_refused(hash_, topic),
    )


@bp.post("/letters/<token>")
@public
@limiter.limit("60 per hour")
def refuse(token: str) -> Response | tuple[str, int]:
    hash_, topic = _read(token)
    with transaction():
        refuse_letters(hash_, topic, now=now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200  # a mail program wants no page, and follows no redirection (RFC 8058)
    return redirect(url_for(".refusal", token=token))


@bp.post("/letters/<token>/again")
@public
@limiter.limit("60 per hour")
def take_back(token: str) -> Response:
    hash_, topic = _read(token)
    with transaction():
        take_refusal_back(hash_, topic)
    return redirect(url_for(".refusal", token=token))


def _read(token: str) -> tuple[str, Topic]:
    found = read_refusal_token(installation_secret.only(), token)
    if found is None:
        raise NotFound
    return found
