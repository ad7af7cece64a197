"""A forum's polls: results for everybody, drafts at the organiser's desk."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_, localised
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.queries import Agenda, agenda_of
from forum.polls.access import poll_for
from forum.polls.facts import as_json, poll_facts
from forum.polls.forms import PollForm
from forum.polls.logic import words
from forum.polls.logic.answers import Answer, read_answers, written_answers
from forum.polls.logic.kinds import Method, PollState
from forum.polls.models import Poll
from forum.polls.queries.electorate import count_turnout
from forum.polls.queries.outcomes import find_outcome
from forum.polls.queries.polls import has_asked, list_polls
from forum.polls.service.drafting import PollDraft, delete_poll, draft_poll, edit_poll
from forum.web.guard import current_actor, public, requires
from forum.web.locale import current_language
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("polls", __name__, template_folder="templates")


def _has_polls(forum: Forum, _actor: Actor) -> bool:
    return has_asked(forum.id)


def _may_edit(forum: Forum, actor: Actor) -> bool:
    return actor.may(Permission.POLL_EDIT, *forum.scopes)


TABS = (Tab("polls", N_("Polls"), "polls.index", is_shown=_has_polls),)
DESK_TABS = (Tab("polls", N_("Polls"), "polls.desk", is_shown=_may_edit),)


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


@bp.get("/forums/<forum_id>/desk/polls")
@requires(Permission.POLL_EDIT)
def desk(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    polls = list_polls(forum.id)
    return render_template(
        "polls/desk.html", forum=forum, polls=polls, numbers=agenda_of(forum).numbers
    )


@bp.get("/forums/<forum_id>/desk/polls/new")
@requires(Permission.POLL_EDIT)
def new(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    return _form_page(forum, _form_for(forum, item=request.args.get("item", "")), None)


@bp.post("/forums/<forum_id>/desk/polls/new")
@requires(Permission.POLL_EDIT)
def create(forum_id: str) -> Response | tuple[str, int]:
    forum = forum_for(current_actor(), forum_id, Permission.POLL_EDIT)
    form = _form_for(forum)
    if not form.validate():
        return _form_page(forum, form, None), 422
    try:
        with transaction():
            draft_poll(forum_id, _draft(form), actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        return _form_page(forum, form, None), 422
    flash(_("The poll is kept as a draft."))
    return redirect(url_for(".desk", forum_id=forum_id))


@bp.get("/forums/<forum_id>/desk/polls/<poll_id>")
@requires(Permission.POLL_EDIT)
def edit(forum_id: str, poll_id: str) -> str | Response:
    shown = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    if shown.state is not PollState.DRAFTED:
        return redirect(url_for(".poll", forum_id=forum_id, poll_id=poll_id))
    return _form_page(shown.forum, _form_for(shown.forum, **_values(shown)), shown)


@bp.post("/forums/<forum_id>/desk/polls/<poll_id>")
@requires(Permission.POLL_EDIT)
def save(forum_id: str, poll_id: str) -> Response | tuple[str, int]:
    shown = poll_for(current_actor(), forum_id, poll_id, Permission.POLL_EDIT)
    form = _form_for(shown.forum)
    if not form.validate():
        return _form_page(shown.forum, form, shown), 422
    try:
        with transaction():
            edit_poll(forum_id, poll_id, _draft(form), actor=current_actor(), now=now())
    except ForumError as error:
        form.refuse(error)
        return _form_page(shown.forum, form, shown), 422
    flash(_("The poll is kept as a draft."))
    return redirect(url_for(".desk", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/polls/<poll_id>/delete")
@requires(Permission.POLL_EDIT)
def delete(forum_id: str, poll_id: str) -> Response:
    with transaction():
        delete_poll(forum_id, poll_id, actor=current_actor(), now=now())
    flash(_("The draft was deleted."))
    return redirect(url_for(".desk", forum_id=forum_id))


def _form_for(forum: Forum, **values: Any) -> PollForm:
    form = PollForm(data=values)
    form.item.choices = [SelectChoice("", _("No agenda item")), *_item_choices(agenda_of(forum))]
    return form


def _item_choices(agenda: Agenda) -> list[SelectChoice]:
    return [
        SelectChoice(
            agenda.items[slot.id].public_id,
            f"{slot.number} {localised(agenda.items[slot.id].title, current_language())}",
        )
        for slot in agenda.slots
    ]


def _form_page(forum: Forum, form: PollForm, shown: Poll | None) -> str:
    return render_template("polls/form.html", forum=forum, form=form, poll=shown)


def _values(shown: Poll) -> dict[str, Any]:
    answers = [Answer(option.label, option.meaning) for option in shown.options]
    typed = shown.method is not Method.CONSENT
    return {
        "question": shown.question,
        "explanation": shown.explanation,
        "item": shown.item.public_id if shown.item else "",
        "method": shown.method,
        "answers": written_answers(answers, ("th", "en")) if typed else {},
        "level": shown.level,
        "reason_rule": shown.reason_rule,
        "results_shown": shown.results_shown,
    }


def _draft(form: PollForm) -> PollDraft:
    return PollDraft(
        question=form.question.data,
        explanation=form.explanation.data,
        method=form.method.data,
        level=form.level.data,
        answers=read_answers(form.answers.data),
        reason_rule=form.reason_rule.data,
        results_shown=form.results_shown.data,
        item_id=form.item.data or None,
    )
