"""The live room for those in it: joining, answering on the phone, the screen of the hall."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import Conflict, ForumError, NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.logic.stages import Stage
from forum.events.models import Forum
from forum.floor.access import forum_by_code
from forum.floor.errors import NoSuchCode
from forum.floor.forms import CodeForm
from forum.floor.logic import Guest, read_code
from forum.floor.queries import Scene, guest_in, scene_of
from forum.floor.service.joining import join as join_floor
from forum.floor.views.scenes import PARTICIPANTS, PROJECTOR, action_of, topic_of
from forum.floor.views.scenes import projector as projected
from forum.live.stream import current, fragment_response, stream_response
from forum.polls.access import poll_for
from forum.polls.forms.ballots import Paper, cast_sent, own_paper
from forum.polls.logic.kinds import PollState
from forum.polls.logic.shuffling import is_shuffled
from forum.polls.models import Poll
from forum.polls.service.casting import OwnVote, own_vote
from forum.web.guard import current_actor, public, requires, signed_in
from forum.web.limits import limiter
from forum.web.logs import unlogged
from forum.web.problems import sentence_of, status_of
from forum.web.tabs import Tab

bp = Blueprint("floor", __name__, template_folder="../templates")

_WRONG_CODES = limiter.shared_limit(
    "10 per 10 minutes",
    scope="join",
    deduct_when=lambda response: response.status_code in {404, 422},
)


def _is_running(forum: Forum, _actor: Actor) -> bool:
    return forum.stage is Stage.RUNNING


TABS = (Tab("hall", N_("Live room"), "floor.hall", is_shown=_is_running),)


@bp.get("/join")
@public
def join() -> str:
    return render_template("floor/join.html", form=CodeForm())


@bp.post("/join")
@public
@_WRONG_CODES
def look_up() -> Response | tuple[str, int]:
    form = CodeForm()
    code = read_code(form.code.data or "") or ""
    try:
        forum_by_code(current_actor(), code)
    except NoSuchCode as error:
        form.refuse(error)
        return render_template("floor/join.html", form=form), 422
    return redirect(url_for(".join_by_code", code=code))


@bp.get("/join/<code>")
@public
@_WRONG_CODES
def join_by_code(code: str) -> Response | tuple[str, int]:
    try:
        forum = forum_by_code(current_actor(), read_code(code) or "")
    except NoSuchCode as error:
        form = CodeForm(formdata=None)
        form.refuse(error)
        return render_template("floor/join.html", form=form), 404
    return redirect(url_for(".hall", forum_id=forum.public_id))


@bp.get("/forums/<forum_id>/hall")
@public
def hall(forum_id: str) -> str:
    scene = scene_of(forum_for(current_actor(), forum_id))
    guest = guest_in(scene, current_actor())
    if not scene.is_open or (guest is not Guest.INSIDE and not _runs(scene.forum)):
        return render_template("floor/door.html", forum=scene.forum, scene=scene, guest=guest)
    return _hall_page(scene)


@bp.post("/forums/<forum_id>/hall/join")
@requires(Permission.FLOOR_JOIN)
def enter(forum_id: str) -> Response | tuple[str, int]:
    try:
        with transaction():
            join_floor(forum_id, actor=current_actor(), now=now())
    except Conflict as error:
        flash(sentence_of(error), "error")
    return redirect(url_for(".hall", forum_id=forum_id))


@bp.get("/forums/<forum_id>/hall/live")
@signed_in
def hall_live(forum_id: str) -> Response:
    _let_in(forum_id)
    place = f"place-{current_actor().kind}-{current_actor().id}"
    return stream_response(topic_of(forum_id, PARTICIPANTS), request.environ, owner=place)


@bp.get("/forums/<forum_id>/hall/now")
@signed_in
def hall_now(forum_id: str) -> Response:
    _let_in(forum_id)
    return fragment_response(topic_of(forum_id, PARTICIPANTS))


@bp.get("/forums/<forum_id>/hall/polls/<poll_id>/own")
@signed_in
def own(forum_id: str, poll_id: str) -> str | Response:
    """What the shared fragment lacks: this person's own vote, for their eyes only.

    While the poll is open the form with what they answered, or with the options in their order,
    afterwards whether it was counted; nothing where there is nothing new to say.
    """
    _let_in(forum_id)
    poll = poll_for(current_actor(), forum_id, poll_id)
    vote = own_vote(poll, current_actor())
    if poll.state is PollState.CLOSED and vote.is_elector:
        return render_template("polls/_own.html", own=vote)
    is_shared = not is_shuffled(poll.method, poll.rules)
    is_untouched = vote.is_elector and not vote.has_voted and not vote.is_counted
    if poll.state is not PollState.OPEN or (is_untouched and is_shared):
        return Response(status=204)
    return _vote(poll, vote)


@bp.post("/forums/<forum_id>/hall/polls/<poll_id>/ballot")
@requires(Permission.BALLOT_CAST)
@unlogged
def cast(forum_id: str, poll_id: str) -> str | Response | tuple[str, int]:
    refusal = cast_sent(forum_id, poll_id)
    if refusal is not None:
        return _refused(forum_id, poll_id, refusal), status_of(refusal)
    if "HX-Request" in request.headers:
        poll = poll_for(current_actor(), forum_id, poll_id)
        return _vote(poll, own_vote(poll, current_actor()), recorded=True)
    flash(_("Your vote is recorded. You can change it until the poll closes."))
    return redirect(url_for(".hall", forum_id=forum_id))


@bp.get("/forums/<forum_id>/projector")
@public
def projector(forum_id: str) -> str:
    scene = scene_of(forum_for(current_actor(), forum_id))
    fragment = current(topic_of(forum_id, PROJECTOR))
    return render_template("floor/projector.html", fragment=fragment, **projected(scene))


@bp.get("/forums/<forum_id>/projector/live")
@public
def projector_live(forum_id: str) -> Response:
    forum_for(current_actor(), forum_id)
    return stream_response(topic_of(forum_id, PROJECTOR), request.environ)


@bp.get("/forums/<forum_id>/projector/now")
@public
def projector_now(forum_id: str) -> Response:
    forum_for(current_actor(), forum_id)
    return fragment_response(topic_of(forum_id, PROJECTOR))


def _let_in(forum_id: str) -> None:
    """For those with a place, and those who run the room. Raises NotFound."""
    forum = forum_for(current_actor(), forum_id)
    if not _runs(forum) and not current_actor().may(Permission.FLOOR_JOIN, *forum.scopes):
        raise NotFound


def _runs(forum: Forum) -> bool:
    """Whoever runs the room may look at the hall's page without a place."""
    return current_actor().may(Permission.FLOOR_RUN, *forum.scopes)


def _hall_page(scene: Scene, refusal: ForumError | None = None) -> str:
    poll = scene.poll
    vote = own_vote(poll, current_actor()) if poll is not None else None
    return render_template(
        "floor/hall.html",
        forum=scene.forum,
        scene=scene,
        fragment=current(topic_of(scene.forum.public_id, PARTICIPANTS)),
        own=vote,
        paper=_asked_paper(scene.asked, vote, refusal),
        token=generate_csrf(),
        refusal=sentence_of(refusal) if refusal else None,
    )


def _asked_paper(
    poll: Poll | None, vote: OwnVote | None, refusal: ForumError | None
) -> Paper | None:
    if poll is None or vote is None:
        return None
    return _paper(poll, vote, refusal=refusal)


def _vote(
    poll: Poll, vote: OwnVote, *, recorded: bool = False, refusal: ForumError | None = None
) -> str:
    paper = _paper(poll, vote, recorded=now() if recorded else None, refusal=refusal)
    return render_template("floor/_vote.html", paper=paper)


def _paper(poll: Poll, vote: OwnVote, **more: Any) -> Paper:
    here = url_for(".own", forum_id=poll.forum.public_id, poll_id=poll.public_id)
    return own_paper(poll, action_of(poll), vote, own_address=here, **more)


def _refused(forum_id: str, poll_id: str, error: ForumError) -> str:
    """The form with the sentence and everything typed; the whole page where there is no script."""
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.BALLOT_CAST)
    if "HX-Request" in request.headers:
        return _vote(poll, own_vote(poll, current_actor()), refusal=error)
    return _hall_page(scene_of(poll.forum), refusal=error)
