"""Where a figure comes from: the pages that sources of minutes lead to.

Minutes are kept for years. Comments and statements stand on pages of other things, so what is
printed for them is an address of ours that finds the page.
"""

from collections.abc import Mapping

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from forum.core.errors import NotFound
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.minutes.ports import SourceUrl
from forum.minutes.queries import consultation_of_statement, owner_of_comment
from forum.web.guard import current_actor, public
from forum.web.links import absolute_url

bp = Blueprint("minutes_sources", __name__)


def _agenda(forum_id: str, item_id: str) -> str:
    return f"{absolute_url('events.agenda', forum_id=forum_id)}#item-{item_id}"


def _found(kind: str) -> SourceUrl:
    return lambda forum_id, public_id: absolute_url(
        "minutes_sources.find", forum_id=forum_id, kind=kind, public_id=public_id
    )


def _forum(forum_id: str, _public_id: str) -> str:
    return absolute_url("portal.forum", forum_id=forum_id)


SOURCE_URLS: Mapping[str, SourceUrl] = {
    "forum": _forum,
    "attendance": _forum,
    "floor": lambda forum_id, _id: absolute_url("events.agenda", forum_id=forum_id),
    "item": _agenda,
    "topic": lambda _forum_id, topic_id: absolute_url("topics.topic", topic_id=topic_id),
    "comment": _found("comment"),
    "consultation": lambda _forum_id, id_: absolute_url(
        "consultations.results", consultation_id=id_
    ),
    "statement": _found("statement"),
    "poll": lambda forum_id, poll_id: absolute_url(
        "polls.poll", forum_id=forum_id, poll_id=poll_id
    ),
    "questionnaire": _forum,  # who answered is known to nobody; the figures stand in the minutes
    "resolution": lambda forum_id, _id: absolute_url("events.agenda", forum_id=forum_id),
}


@bp.get("/forums/<forum_id>/minutes/from/<any(comment, statement):kind>/<public_id>")
@public
def find(forum_id: str, kind: str, public_id: str) -> Response:
    forum = forum_for(current_actor(), forum_id)
    page = _comment(forum, public_id) if kind == "comment" else _statement(forum, public_id)
    if page is None:
        raise NotFound
    return redirect(page)


def _comment(forum: Forum, public_id: str) -> str | None:
    owner = owner_of_comment(forum, public_id)
    if owner is None or owner[0] != "topic":
        return None
    return url_for("topics.topic", topic_id=owner[1], _anchor=f"comment-{public_id}")


def _statement(forum: Forum, public_id: str) -> str | None:
    consultation_id = consultation_of_statement(forum, public_id)
    if consultation_id is None:
        return None
    anchor = f"statement-{public_id}"
    return url_for("consultations.results", consultation_id=consultation_id, _anchor=anchor)
