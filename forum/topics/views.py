"""Pages of topics: the list, one topic, proposing one, the organiser's queue."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.comments.access import discussion_for, why_outside
from forum.comments.errors import PlaceNeeded
from forum.comments.logic import attribution, takes_contributions
from forum.comments.queries import count_comments
from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.events.access import forum_for
from forum.events.logic.stages import AttributionMode
from forum.events.models import Forum
from forum.language.normal import shorten
from forum.topics.access import THREAD_OWNER, is_own, own_topic_for, topic_for
from forum.topics.forms import AnswerForm, TopicForm
from forum.topics.logic import (
    Filter,
    Order,
    TopicState,
    is_editable,
    is_supportable,
    is_withdrawable,
)
from forum.topics.models import Topic
from forum.topics.queries import (
    count_endorsements,
    count_topics,
    count_waiting,
    is_endorsed_by,
    list_queue,
    list_topics,
    support_by_sector,
)
from forum.topics.service import (
    answer_topic,
    edit_topic,
    endorse,
    propose_topic,
    put_on_agenda,
    restore_topic,
    take_back_endorsement,
    withdraw_topic,
)
from forum.web.asked import choice_asked, words_asked
from forum.web.guard import current_actor, public, requires, signed_in
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.paging import page_of
from forum.web.saving import save
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("topics", __name__, template_folder="templates")

TABS = (Tab("topics", N_("Topics"), "topics.topics", count=count_topics),)
DESK_TABS = (
    Tab(
        "topics",
        N_("Topics"),
        "topics.queue",
        lambda forum, actor: actor.may(Permission.TOPIC_ANSWER, *forum.scopes),
        count_waiting,
    ),
)
STATES = {
    TopicState.PROPOSED: (N_("proposed"), "plain"),
    TopicState.ON_AGENDA: (N_("on the agenda"), "agree"),
    TopicState.ANSWERED: (N_("answered"), "agree"),
    TopicState.DECLINED: (N_("declined"), "object"),
    TopicState.WITHDRAWN: (N_("withdrawn"), "quiet"),
}
ORDERS = {
    Order.ENDORSED: N_("most supporters first"),
    Order.NEWEST: N_("newest first"),
    Order.NUMBER: N_("by number"),
}

Refused = tuple[str, int]


@bp.get("/forums/<forum_id>/topics")
@public
@shared_with_visitors
def topics(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    wanted = _wanted(forum)
    page = page_of(
        lambda: count_topics(forum, wanted),
        lambda limit, offset: list_topics(forum, wanted, limit=limit, offset=offset),
        size=20,
    )
    return render_template(
        "topics/list.html",
        forum=forum,
        page=page,
        wanted=wanted,
        comments=count_comments(THREAD_OWNER.kind, [row.topic.public_id for row in page.rows]),
        sectors=[] if forum.attribution_mode is AttributionMode.ANONYMOUS else list_sectors(),
        states=STATES,
        orders=ORDERS,
        is_open=takes_contributions(forum.stage),
        told=_told,
        shorten=shorten,
    )


@bp.get("/forums/<forum_id>/topics/new")
@public
def new(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    return _form_page(
        forum, TopicForm(), refusal=why_outside(current_actor(), forum, Permission.TOPIC_PROPOSE)
    )


@bp.post("/forums/<forum_id>/topics/new")
@signed_in
@limiter.limit("30 per hour")
def propose(forum_id: str) -> Response | Refused:
    form = TopicForm()
    if form.validate():
        made = save(
            form,
            lambda: propose_topic(
                forum_id,
                form.text,
                language=current_language(),
                request_key=form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            said = _(
                "Your topic is number %(number)s. Others can now support it.", number=made.number
            )
            flash(said)
            return redirect(url_for(".topic", topic_id=made.public_id))
    return _form_page(forum_for(current_actor(), forum_id), form), form.again_status


@bp.get("/topics/<topic_id>")
@public
def topic(topic_id: str) -> str:
    actor = current_actor()
    shown = topic_for(actor, topic_id)
    place = actor.place_in(shown.forum_id)
    return render_template(
        "topics/topic.html",
        **_topic_facts(shown, actor),
        is_endorsed=place is not None and is_endorsed_by(shown, place.person_id),
        is_supportable=is_supportable(shown.state) and takes_contributions(shown.forum.stage),
        needs_place=isinstance(
            why_outside(actor, shown.forum, Permission.TOPIC_PROPOSE), PlaceNeeded
        ),
        may_answer=actor.may(Permission.TOPIC_ANSWER, *shown.forum.scopes),
        discussion=discussion_for(actor, THREAD_OWNER.kind, shown.public_id, now=now()),
    )


@bp.get("/topics/<topic_id>/edit")
@signed_in
def edit(topic_id: str) -> str:
    shown = own_topic_for(current_actor(), topic_id)
    return _form_page(shown.forum, TopicForm(obj=shown), shown)


@bp.post("/topics/<topic_id>/edit")
@signed_in
def save_edit(topic_id: str) -> Response | Refused:
    form = TopicForm()
    if form.validate() and save(
        form, lambda: edit_topic(topic_id, form.text, actor=current_actor(), now=now())
    ):
        flash(_("Your topic was changed."))
        return redirect(url_for(".topic", topic_id=topic_id))
    shown = own_topic_for(current_actor(), topic_id)
    return _form_page(shown.forum, form, shown), form.again_status


@bp.post("/topics/<topic_id>/withdraw")
@signed_in
def withdraw(topic_id: str) -> Response:
    with transaction():
        withdraw_topic(topic_id, actor=current_actor(), now=now())
    flash(_("Your topic was withdrawn. You can bring it back."))
    return redirect(url_for(".topic", topic_id=topic_id))


@bp.post("/topics/<topic_id>/restore")
@signed_in
def restore(topic_id: str) -> Response:
    with transaction():
        restore_topic(topic_id, actor=current_actor(), now=now())
    flash(_("Your topic is proposed again."))
    return redirect(url_for(".topic", topic_id=topic_id))


@bp.post("/topics/<topic_id>/endorse")
@signed_in
def support(topic_id: str) -> Response:
    with transaction():
        endorse(topic_id, actor=current_actor(), now=now())
    flash(_("You support this topic."))
    return redirect(url_for(".topic", topic_id=topic_id))


@bp.post("/topics/<topic_id>/endorse/take-back")
@signed_in
def take_back(topic_id: str) -> Response:
    with transaction():
        take_back_endorsement(topic_id, actor=current_actor(), now=now())
    flash(_("You no longer support this topic."))
    return redirect(url_for(".topic", topic_id=topic_id))


@bp.get("/forums/<forum_id>/desk/topics")
@requires(Permission.TOPIC_ANSWER)
def queue(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.TOPIC_ANSWER)
    return render_template(
        "topics/queue.html",
        forum=forum,
        rows=list_queue(forum),
        waiting=count_waiting(forum),
        states=STATES,
    )


@bp.get("/topics/<topic_id>/answer")
@requires(Permission.TOPIC_ANSWER)
def ask_answer(topic_id: str) -> str:
    shown = topic_for(current_actor(), topic_id, Permission.TOPIC_ANSWER)
    decision = TopicState.DECLINED if shown.state is TopicState.DECLINED else TopicState.ANSWERED
    return _answer_page(shown, AnswerForm(text=shown.answer, decision=decision))


@bp.post("/topics/<topic_id>/answer")
@requires(Permission.TOPIC_ANSWER)
def answer(topic_id: str) -> Response | Refused:
    form = AnswerForm()
    if form.validate() and save(
        form,
        lambda: answer_topic(
            topic_id, form.text.data, form.decision.data, actor=current_actor(), now=now()
        ),
    ):
        flash(_("The answer is public."))
        return redirect(_queue_of(topic_id))
    shown = topic_for(current_actor(), topic_id, Permission.TOPIC_ANSWER)
    return _answer_page(shown, form), form.again_status


@bp.post("/topics/<topic_id>/agenda")
@requires(Permission.TOPIC_ANSWER)
def to_agenda(topic_id: str) -> Response:
    with transaction():
        put_on_agenda(topic_id, actor=current_actor(), now=now())
    flash(_("The topic is an item at the end of the agenda."))
    return redirect(_queue_of(topic_id))


def _queue_of(topic_id: str) -> str:
    shown = topic_for(current_actor(), topic_id, Permission.TOPIC_ANSWER)
    return url_for(".queue", forum_id=shown.forum.public_id)


def _told(shown: Topic) -> Any:
    """How the topic's proposer is named, as the forum's mode allows."""
    name = shown.proposer.name if shown.proposer else None
    return attribution(shown.forum.attribution_mode, name, shown.sector)


def _topic_facts(shown: Topic, actor: Actor) -> dict[str, Any]:
    """What every page with a whole topic shows."""
    tells_sectors = shown.forum.attribution_mode is not AttributionMode.ANONYMOUS
    endorsements = count_endorsements(shown)
    own = is_own(actor, shown)
    return {
        "forum": shown.forum,
        "topic": shown,
        "told": _told(shown),
        "states": STATES,
        "endorsements": endorsements,
        "support": support_by_sector([shown]).get(shown.id, {}),
        "sectors": list_sectors() if tells_sectors else [],
        "is_own": own,
        "may_edit": own and is_editable(shown.state, endorsements),
        "may_withdraw": own and is_withdrawable(shown.state),
    }


def _wanted(forum: Forum) -> Filter:
    """The filter in the address; words that are not ours are left out."""
    tells_sectors = forum.attribution_mode is not AttributionMode.ANONYMOUS
    return Filter(
        search=words_asked(),
        state=choice_asked(TopicState, "state"),
        sector=(request.args.get("sector") or None) if tells_sectors else None,
        order=choice_asked(Order, "sort") or Order.ENDORSED,
    )


def _form_page(
    forum: Forum, form: TopicForm, shown: Topic | None = None, refusal: ForumError | None = None
) -> str:
    return render_template("topics/form.html", forum=forum, form=form, topic=shown, refusal=refusal)


def _answer_page(shown: Topic, form: AnswerForm) -> str:
    return render_template("topics/answer.html", **_topic_facts(shown, current_actor()), form=form)
