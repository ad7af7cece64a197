"""Letting words, texts and reasons through before everybody sees them, and taking them back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.polls.access import poll_for
from forum.polls.queries.outcomes import list_said
from forum.polls.service.moderating import decide_texts
from forum.web.guard import current_actor, requires

bp = Blueprint("poll_texts", __name__, template_folder="../templates")


@bp.get("/forums/<forum_id>/desk/polls/<poll_id>/texts")
@requires(Permission.FLOOR_RUN)
def show(forum_id: str, poll_id: str) -> str:
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN)
    return render_template("polls/texts.html", forum=poll.forum, poll=poll, said=list_said(poll))


@bp.post("/forums/<forum_id>/desk/polls/<poll_id>/texts")
@requires(Permission.FLOOR_RUN)
def decide(forum_id: str, poll_id: str) -> Response:
    looked_at = request.form.getlist("looked_at")
    shown = looked_at if "all" in request.form else request.form.getlist("shown")
    with transaction():
        decide_texts(
            forum_id, poll_id, shown, looked_at=looked_at, actor=current_actor(), now=now()
        )
    flash(_("Everybody now sees the texts that are ticked, and no others."))
    return redirect(url_for(".show", forum_id=forum_id, poll_id=poll_id))
