"""The organiser's desk: how many seats there are, for whom, and how they are given."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_networks, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.events.ports import Check
from forum.signups.forms.place import pool_name
from forum.signups.forms.seats import (
    SECOND_NAMES,
    RemovePoolForm,
    RulesForm,
    SeatsForm,
    seats_form,
    values_of,
)
from forum.signups.models.seats import SeatPool
from forum.signups.queries.seats import PoolSeats, find_pool, list_pools, pool_seats, pools_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.seats import remove_pool, set_pool, set_rules
from forum.signups.views.shown import desk_page, may
from forum.web.guard import current_actor, requires
from forum.web.locale import current_language
from forum.web.tabs import Tab

bp = Blueprint("seats", __name__, template_folder="../templates")


DESK_TABS = (
    Tab("seats", N_("Seats"), "seats.seats", may(Permission.SIGNUP_MANAGE), under="signups"),
)
NEW = "new"


def checks(forum_id: int) -> tuple[Check, ...]:
    """What sign-ups want ready before a forum opens (fills `events.readiness`)."""
    has_seats = find_pool(forum_id) is not None
    return (Check(N_("Seats for the sectors are set"), has_seats, "seats.seats", is_needed=False),)


@bp.route("/forums/<forum_id>/desk/seats", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def seats(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    """The seats, where there is one pool; several are listed."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    pools = list_pools(forum.id)
    if len(pools) > 1 and request.method != "POST":
        return desk_page(forum, "pools", pools=pools_of(forum.id), pool_name=pool_name)
    return _edited(forum, pools[0] if pools else None)


@bp.route("/forums/<forum_id>/desk/seats/<pool_id>", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def pool(forum_id: str, pool_id: str) -> str | BaseResponse | tuple[str, int]:
    """One of several pools; `new` adds one."""
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    if pool_id == NEW:
        return _edited(forum, None, is_new=True)
    found = find_pool(forum.id, pool_id)
    if found is None:
        raise NotFound
    return _edited(forum, found)


@bp.post("/forums/<forum_id>/desk/seats/<pool_id>/remove")
@requires(Permission.SIGNUP_MANAGE)
def remove(forum_id: str, pool_id: str) -> BaseResponse:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    form = _remove_form(forum, pool_id)
    into = form["into"].data if "into" in form else None
    with transaction():
        remove_pool(forum_id, pool_id, actor=current_actor(), now=now(), into=into)
    flash(_("It is removed. Nobody has lost a seat."))
    return redirect(url_for(".seats", forum_id=forum_id))


@bp.route("/forums/<forum_id>/desk/seat-rules", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def rules(forum_id: str) -> str | BaseResponse | tuple[str, int]:
    """How places are given, and what is asked beside the name."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    form = RulesForm(data=asdict(rules_of(forum.id)))
    if request.method != "POST":
        return desk_page(forum, "rules", form=form)
    if form.validate():
        try:
            with transaction():
                set_rules(forum_id, form.rules, actor=actor, now=now())
        except ForumError as error:
            form.refuse(error)
        else:
            flash(_("Saved. It holds for whoever signs up from now on."))
            return redirect(url_for(".rules", forum_id=forum_id))
    again = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    return desk_page(again, "rules", form=form), form.again_status


def _edited(
    forum: Forum, pool: SeatPool | None, *, is_new: bool = False
) -> str | BaseResponse | tuple[str, int]:
    forum_id, pool_id = forum.public_id, pool.public_id if pool else None
    form = seats_form(values_of(list_sectors(), list_networks(current_language())), pool)
    if request.method != "POST":
        return _pool_page(forum, form, pool, is_new=is_new)
    if form.validate():
        try:
            with transaction():
                number = len(
                    set_pool(
                        forum_id,
                        form.plan,
                        pool_id=pool_id,
                        is_new=is_new,
                        actor=current_actor(),
                        now=now(),
                    )
                )
        except ForumError as error:
            form.refuse(error)
        else:
            return _done(forum_id, number)
    again = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    found = find_pool(again.id, pool_id) if pool_id else None
    return _pool_page(again, form, found, is_new=is_new), form.again_status


def _done(forum_id: str, number: int) -> BaseResponse:
    flash(
        _("The seats are set.")
        if not number
        else _("The seats are set. From the waiting list %(number)s moved up.", number=number)
    )
    return redirect(url_for(".seats", forum_id=forum_id))


def _pool_page(forum: Forum, form: SeatsForm, pool: SeatPool | None, *, is_new: bool) -> str:
    taken: PoolSeats | None = None
    if not is_new:
        taken = pool_seats(forum.id, pool.id if pool else None)
    return desk_page(
        forum,
        "seats",
        form=form,
        pool=pool,
        is_new=is_new,
        second_names=SECOND_NAMES,
        has_several=is_new or len(list_pools(forum.id)) > 1,
        taken=taken,
        by_value=_by_value(taken),
        remove_form=_remove_form(forum, pool.public_id) if pool else None,
    )


def _by_value(taken: PoolSeats | None) -> dict[tuple[str, str], object]:
    """What is taken and waited for, by characteristic and value."""
    if taken is None:
        return {}
    rows: dict[tuple[str, str], object] = {("sector", r.sector.code): r for r in taken.sectors}
    rows |= {(str(taken.second), row.value): row for row in taken.values}
    return rows


def _remove_form(forum: Forum, pool_id: str) -> RemovePoolForm:
    return RemovePoolForm([p for p in list_pools(forum.id) if p.public_id != pool_id])
