"""The door: who has come."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.language import dates
from forum.signups.errors import UnknownCode
from forum.signups.forms.desk import CodeForm, SendForm
from forum.signups.logic.scans import Found, Look
from forum.signups.logic.states import CheckInChannel, SignupState
from forum.signups.queries.door import list_repeats
from forum.signups.queries.people import (
    Order,
    Wanted,
    count_present,
    count_signups,
    list_signups,
)
from forum.signups.service.scans import Seen, record_scans
from forum.signups.views.shown import (
    desk_page,
    may,
    person_name,
    wanted_people,
)
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.paging import page_of
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
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    form = CodeForm()
    if not form.validate():
        return _door_page(forum, form), 422
    look = Look(form.request_key.data, now(), code=form.code.data or "")
    if not _look_at(forum_id, look):
        form.refuse(UnknownCode())
        return _door_page(forum_for(current_actor(), forum_id), form), 422
    return _to_door(forum_id)


@bp.post("/forums/<forum_id>/desk/check-in/<signup_id>")
@requires(Permission.CHECK_IN_RECORD)
def check_in_one(forum_id: str, signup_id: str) -> BaseResponse:
    """Check in somebody found by name, or whose ticket's link a helper's camera opened."""
    form = SendForm()
    form.validate()
    is_by_name = request.form.get("channel") != CheckInChannel.TICKET
    look = Look(form.request_key.data, now(), signup=signup_id, is_by_name=is_by_name)
    if not _look_at(forum_id, look):
        raise NotFound
    return _to_door(forum_id)


def _look_at(forum_id: str, look: Look) -> bool:
    """Check in by a ticket and say what was found; False where it is nobody's."""
    with transaction():
        seen = record_scans(forum_id, [look], actor=current_actor(), now=now())[0]
        if seen.found is not Found.UNKNOWN:
            _tell(seen)
    return seen.found is not Found.UNKNOWN


def _to_door(forum_id: str) -> BaseResponse:
    words = request.form.get("words", "")
    return redirect(url_for(".check_in_page", forum_id=forum_id, words=words or None), code=303)


def _tell(seen: Seen) -> None:
    if seen.signup is None or seen.at is None:
        flash(_("No seat: this person cannot be checked in."), "error")
        return
    name = person_name(seen.signup.person)
    if seen.found is Found.FIRST:
        flash(_("%(name)s is checked in.", name=name))
        return
    at = dates.format_time(dates.local(seen.at).time(), current_language())
    flash(
        _(
            "%(name)s was checked in already, at %(time)s. Please look whether the ticket is theirs.",
            name=name,
            time=at,
        ),
        "warning",
    )


def _door_page(forum: Forum, form: CodeForm) -> str:
    wanted = replace(wanted_people(only_active=True), order=Order.NAME)
    page = page_of(
        lambda: count_signups(forum.id, wanted),
        lambda limit, offset: list_signups(forum.id, wanted, limit, offset),
    )
    shown = [signup.person_id for signup in page.rows]
    tell_opened(shown, Opened.LIST, forum.scope, actor=current_actor())
    return desk_page(
        forum,
        "check_in",
        form=form,
        one=SendForm(),
        wanted=wanted,
        present=count_present(forum.id),
        total=count_signups(forum.id, Wanted(state=SignupState.SEATED)),
        repeats=list_repeats(forum.id),
        page=page,
    )
