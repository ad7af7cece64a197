"""A forum's polls, for everybody: what is asked and what came out."""

from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.queries import agenda_of
from forum.polls.access import poll_for
from forum.polls.facts import as_json, poll_facts
from forum.polls.forms.ballots import Paper, cast_sent, own_paper
from forum.polls.logic import words
from forum.polls.logic.kinds import PollState
from forum.polls.logic.states import results_visible
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Result
from forum.polls.models import Poll
from forum.polls.queries.comparing import find_before
from forum.polls.queries.electorate import count_turnout, count_turnouts
from forum.polls.queries.outcomes import find_outcome, find_running_count, is_being_counted
from forum.polls.queries.polls import has_asked, list_polls
from forum.polls.service.casting import own_vote
from forum.polls.views.shown import list_names, shown_fraction, shown_result
from forum.web.guard import current_actor, public, requires
from forum.web.logs import unlogged
from forum.web.problems import status_of
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("polls", __name__, template_folder="../templates")


def _has_polls(forum: Forum, _actor: Actor) -> bool:
    return has_asked(forum.id)


TABS = (Tab("polls", N_("Polls"), "polls.index", is_shown=_has_polls),)


@bp.record_once
def _teach_words(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(poll_words=words, poll_shown=shown_result)
    state.app.jinja_env.filters.update(fraction=shown_fraction, names=list_names)


@bp.get("/forums/<forum_id>/polls")
@public
@shared_with_visitors
def index(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    asked = [poll for poll in list_polls(forum.id) if poll.state is not PollState.DRAFTED]
    polls = sorted(asked, key=lambda poll: not _is_answered_here(poll))
    agenda = agenda_of(forum)
    # What people wrote is counted anew each time, since it may be erased: that is for its own page.
    counted = [poll for poll in polls if not RULES[poll.method].is_text]
    written = [poll.id for poll in polls if RULES[poll.method].is_text and _is_shown(poll)]
    return render_template(
        "polls/index.html",
        forum=forum,
        polls=polls,
        outcomes={poll.id: find_outcome(poll) for poll in counted},
        turnouts=count_turnouts(written),
        counting={poll.id for poll in polls if is_being_counted(poll)},
        numbers=agenda.numbers,
    )


def _is_shown(poll: Poll) -> bool:
    return results_visible(poll.state, poll.results_shown, poll.shown_at)


def _is_answered_here(poll: Poll) -> bool:
    """Whether it waits for answers on its own page: such polls stand first in the list."""
    return poll.is_online and poll.state is PollState.OPEN


@bp.get("/about-votes")
@public
def secrecy() -> str:
    return render_template("polls/secrecy.html")


@bp.get("/forums/<forum_id>/polls/<poll_id>")
@public
def poll(forum_id: str, poll_id: str) -> str:
    shown = poll_for(current_actor(), forum_id, poll_id)
    if shown.state is PollState.DRAFTED:
        raise NotFound
    return _page(shown)


@bp.get("/forums/<forum_id>/polls/<poll_id>/running")
@public
def running(forum_id: str, poll_id: str) -> str | Response:
    """The count so far as a piece of a page; nothing where this reader may not watch it."""
    shown = poll_for(current_actor(), forum_id, poll_id)
    result = _running_count(shown)
    if result is None:
        return Response(status=204)
    is_whole = "whole" in request.args
    return render_template("polls/_running.html", poll=shown, running=result, is_whole=is_whole)


@bp.post("/forums/<forum_id>/polls/<poll_id>/ballot")
@requires(Permission.BALLOT_CAST)
@unlogged
def cast(forum_id: str, poll_id: str) -> str | Response | tuple[str, int]:
    """A ballot sent from the poll's own page: for polls answered over days, outside the hall."""
    refusal = cast_sent(forum_id, poll_id)
    if refusal is not None:
        return _refused(forum_id, poll_id, refusal), status_of(refusal)
    if "HX-Request" in request.headers:
        shown = poll_for(current_actor(), forum_id, poll_id)
        return render_template("polls/_ballot.html", paper=_paper(shown, recorded=now()))
    flash(_("Your vote is recorded. You can change it until the poll closes."))
    return redirect(url_for(".poll", forum_id=forum_id, poll_id=poll_id))


def _refused(forum_id: str, poll_id: str, error: ForumError) -> str:
    """The form with the sentence and everything typed; the whole page where there is no script."""
    shown = poll_for(current_actor(), forum_id, poll_id, Permission.BALLOT_CAST)
    if "HX-Request" in request.headers:
        return render_template("polls/_ballot.html", paper=_paper(shown, refusal=error))
    return _page(shown, error)


def _page(shown: Poll, refusal: ForumError | None = None) -> str:
    has_place = current_actor().place_in(shown.forum_id) is not None
    is_told = has_place and shown.state is PollState.CLOSED
    facts = poll_facts(shown)
    return render_template(
        "polls/poll.html",
        forum=shown.forum,
        poll=shown,
        turnout=count_turnout(shown.id),
        outcome=facts.outcome if facts else None,
        facts=facts,
        before=find_before(shown),
        numbers=agenda_of(shown.forum).numbers,
        has_place=has_place,
        paper=_paper(shown, refusal=refusal) if has_place else None,
        own=own_vote(shown, current_actor()) if is_told else None,
        running=_running_count(shown),
        is_counting=is_being_counted(shown),
    )


def _running_count(shown: Poll) -> Result | None:
    return find_running_count(shown, has_voted=own_vote(shown, current_actor()).has_voted)


def _paper(
    shown: Poll, *, recorded: datetime | None = None, refusal: ForumError | None = None
) -> Paper | None:
    """The reader's own ballot, where the poll is answered here and now, or a try was refused."""
    if not shown.is_online and refusal is None:
        return None
    vote = own_vote(shown, current_actor())
    if shown.state is not PollState.OPEN and refusal is None and recorded is None:
        return None
    action = url_for(".cast", forum_id=shown.forum.public_id, poll_id=shown.public_id)
    return own_paper(shown, action, vote, recorded=recorded, refusal=refusal)


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
