"""Renders what the live room shows, for each audience: on pages and in live fragments alike."""

from collections.abc import Mapping
from typing import Any

import segno
from flask import current_app, render_template, url_for
from markupsafe import Markup

from forum.core.actor import SYSTEM
from forum.events.access import forum_for
from forum.floor.logic import NextStep, Step, item_after, next_step
from forum.floor.queries import Scene, count_presence, list_resolutions, scene_of
from forum.live.topics import Topic
from forum.polls.forms.ballots import Paper, shared_paper
from forum.polls.logic.kinds import PollState
from forum.polls.logic.states import results_visible
from forum.polls.models import Poll
from forum.polls.queries.outcomes import find_running_count
from forum.polls.queries.polls import list_polls
from forum.web.locale import current_language

KIND = "floor"
PROJECTOR, PARTICIPANTS, STAFF = "projector", "participants", "staff"


def topic_of(forum_id: str, audience: str) -> Topic:
    """The live room as one audience sees it, in the reader's language."""
    return Topic(KIND, forum_id, audience, current_language())


def render_live(topic: Topic) -> str:
    """The fragment of a topic: nobody's, so without names, own votes or form tokens."""
    scene = scene_of(forum_for(SYSTEM, topic.object_id))
    if topic.audience == STAFF:
        return render_template("floor/_console.html", **console(scene), token=None)
    if topic.audience == PROJECTOR:
        return render_template("floor/_projector.html", **projector(scene))
    return render_template("floor/_hall.html", scene=scene, own=None, paper=_paper(scene))


LIVE_RENDERERS = {KIND: render_live}


def action_of(poll: Poll) -> str:
    """Where a ballot of the hall is sent."""
    forum_id = poll.forum.public_id
    return url_for("floor.cast", forum_id=forum_id, poll_id=poll.public_id)


def _paper(scene: Scene) -> Paper | None:
    return shared_paper(scene.asked, action_of(scene.asked)) if scene.asked else None


def projector(scene: Scene) -> Mapping[str, Any]:
    """What the projector's template needs."""
    code = scene.floor.join_code if scene.floor is not None else None
    base = str(current_app.config["PUBLIC_URL"]).rstrip("/")
    return {
        "scene": scene,
        "code": code,
        "join_at": base.partition("://")[2] + url_for("floor.join"),
        "running": find_running_count(scene.asked, has_voted=False) if scene.asked else None,
        "qr": _qr(base + url_for("floor.join_by_code", code=code)) if code else None,
    }


def console(scene: Scene) -> Mapping[str, Any]:
    """What the console's template needs."""
    polls = list_polls(scene.forum.id)
    here = [poll for poll in polls if _belongs(poll, scene)]
    draft = next((poll for poll in here if _waits_for_the_hall(poll, scene)), None)
    return {
        **projector(scene),
        "polls": here,
        "visible": {p.id: results_visible(p.state, p.results_shown, p.shown_at) for p in here},
        "presence": count_presence(scene.forum.id),
        "resolutions": list_resolutions(scene.forum.id),
        "step": _next_step(scene, has_draft=draft is not None),
        "draft": draft,
    }


def _belongs(poll: Poll, scene: Scene) -> bool:
    """Polls of the item, those of none, and whatever is open or on the screen."""
    on_screen = scene.poll is not None and poll.id == scene.poll.id
    current = scene.item.id if scene.item else None
    return on_screen or poll.state is PollState.OPEN or poll.item_id in {None, current}


def _waits_for_the_hall(poll: Poll, scene: Scene) -> bool:
    """Whether it is still to be asked at the item at hand; those answered by link are not."""
    is_due = poll.item_id == (scene.item.id if scene.item else None)
    return is_due and poll.state is PollState.DRAFTED and not poll.is_online


def _next_step(scene: Scene, *, has_draft: bool) -> NextStep:
    order = [slot.id for slot in scene.agenda.slots]
    current = scene.item.id if scene.item else None
    closed = scene.poll is not None and scene.poll.state is PollState.CLOSED
    return next_step(
        is_open=scene.is_open,
        has_item=scene.item is not None,
        is_asking=scene.asked is not None,
        has_unshown=closed and scene.outcome is None,
        has_draft=has_draft,
        has_next=item_after(order, current, Step.NEXT) is not None,
    )


def _qr(address: str) -> Markup:
    code = segno.make(address, error="m")
    return Markup(code.svg_inline(omitsize=True, border=0))  # noqa: S704 - our own drawing
