"""The organiser's desk: how many seats there are, for whom."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.core.clock import now
from forum.core.errors import ForumError
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.ports import Check
from forum.signups.forms.seats import SeatsForm, seats_form
from forum.signups.queries.seats import find_pool, seats_by_sector
from forum.signups.service.seats import set_seats
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.tabs import Tab

bp = Blueprint("seats", __name__, template_folder="../templates")


DESK_TABS = (
    Tab("seats", N_("Seats"), "seats.seats", may(Permission.SIGNUP_MANAGE), under="signups"),
)


def checks(forum_id: int) -> tuple[Check, ...]:
    """What sign-ups want ready before a forum opens (fills `events.readiness`)."""
    has_seats = find_pool(forum_id) is not None
    return (Check(N_("Seats for the sectors are set"), has_seats, "seats.seats", is_needed=False),)


@bp.route("/forums/<forum_id>/desk/seats", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def seats(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = _seats_form(forum)
    if request.method != "POST":
        return _seats_page(forum, form)
    if not form.validate():
        return _seats_page(forum, form), 422
    try:
        with transaction():
            promoted = set_seats(
                forum_id,
                form.capacity.data or 0,
                form.maxima,
                minima=form.minima,
                actor=actor,
                now=now(),
            )
            number = len(promoted)
    except ForumError as error:
        form.refuse(error)
        return _seats_page(forum_for(actor, forum_id, Permission.SIGNUP_MANAGE), form), 422
    flash(
        _("The seats are set.")
        if not number
        else _("The seats are set. From the waiting list %(number)s moved up.", number=number)
    )
    return redirect(url_for(".seats", forum_id=forum_id))


def _seats_form(forum: Forum) -> SeatsForm:
    pool = find_pool(forum.id)
    known: dict[str, object] = {"capacity": pool.capacity if pool else None}
    for quota in pool.quotas if pool else ():
        known[f"most_{quota.value}"] = quota.maximum
        known[f"kept_{quota.value}"] = quota.minimum or None
    return seats_form(list_sectors(), **known)


def _seats_page(forum: Forum, form: SeatsForm) -> str:
    return desk_page(forum, "seats", form=form, seats=seats_by_sector(forum.id))
