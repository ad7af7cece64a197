"""Voting for somebody else: a helper for whoever has no phone, a proxy for whoever is absent."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.directory.queries import list_sectors
from forum.polls.access import poll_for
from forum.polls.errors import AlreadyVoted
from forum.polls.forms.ballots import cast_sent, own_paper
from forum.polls.logic.kinds import PollState
from forum.polls.models import Poll
from forum.polls.queries.electorate import has_voted
from forum.polls.queries.people import (
    Sought,
    count_not_voted,
    find_silent_elector,
    list_not_voted,
    list_represented,
)
from forum.polls.queries.sheets import is_counted_at
from forum.polls.service.casting import OwnVote
from forum.signups.models.places import Signup
from forum.web.guard import current_actor, requires
from forum.web.logs import unlogged
from forum.web.problems import status_of

bp = Blueprint("standing_in", __name__)

Page = str | Response | tuple[str, int]
_DESK = "/forums/<forum_id>/desk/polls/<poll_id>/assist"
_POLL = "/forums/<forum_id>/polls/<poll_id>/represented"
_MOST_SHOWN = 30


@bp.get(_DESK)
@requires(Permission.FLOOR_RUN)
def people(forum_id: str, poll_id: str) -> str:
    """Whoever has not voted, to be found by name."""
    poll = _open(poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN))
    sought = sought_people()
    return render_template(
        "polls/standing_in/people.html",
        forum=poll.forum,
        poll=poll,
        sought=sought,
        sectors=list_sectors(),
        people=list_not_voted(poll, sought, _MOST_SHOWN),
        total=count_not_voted(poll, sought),
    )


@bp.get(f"{_DESK}/<signup_id>")
@requires(Permission.FLOOR_RUN)
def assist(forum_id: str, poll_id: str, signup_id: str) -> str:
    poll = _open(poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN))
    return _ballot_page(poll, _silent(poll, signup_id), is_helper=True)


@bp.post(f"{_DESK}/<signup_id>")
@requires(Permission.FLOOR_RUN)
@unlogged
def enter(forum_id: str, poll_id: str, signup_id: str) -> Page:
    """A ballot that a helper enters."""
    poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN)
    refusal = cast_sent(forum_id, poll_id, instead_of=signup_id)
    if refusal is None:
        flash(_("The vote is recorded."))
        return redirect(url_for(".people", forum_id=forum_id, poll_id=poll_id))
    return _again(forum_id, poll_id, signup_id, refusal, is_helper=True)


@bp.get(_POLL)
@requires(Permission.BALLOT_CAST)
def represented(forum_id: str, poll_id: str) -> str:
    """Those for whom the reader votes: a page, or the piece that the hall's page fetches."""
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.BALLOT_CAST)
    is_piece = "HX-Request" in request.headers
    name = "_represented" if is_piece else "represented"
    return render_template(
        f"polls/standing_in/{name}.html", forum=poll.forum, poll=poll, people=represented_in(poll)
    )


@bp.get(f"{_POLL}/<signup_id>")
@requires(Permission.BALLOT_CAST)
def proxy(forum_id: str, poll_id: str, signup_id: str) -> str:
    poll = _open(poll_for(current_actor(), forum_id, poll_id))
    signup = _own_charge(poll, signup_id)
    refusal = AlreadyVoted() if has_voted(poll.id, signup.id) else None
    return _ballot_page(poll, signup, refusal, is_helper=False)


@bp.post(f"{_POLL}/<signup_id>")
@requires(Permission.BALLOT_CAST)
@unlogged
def cast(forum_id: str, poll_id: str, signup_id: str) -> Page:
    """A ballot that a proxy casts."""
    poll = poll_for(current_actor(), forum_id, poll_id)
    _own_charge(poll, signup_id)
    refusal = cast_sent(forum_id, poll_id, instead_of=signup_id)
    if refusal is None:
        flash(_("The vote is recorded."))
        return redirect(url_for(".represented", forum_id=forum_id, poll_id=poll_id))
    return _again(forum_id, poll_id, signup_id, refusal, is_helper=False)


@bp.app_template_global()
def represented_in(poll: Poll) -> list[Signup]:
    """For whom the reader may vote in a poll, and no vote is in yet."""
    place = current_actor().place_in(poll.forum_id)
    if place is None or poll.state is not PollState.OPEN:
        return []
    return list_represented(poll.id, place.signup_id)


def sought_people() -> Sought:
    """What the address narrows a list of people to."""
    return Sought(request.args.get("words", "")[:200], request.args.get("sector", ""))


def _again(
    forum_id: str, poll_id: str, signup_id: str, refusal: ForumError, *, is_helper: bool
) -> Page:
    poll = poll_for(current_actor(), forum_id, poll_id)
    signup = find_silent_elector(poll.id, signup_id, is_silent=False)
    if signup is None:
        raise NotFound
    return _ballot_page(poll, signup, refusal, is_helper=is_helper), status_of(refusal)


def _ballot_page(
    poll: Poll, signup: Signup, refusal: ForumError | None = None, *, is_helper: bool
) -> str:
    page = "ballot" if is_helper else "proxy"
    return render_template(
        f"polls/standing_in/{page}.html",
        forum=poll.forum,
        poll=poll,
        signup=signup,
        paper=own_paper(poll, request.path, _untouched(poll, signup), refusal=refusal),
        is_helper=is_helper,
    )


def _untouched(poll: Poll, signup: Signup) -> OwnVote:
    """A ballot that holds nothing: what the person voted by themselves is not for others to see."""
    is_counted = is_counted_at(poll.id, signup.id)
    return OwnVote(is_elector=True, has_voted=False, is_counted=is_counted)


def _open(poll: Poll) -> Poll:
    if poll.state is not PollState.OPEN:
        raise NotFound
    return poll


def _silent(poll: Poll, signup_id: str) -> Signup:
    signup = find_silent_elector(poll.id, signup_id)
    if signup is None:
        raise NotFound
    return signup


def _own_charge(poll: Poll, signup_id: str) -> Signup:
    """Somebody for whom the actor votes, voted or not. Raises NotFound."""
    place = current_actor().place_in(poll.forum_id)
    holder = place.signup_id if place is not None else None
    signup = find_silent_elector(poll.id, signup_id, is_silent=False, proxy_id=holder or -1)
    if signup is None:
        raise NotFound
    return signup
