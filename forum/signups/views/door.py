"""The door: who has come."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.language.sorting import sort_key
from forum.signups.forms.desk import CodeForm, SendForm
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.people import (
    Wanted,
    count_present,
    count_signups,
    find_by_code,
    list_signups,
)
from forum.signups.service.presence import Arrival, check_in
from forum.signups.views.shown import (
    desk_page,
    may,
    person_name,
    wanted_people,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.paging import page_of
from forum.web.problems import sentence_of
from forum.web.tabs import Tab

bp = Blueprint("door", __name__, template_folder="../templates")


DESK_TABS = (
    Tab(
        "check-in",
        N_("Check-in"),
        "door.check_in_page",
        may(Permission.CHECK_IN_RECORD),
        under="signups",
    ),
)


@bp.get("/forums/<forum_id>/desk/check-in")
@requires(Permission.CHECK_IN_RECORD)
def check_in_page(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    return _door_page(forum, CodeForm())


@bp.post("/forums/<forum_id>/desk/check-in")
@requires(Permission.CHECK_IN_RECORD)
def check_in_code(forum_id: str) -> BaseResponse | tuple[str, int]:
    """Check in whoever's ticket shows the code typed."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD)
    form = CodeForm()
    found = find_by_code(forum.id, form.code.data or "") if form.validate() else None
    if found is None:
        form.code.errors = [_("No ticket of this forum has this code.")]
        return _door_page(forum, form), 422
    return _check_in(forum_id, found.public_id, CheckInChannel.TICKET, actor)


@bp.post("/forums/<forum_id>/desk/check-in/<signup_id>")
@requires(Permission.CHECK_IN_RECORD)
def check_in_one(forum_id: str, signup_id: str) -> BaseResponse:
    is_ticket = request.form.get("channel") == CheckInChannel.TICKET
    channel = CheckInChannel.TICKET if is_ticket else CheckInChannel.HELPER
    return _check_in(forum_id, signup_id, channel, current_actor())


def _check_in(forum_id: str, signup_id: str, channel: CheckInChannel, actor: Actor) -> BaseResponse:
    try:
        with transaction():
            arrival = check_in(forum_id, signup_id, channel, actor=actor, now=now())
            flash(_arrival_words(arrival))
    except ForumError as error:
        flash(sentence_of(error))
    words = request.form.get("words", "")
    target = url_for(".check_in_page", forum_id=forum_id, words=words or None)
    return redirect(target, code=303)


def _arrival_words(arrival: Arrival) -> str:
    name = person_name(arrival.signup.person)
    if arrival.is_first:
        return str(_("%(name)s is checked in.", name=name))
    return str(
        _(
            "%(name)s was checked in already, at %(time)s. Please look whether the ticket is theirs.",
            name=name,
            time=dates.format_time(dates.local(arrival.at).time(), current_language()),
        )
    )


def _door_page(forum: Forum, form: CodeForm) -> str:
    wanted = wanted_people(only_active=True)
    return desk_page(
        forum,
        "check_in",
        form=form,
        one=SendForm(),
        wanted=wanted,
        present=count_present(forum.id),
        total=count_signups(forum.id, Wanted(state=SignupState.SEATED)),
        page=page_of(
            lambda: count_signups(forum.id, wanted),
            lambda limit, offset: _by_name(forum, wanted)[offset : offset + limit],
        ),
    )


def _by_name(forum: Forum, wanted: Wanted) -> list[Signup]:
    """As in a dictionary, which no database sorts alike: a forum's people are some hundreds."""
    found = list_signups(forum.id, wanted)
    return sorted(
        found,
        key=lambda each: (sort_key(each.person.given_name), sort_key(each.person.family_name)),
    )
