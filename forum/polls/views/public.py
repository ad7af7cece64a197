"""A forum's polls, for everybody: what is asked and what came out."""

from flask import Blueprint, jsonify, render_template
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.queries import agenda_of
from forum.polls.access import poll_for
from forum.polls.facts import as_json, poll_facts
from forum.polls.logic import words
from forum.polls.logic.kinds import PollState
from forum.polls.queries.electorate import count_turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.queries.polls import has_asked, list_polls
from forum.web.guard import current_actor, public
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("polls", __name__, template_folder="../templates")


def _has_polls(forum: Forum, _actor: Actor) -> bool:
    return has_asked(forum.id)


TABS = (Tab("polls", N_("Polls"), "polls.index", is_shown=_has_polls),)


@bp.record_once
def _teach_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(poll_words=words)


@bp.get("/forums/<forum_id>/polls")
@public
@shared_with_visitors
def index(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    polls = [poll for poll in list_polls(forum.id) if poll.state is not PollState.DRAFTED]
    agenda = agenda_of(forum)
    outcomes = {poll.id: find_outcome(poll) for poll in polls}
    return render_template(
        "polls/index.html", forum=forum, polls=polls, outcomes=outcomes, numbers=agenda.numbers
    )


@bp.get("/forums/<forum_id>/polls/<poll_id>")
@public
def poll(forum_id: str, poll_id: str) -> str:
    shown = poll_for(current_actor(), forum_id, poll_id)
    if shown.state is PollState.DRAFTED:
        raise NotFound
    return render_template(
        "polls/poll.html",
        forum=shown.forum,
        poll=shown,
        turnout=count_turnout(shown.id),
        outcome=find_outcome(shown),
        facts=poll_facts(shown),
        numbers=agenda_of(shown.forum).numbers,
    )


@bp.get("/forums/<forum_id>/polls/<poll_id>/result.json")
@public
def download(forum_id: str, poll_id: str) -> Response:
    facts = poll_facts(poll_for(current_actor(), forum_id, poll_id))
    if facts is None:
        raise NotFound
    response = jsonify(as_json(facts))
    name = f"poll-{poll_id}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
