"""The console of the live room: for whoever runs the forum."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.floor.access import resolution_for
from forum.floor.forms import QuickPollForm, ResolutionForm, Template
from forum.floor.logic import Screen, Step
from forum.floor.models import Resolution
from forum.floor.queries import scene_of
from forum.floor.service.asking import ask, ask_at_once, show_answer, stop_asking, take_back
from forum.floor.service.conducting import (
    close_floor,
    move_to_item,
    open_floor,
    show_screen,
    step_through,
)
from forum.floor.service.resolving import edit_resolution, record_resolution, remove_resolution
from forum.floor.views.scenes import STAFF, topic_of
from forum.floor.views.scenes import console as console_of
from forum.live.stream import current, fragment_response, stream_response
from forum.polls.logic.answers import YES_OR_NO
from forum.polls.logic.kinds import Method, ReasonRule
from forum.polls.service.drafting import PollDraft, draft_poll
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.problems import sentence_of, status_of
from forum.web.tabs import Tab

bp = Blueprint("console", __name__, url_prefix="/forums/<forum_id>/desk/floor")

Answer = str | Response | tuple[str, int]


def _may_run(forum: Forum, actor: Actor) -> bool:
    return actor.may(Permission.FLOOR_RUN, *forum.scopes)


DESK_TABS = (Tab("floor", N_("Live room"), "console.show", is_shown=_may_run),)

# htmx loads the page again.
_RELOAD = {"HX-Refresh": "true"}
_POLL_ACTS: dict[str, Callable[..., Any]] = {
    "ask": ask,
    "stop": stop_asking,
    "show": show_answer,
    "take-back": take_back,
}


@bp.get("")
@requires(Permission.FLOOR_RUN)
def show(forum_id: str) -> str:
    return _page(forum_for(current_actor(), forum_id, Permission.FLOOR_RUN))


@bp.get("/live")
@requires(Permission.FLOOR_RUN)
def live(forum_id: str) -> Response:
    forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    owner = f"account-{current_actor().id}"
    return stream_response(topic_of(forum_id, STAFF), request.environ, owner=owner)


@bp.get("/now")
@requires(Permission.FLOOR_RUN)
def now_(forum_id: str) -> Response:
    forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    return fragment_response(topic_of(forum_id, STAFF))


@bp.post("/open")
@requires(Permission.FLOOR_RUN)
def open_(forum_id: str) -> Answer:
    return _done(forum_id, lambda **who: open_floor(forum_id, **who), is_whole=True)


@bp.post("/close")
@requires(Permission.FLOOR_RUN)
def close(forum_id: str) -> Answer:
    return _done(forum_id, lambda **who: close_floor(forum_id, **who), is_whole=True)


@bp.post("/items/<item_id>")
@requires(Permission.FLOOR_RUN)
def take_up(forum_id: str, item_id: str) -> Answer:
    return _done(forum_id, lambda **who: move_to_item(forum_id, item_id, **who))


@bp.post("/step/<any(next, previous):direction>")
@requires(Permission.FLOOR_RUN)
def step(forum_id: str, direction: str) -> Answer:
    return _done(forum_id, lambda **who: step_through(forum_id, Step(direction), **who))


@bp.post("/screen/<any(welcome, item, poll, results):screen>")
@requires(Permission.FLOOR_RUN)
def set_screen(forum_id: str, screen: str) -> Answer:
    return _done(forum_id, lambda **who: show_screen(forum_id, Screen(screen), **who))


@bp.post("/polls/<poll_id>/<any(ask, stop, show, 'take-back'):act>")
@requires(Permission.FLOOR_RUN)
def run_poll(forum_id: str, poll_id: str, act: str) -> Answer:
    return _done(forum_id, lambda **who: _POLL_ACTS[act](forum_id, poll_id, **who))


@bp.post("/polls")
@requires(Permission.FLOOR_RUN)
def new_poll(forum_id: str) -> Answer:
    """Ask at once, or keep the question for later."""
    forum = forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    form = QuickPollForm()
    if not form.validate():
        return _page(forum, quick=form), 422
    keep = draft_poll if request.form.get("then") == "keep" else ask_at_once
    try:
        with transaction():
            keep(forum_id, _draft(form, forum), actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        return _page(forum, quick=form), status_of(error)
    return _back(forum_id)


@bp.post("/resolutions")
@requires(Permission.FLOOR_RUN)
def add_resolution(forum_id: str) -> Answer:
    forum = forum_for(current_actor(), forum_id, Permission.FLOOR_RUN)
    form = ResolutionForm()
    if not form.validate():
        return _page(forum, resolution=form), 422
    try:
        with transaction():
            record_resolution(
                forum_id,
                form.text.data,
                current_language(),
                item_id=form.item.data or None,
                poll_id=form.poll.data or None,
                actor=current_actor(),
                now=now(),
            )
    except ForumError as error:
        form.refuse(error)
        return _page(forum, resolution=form), status_of(error)
    flash(_("The resolution is recorded."))
    return _back(forum_id)


@bp.get("/resolutions/<resolution_id>")
@requires(Permission.FLOOR_RUN)
def resolution(forum_id: str, resolution_id: str) -> str:
    row = resolution_for(current_actor(), forum_id, resolution_id, Permission.FLOOR_RUN)
    return _resolution_page(row, ResolutionForm(data={"text": row.text}))


@bp.post("/resolutions/<resolution_id>")
@requires(Permission.FLOOR_RUN)
def save_resolution(forum_id: str, resolution_id: str) -> Answer:
    row = resolution_for(current_actor(), forum_id, resolution_id, Permission.FLOOR_RUN)
    form = ResolutionForm()
    if not form.validate():
        return _resolution_page(row, form), 422
    text = form.text.data
    with transaction():
        edit_resolution(forum_id, resolution_id, text, actor=current_actor(), now=now())
    return _back(forum_id)


@bp.post("/resolutions/<resolution_id>/remove")
@requires(Permission.FLOOR_RUN)
def drop_resolution(forum_id: str, resolution_id: str) -> Answer:
    return _done(forum_id, lambda **who: remove_resolution(forum_id, resolution_id, **who))


def _done(forum_id: str, act: Callable[..., Any], *, is_whole: bool = False) -> Answer:
    """Do one act of the console; then the console anew, as a piece for a script or as a page.

    With `is_whole` the act changes more than the pieces, and a script loads the page again.
    """
    refusal: ForumError | None = None
    try:
        with transaction():
            act(actor=current_actor(), now=now())
    except NotFound:
        raise
    except ForumError as error:
        refusal = error
    if "HX-Request" in request.headers:
        is_reload = is_whole and refusal is None
        return Response(status=204, headers=_RELOAD) if is_reload else _piece(forum_id, refusal)
    if refusal is not None:
        flash(sentence_of(refusal), "error")
    return _back(forum_id)


def _piece(forum_id: str, refusal: ForumError | None) -> str:
    """The console's changing parts, each put in its place by its id."""
    said = escape(sentence_of(refusal)) if refusal else ""
    note = Markup('<div id="console-note" role="alert" hx-swap-oob="true">{}</div>').format(said)
    return current(topic_of(forum_id, STAFF)).body + note


def _back(forum_id: str) -> Response:
    return redirect(url_for(".show", forum_id=forum_id))


def _page(
    forum: Forum, quick: QuickPollForm | None = None, resolution: ResolutionForm | None = None
) -> str:
    scene = scene_of(forum)
    return render_template(
        "floor/console.html",
        forum=forum,
        fragment=current(topic_of(forum.public_id, STAFF)),
        quick=quick or QuickPollForm(formdata=None),
        resolution=resolution or ResolutionForm(formdata=None),
        token=generate_csrf(),
        **console_of(scene),
    )


def _resolution_page(row: Resolution, form: ResolutionForm) -> str:
    return render_template("floor/resolution.html", forum=row.forum, form=form, resolution=row)


def _draft(form: QuickPollForm, forum: Forum) -> PollDraft:
    item = scene_of(forum).item
    is_consent = form.template.data is Template.CONSENT
    return PollDraft(
        question=form.question.data,
        explanation={},
        method=Method.CONSENT if is_consent else Method.CHOICE,
        level=form.level.data,
        answers=YES_OR_NO,
        reason_rule=ReasonRule.OPTIONAL,
        item_id=item.public_id if item else None,
    )
