"""The organiser's desk: draws of people for seats."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.logic import Opened
from forum.accounts.service.openings import tell_opened
from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.access import draw_for
from forum.signups.forms.draw import (
    CancelForm,
    DrawForm,
    PlainForm,
    StartForm,
    draw_form,
    targets_as_data,
)
from forum.signups.logic.draw import Target, members, outcome_lines
from forum.signups.logic.seats import Share
from forum.signups.logic.states import DrawState, SeedSource
from forum.signups.models.draws import Draw
from forum.signups.models.seats import SeatPool
from forum.signups.queries.draw import (
    current_check,
    list_draws,
    list_entrants,
    list_findings,
    people_by_key,
    plan_of,
    report_of,
)
from forum.signups.queries.seats import PoolSeats, find_pool, list_pools, pool_seats
from forum.signups.service.draw import (
    cancel_draw,
    change_draw,
    check_draw,
    commit_draw,
    discard_draw,
    prepare_draw,
    start_draw,
    take_nearest_targets,
)
from forum.signups.service.drawing import is_forgotten
from forum.signups.service.lottery import is_library_here
from forum.signups.service.replacing import replace_missing
from forum.signups.views import draw_words
from forum.signups.views.draw_words import Words, chances_of, target_rows
from forum.signups.views.shown import may, ticket_secret
from forum.web.forms import BaseForm
from forum.web.guard import current_actor, requires
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("draw_desk", __name__, template_folder="../templates")

DESK_TABS = (
    Tab("draws", N_("Draw"), "draw_desk.draws", may(Permission.SIGNUP_MANAGE), under="signups"),
)
Answer = str | Response | tuple[str, int]
HERE = "/forums/<forum_id>/desk/draws"


@bp.get(HERE)
@requires(Permission.SIGNUP_MANAGE)
def draws(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.SIGNUP_MANAGE)
    return _page(
        "draws", forum, draws=list_draws(forum.id), applied=len(list_entrants(forum.id, None))
    )


@bp.route(f"{HERE}/new", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def new(forum_id: str) -> Answer:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE)
    pools = list_pools(forum.id)
    pool = find_pool(forum.id, request.args.get("pool")) or (pools[0] if pools else None)
    seats = pool_seats(forum.id, pool.id if pool else None)
    form = _form_of(forum, pool, _targets_of(seats), size=seats.free)
    pool_id = pool.public_id if pool else ""
    if request.method == "POST" and form.validate():
        made = save(
            form,
            lambda: prepare_draw(forum_id, pool_id, form.plan, actor=actor, now=now()).public_id,
        )
        if made is not None:
            return _to(forum_id, made)
    page = _page("draw_form", forum, form=form, pools=pools, pool=pool, draw=None)
    return (page, form.again_status) if request.method == "POST" else page


@bp.route(f"{HERE}/<draw_id>/change", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def change(forum_id: str, draw_id: str) -> Answer:
    actor = current_actor()
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE)
    if draw.state is not DrawState.PREPARED:
        return _to(forum_id, draw_id)
    plan = plan_of(draw)
    form = _form_of(
        draw.forum,
        draw.pool,
        plan.targets,
        size=plan.size,
        algorithm=plan.algorithm,
        seed_source=plan.seed_source,
        seed_note=plan.seed_note,
    )
    if request.method == "POST" and form.validate():
        made = save(
            form,
            lambda: change_draw(forum_id, draw_id, form.plan, actor=actor, now=now()).public_id,
        )
        if made is not None:
            return _to(forum_id, draw_id)
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE)
    page = _page("draw_form", draw.forum, form=form, pools=[], pool=draw.pool, draw=draw)
    return (page, form.again_status) if request.method == "POST" else page


@bp.get(f"{HERE}/<draw_id>")
@requires(Permission.SIGNUP_MANAGE)
def draw(forum_id: str, draw_id: str) -> str:
    found = draw_for(current_actor(), forum_id, draw_id, Permission.SIGNUP_MANAGE)
    return _draw_page(found)


@bp.get(f"{HERE}/<draw_id>/progress")
@requires(Permission.SIGNUP_MANAGE)
def progress(forum_id: str, draw_id: str) -> Response:
    """How far a job is; once there is something else to see, the page is asked for anew."""
    found = draw_for(current_actor(), forum_id, draw_id, Permission.SIGNUP_MANAGE)
    answer = make_response(
        render_template("signups/desk/_draw_progress.html", forum=found.forum, draw=found)
    )
    if not _is_under_way(found):
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post(f"{HERE}/<draw_id>/check")
@requires(Permission.SIGNUP_MANAGE)
def check(forum_id: str, draw_id: str) -> Answer:
    return _do(forum_id, draw_id, PlainForm(), check_draw)


@bp.post(f"{HERE}/<draw_id>/nearest")
@requires(Permission.SIGNUP_MANAGE)
def nearest(forum_id: str, draw_id: str) -> Answer:
    return _do(forum_id, draw_id, PlainForm(), take_nearest_targets)


@bp.post(f"{HERE}/<draw_id>/discard")
@requires(Permission.SIGNUP_MANAGE)
def discard(forum_id: str, draw_id: str) -> Answer:
    actor, form = current_actor(), PlainForm()

    def act() -> bool:
        discard_draw(forum_id, draw_id, actor=actor, now=now())
        return True

    if save(form, act):
        return redirect(url_for(".draws", forum_id=forum_id))
    return _refused(forum_id, draw_id, form)


@bp.post(f"{HERE}/<draw_id>/fix")
@requires(Permission.SIGNUP_MANAGE)
def fix(forum_id: str, draw_id: str) -> Answer:
    return _do(forum_id, draw_id, PlainForm(), commit_draw, secret=ticket_secret())


@bp.post(f"{HERE}/<draw_id>/start")
@requires(Permission.SIGNUP_MANAGE)
def start(forum_id: str, draw_id: str) -> Answer:
    found = draw_for(current_actor(), forum_id, draw_id, Permission.SIGNUP_MANAGE)
    needs_number = found.seed_source is SeedSource.PUBLIC and found.seed is None
    form = StartForm() if needs_number else PlainForm()
    number = form.number.data or "" if needs_number else ""
    return _do(forum_id, draw_id, form, start_draw, number, secret=ticket_secret())


@bp.post(f"{HERE}/<draw_id>/cancel")
@requires(Permission.SIGNUP_MANAGE)
def cancel(forum_id: str, draw_id: str) -> Answer:
    form = CancelForm()
    return _do(forum_id, draw_id, form, cancel_draw, form.reason.data)


@bp.post(f"{HERE}/<draw_id>/replace")
@requires(Permission.SIGNUP_MANAGE)
def replace(forum_id: str, draw_id: str) -> Answer:
    actor, form = current_actor(), PlainForm()
    came = save(form, lambda: len(replace_missing(forum_id, draw_id, actor=actor, now=now())))
    if came is None:
        return _refused(forum_id, draw_id, form)
    flash(_("Nobody could come in.") if not came else _("%(number)s came in.", number=came))
    return _to(forum_id, draw_id)


def _do(
    forum_id: str,
    draw_id: str,
    form: BaseForm,
    act: Callable[..., Draw],
    *given: object,
    **values: object,
) -> Answer:
    """Let a service act on the draw, and show it again: with what was refused, if it was."""
    actor = current_actor()

    def acted() -> Draw:
        return act(forum_id, draw_id, *given, actor=actor, now=now(), **values)

    if form.validate() and save(form, lambda: acted() is not None):
        return _to(forum_id, draw_id)
    return _refused(forum_id, draw_id, form)


def _refused(forum_id: str, draw_id: str, form: BaseForm) -> tuple[str, int]:
    found = draw_for(current_actor(), forum_id, draw_id, Permission.SIGNUP_MANAGE)
    return _draw_page(found, form), form.again_status


def _form_of(
    forum: Forum, pool: SeatPool | None, asked: Sequence[Target], **data: object
) -> DrawForm:
    entrants = list_entrants(forum.id, pool.id if pool else None)
    words = Words([*(entrant.values for entrant in entrants), *_values_in(asked)])
    return draw_form(target_rows(entrants, asked, words), **data, **targets_as_data(asked))


def _values_in(targets: Sequence[Target]) -> list[dict[str, str]]:
    return [{target.characteristic: target.value} for target in targets]


def _targets_of(pool: PoolSeats) -> list[Target]:
    """What the pool's quotas still ask for, as targets: nothing is typed twice."""
    free, seats = pool.free, pool.seats
    return [
        _target(str(each), value, share, seats.taken.get(each, {}).get(value, 0), free)
        for each, shares in seats.shares.items()
        for value, share in shares.items()
        if free is not None and share != Share()
    ]


def _target(name: str, value: str, share: Share, taken: int, free: int) -> Target:
    most = free if share.maximum is None else max(0, share.maximum - taken)
    return Target(name, value, min(most, max(0, share.minimum - taken)), most)


def _draw_page(draw: Draw, refused: object = None) -> str:
    facts: dict[str, object] = {
        "draw": draw,
        "refused": refused,
        "plan": plan_of(draw),
        "under_way": _is_under_way(draw),
        "plain_form": PlainForm(),
        "cancel_form": refused if isinstance(refused, CancelForm) else CancelForm(),
        "start_form": refused if isinstance(refused, StartForm) else StartForm(),
    }
    if draw.state is DrawState.PREPARED:
        facts |= _preparation(draw)
    else:
        facts |= {"words": Words([*(each["values"] for each in draw.candidates)])}
    if draw.state is DrawState.RUNNING:
        facts |= {"is_forgotten": is_forgotten(draw, now())}
    if draw.state is DrawState.DONE:
        facts |= _outcome(draw)
    return _page("draw", draw.forum, **facts)


def _preparation(draw: Draw) -> dict[str, object]:
    plan = plan_of(draw)
    entrants = list_entrants(draw.forum_id, draw.pool_id)
    people = [entrant.values for entrant in entrants]
    found = list_findings(draw, entrants, now())
    named = [f.target for f in found if f.target is not None]
    return {
        "words": Words([*people, *_values_in([*plan.targets, *named])]),
        "applied": len(people),
        "findings": found,
        "check": current_check(draw),
        "targets": {(t.characteristic, t.value): t for t in plan.targets},
    }


def _outcome(draw: Draw) -> dict[str, object]:
    report, people = report_of(draw), people_by_key(draw)
    inside = members(report)
    shown = [row.signup.person_id for row in people.values()]
    tell_opened(shown, Opened.LIST, draw.forum.scope, actor=current_actor())
    return {
        "report": report,
        "lines": outcome_lines(report),
        "chances": chances_of(draw),
        "inside": [(key, people.get(key)) for key in sorted(inside)],
        "reserve": [
            (key, people.get(key)) for key in report["result"]["reserve"] if key not in inside
        ],
        "missing": draw.size - len(inside),
    }


def _is_under_way(draw: Draw) -> bool:
    is_checked = draw.state is DrawState.PREPARED and current_check(draw).get("state") == "waiting"
    return is_checked or draw.state is DrawState.RUNNING


def _page(name: str, forum: Forum, **facts: object) -> str:
    return render_template(
        f"signups/desk/{name}.html",
        forum=forum,
        shown=draw_words,
        has_library=is_library_here(),
        **facts,
    )


def _to(forum_id: str, draw_id: str) -> Response:
    return redirect(url_for(".draw", forum_id=forum_id, draw_id=draw_id))
