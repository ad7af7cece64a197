"""Polls at the organiser's desk: drafts are written, edited and thrown away."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import Conflict, ForumError, NotFound, RuleBroken
from forum.core.i18n import N_, LocalText, localised
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.queries import Agenda, agenda_of
from forum.polls.access import poll_for
from forum.polls.forms.poll import PollForm
from forum.polls.forms.wire import draft_of, values_of
from forum.polls.logic.colours import COLOURS
from forum.polls.logic.kinds import ElectorateRule, PollState
from forum.polls.logic.states import results_visible
from forum.polls.models import Poll
from forum.polls.queries.polls import list_polls
from forum.polls.queries.written import count_unseen
from forum.polls.service.drafting import delete_poll, draft_poll, edit_poll
from forum.polls.service.running import close_poll, open_poll, show_results
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.problems import sentence_of
from forum.web.tabs import Tab

bp = Blueprint("poll_desk", __name__, url_prefix="/forums/<forum_id>/desk/polls")


def _may_edit(forum: Forum, actor: Actor) -> bool:
    return actor.may(Permission.POLL_EDIT, *forum.scopes)


_ACTS: dict[str, Callable[..., Poll]] = {
    "open": open_poll,
    "close": close_poll,
    "show": show_results,
}
_DONE = {
    "open": N_("The poll is open."),
    "close": N_("The poll is closed."),
    "show": N_("Everybody can see the result now."),
}
DESK_TABS = (Tab("polls", N_("Polls"), "poll_desk.show", is_shown=_may_edit),)


@bp.get("")
@requires(Permission.POLL_EDIT)
def show(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    polls = list_polls(forum.id)
    may_run = current_actor().may(Permission.FLOOR_RUN, *forum.scopes)
    return render_template(
        "polls/desk.html",
        forum=forum,
        polls=polls,
        numbers=agenda_of(forum).numbers,
        visible={p.id: results_visible(p.state, p.results_shown, p.shown_at) for p in polls},
        unseen=count_unseen(polls) if may_run else {},
        may_run=may_run,
        at=now(),
    )


@bp.get("/new")
@requires(Permission.POLL_EDIT)
def new(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    return _form_page(forum, _form_for(forum, item=request.args.get("item", "")), None)


@bp.post("/new")
@requires(Permission.POLL_EDIT)
def create(forum_id: str) -> Response | tuple[str, int]:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    form = _form_for(forum)
    if not form.validate():
        return _form_page(forum, form, None), 422
    try:
        with transaction():
            poll = draft_poll(forum_id, draft_of(form), actor=current_actor(), now=now())
            poll_id, is_listed = poll.public_id, poll.rules.electorate is ElectorateRule.LISTED
    except ForumError as error:
        form.refuse(error)
        return _form_page(forum, form, None), 422
    if is_listed:
        flash(_("The poll is kept as a draft. Now put on the list who votes."))
        return redirect(url_for("electorate.show", forum_id=forum_id, poll_id=poll_id))
    flash(_("The poll is kept as a draft."))
    return redirect(url_for(".show", forum_id=forum_id))


@bp.get("/<poll_id>")
@requires(Permission.POLL_EDIT)
def edit(forum_id: str, poll_id: str) -> str | Response:
    shown = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    if shown.state is not PollState.DRAFTED:
        return redirect(url_for("polls.poll", forum_id=forum_id, poll_id=poll_id))
    return _form_page(shown.forum, _form_for(shown.forum, **values_of(shown)), shown)


@bp.post("/<poll_id>")
@requires(Permission.POLL_EDIT)
def save(forum_id: str, poll_id: str) -> Response | tuple[str, int]:
    shown = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    form = _form_for(shown.forum)
    if not form.validate():
        return _form_page(shown.forum, form, shown), 422
    try:
        with transaction():
            edit_poll(forum_id, poll_id, draft_of(form), actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        return _form_page(shown.forum, form, shown), 422
    flash(_("The poll is kept as a draft."))
    return redirect(url_for(".show", forum_id=forum_id))


@bp.post("/<poll_id>/delete")
@requires(Permission.POLL_EDIT)
def delete(forum_id: str, poll_id: str) -> Response:
    with transaction():
        delete_poll(forum_id, poll_id, actor=current_actor(), now=now())
    flash(_("The draft was deleted."))
    return redirect(url_for(".show", forum_id=forum_id))


@bp.post("/<poll_id>/<any(open, close, show):act>")
@requires(Permission.FLOOR_RUN)
def run(forum_id: str, poll_id: str, act: str) -> Response:
    """Open or close a poll answered by link, or show its result; the hall's are run in the hall."""
    if not poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN).is_online:
        raise NotFound
    try:
        with transaction():
            _ACTS[act](forum_id, poll_id, actor=current_actor(), now=now())
        flash(_(_DONE[act]))
    except (Conflict, RuleBroken) as error:
        flash(sentence_of(error), "error")
    return redirect(url_for(".show", forum_id=forum_id))


def _form_for(forum: Forum, **values: Any) -> PollForm:
    form = PollForm(data=values)
    form.item.choices = [SelectChoice("", _("No agenda item")), *_item_choices(agenda_of(forum))]
    form.sectors.choices = [SelectChoice(s.code, _local(s.name)) for s in list_sectors()]
    networks = list_networks(current_language())
    form.networks.choices = [SelectChoice(n.public_id, _local(n.name)) for n in networks]
    return form


def _local(text: LocalText) -> str:
    return localised(text, current_language())


def _item_choices(agenda: Agenda) -> list[SelectChoice]:
    return [
        SelectChoice(
            agenda.items[slot.id].public_id,
            f"{slot.number} {_local(agenda.items[slot.id].title)}",
        )
        for slot in agenda.slots
    ]


def _form_page(forum: Forum, form: PollForm, shown: Poll | None) -> str:
    names = ", ".join(_(name) for name in COLOURS.values())
    return render_template("polls/form.html", forum=forum, form=form, poll=shown, colours=names)
