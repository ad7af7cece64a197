"""The organiser's desk: yes or no to those who have applied."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.forms.seats import DecideForm
from forum.signups.logic.states import SeatMode, SignupState
from forum.signups.queries.people import Wanted, count_signups, list_signups
from forum.signups.queries.seats import pools_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.deciding import accept_signups, decline_signups
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.paging import page_of
from forum.web.tabs import Tab

bp = Blueprint("deciding", __name__, template_folder="../templates")

_WANTED = Wanted(state=SignupState.APPLIED)


def _is_asked(forum: Forum, actor: object) -> bool:
    is_theirs = may(Permission.SIGNUP_MANAGE)(forum, actor)
    return is_theirs and rules_of(forum.id).mode is SeatMode.APPROVAL


DESK_TABS = (
    Tab(
        "applications",
        N_("Applications"),
        "deciding.applications",
        _is_asked,
        lambda forum: count_signups(forum.id, _WANTED),
        under="signups",
    ),
)


@bp.route("/forums/<forum_id>/desk/applications", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def applications(forum_id: str) -> str | Response | tuple[str, int]:
    """Everybody who waits for an answer, to be ticked and told yes or no."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    form = DecideForm()
    if request.method != "POST":
        return _list_page(forum, form)
    if not form.validate():
        return _list_page(forum, form), form.again_status
    number = _decide(forum_id, form)
    flash(ngettext("%(num)s person was answered.", "%(num)s people were answered.", number))
    return redirect(url_for(".applications", forum_id=forum_id))


def _decide(forum_id: str, form: DecideForm) -> int:
    """How many were answered."""
    chosen, actor = form.signups.data or [], current_actor()
    with transaction():
        if form.answer.data == "yes":
            return len(accept_signups(forum_id, chosen, actor=actor, now=now()))
        reason = form.reason.data or ""
        return len(decline_signups(forum_id, chosen, reason, actor=actor, now=now()))


def _list_page(forum: Forum, form: DecideForm) -> str:
    page = page_of(
        lambda: count_signups(forum.id, _WANTED),
        lambda limit, offset: list_signups(forum.id, _WANTED, limit, offset),
    )
    shown = [signup.person_id for signup in page.rows]
    tell_opened(shown, Opened.LIST, forum.scope, actor=current_actor())
    return desk_page(
        forum,
        "applications",
        form=form,
        pools=pools_of(forum.id),
        rules=rules_of(forum.id),
        title=_("Applications"),
        page=page,
    )
