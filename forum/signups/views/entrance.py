"""The entrance: people who come unannounced, and the sign with which people check themselves in."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.directory.queries import list_organisations, list_sectors
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.errors import NoSeatAtDoor
from forum.signups.forms.desk import SendForm
from forum.signups.forms.door import DoorCodeForm, WalkInForm
from forum.signups.logic.door import is_door_open
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.entrance import door_code_of
from forum.signups.queries.seats import seats_by_sector
from forum.signups.service.door import change_door_code, check_in_by_code, walk_in
from forum.signups.views.shown import desk_page, person_name, qr_svg, seats_left, ticket_secret
from forum.web.guard import current_actor, public, requires
from forum.web.limits import limiter
from forum.web.links import absolute_url
from forum.web.locale import current_language
from forum.web.problems import sentence_of
from forum.web.session import opened_tickets

bp = Blueprint("entrance", __name__, template_folder="../templates")


@bp.route("/forums/<forum_id>/desk/check-in/walk-in", methods=["GET", "POST"])
@requires(Permission.CHECK_IN_RECORD)
def walk_in_page(forum_id: str) -> str | Response | tuple[str, int]:
    """Sign up somebody at the door, and check them in at once."""
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD)
    form = WalkInForm(list_sectors(), [])
    if request.method != "POST":
        return _walk_in_page(forum, form)
    if not form.validate():
        return _walk_in_page(forum, form), 422
    try:
        with transaction():
            arrival = walk_in(
                forum_id,
                form.applicant,
                form.reason.data or "",
                actor=actor,
                now=now(),
                secret=ticket_secret(),
            )
            name = person_name(arrival.signup.person)
    except NotFound:
        raise
    except ForumError as error:
        form.refuse(error)
        is_full = isinstance(error, NoSeatAtDoor)
        again = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD)
        return _walk_in_page(again, form, is_full=is_full), form.again_status
    flash(_("%(name)s is signed up and checked in.", name=name))
    return redirect(url_for(".walk_in_page", forum_id=forum_id), code=303)


@bp.get("/forums/<forum_id>/desk/check-in/code")
@requires(Permission.CHECK_IN_RECORD)
def code_page(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    return desk_page(forum, "door_code", form=SendForm(), code=door_code_of(forum.id))


@bp.post("/forums/<forum_id>/desk/check-in/code")
@requires(Permission.CHECK_IN_RECORD)
def change_code(forum_id: str) -> Response:
    """A new code, or none any more."""
    has_code = request.form.get("go") != "off"
    with transaction():
        change_door_code(forum_id, actor=current_actor(), now=now(), has_code=has_code)
    return redirect(url_for(".code_page", forum_id=forum_id), code=303)


@bp.get("/forums/<forum_id>/desk/check-in/sign")
@requires(Permission.CHECK_IN_RECORD)
def sign(forum_id: str) -> str | Response:
    """The code, large: for a screen at the entrance, or to print."""
    forum = forum_for(current_actor(), forum_id, Permission.CHECK_IN_RECORD)
    code = door_code_of(forum.id)
    if code is None:
        return redirect(url_for(".code_page", forum_id=forum_id))
    return render_template("signups/desk/sign.html", forum=forum, code=code, qr=_qr(forum, code))


def _who_tries() -> str:
    """A hall shares one address: tries are counted for each place."""
    actor = current_actor()
    return f"door:{actor.kind}:{actor.id}"


@bp.post("/forums/<forum_id>/ticket/check-in")
@public
@limiter.limit(
    "10 per hour", key_func=_who_tries, deduct_when=lambda _answer: g.get("is_wrong_code", False)
)
def check_in_self(forum_id: str) -> Response:
    """Check oneself in with the code on the sign; ten wrong ones an hour."""
    form = DoorCodeForm()
    try:
        with transaction():
            check_in_by_code(
                forum_id,
                form.door_code.data if form.validate() else "",
                actor=current_actor(),
                now=now(),
                ticket_ids=opened_tickets(),
            )
    except NotFound:
        raise
    except ForumError as error:
        g.is_wrong_code = True
        flash(sentence_of(error), "error")
    else:
        flash(_("You are checked in. Welcome!"))
    return redirect(url_for("signups.ticket", forum_id=forum_id), code=303)


@bp.app_template_global()
def door_form(signup: Signup) -> DoorCodeForm | None:
    """The form to check oneself in, for the ticket's page; None while there is nothing to enter."""
    forum = signup.forum
    is_possible = (
        signup.state is SignupState.SEATED
        and signup.check_in is None
        and is_door_open(forum.stage, forum.starts_at, forum.ends_at, now())
        and door_code_of(forum.id) is not None
    )
    if not is_possible:
        return None
    return DoorCodeForm(formdata=None, data={"door_code": request.args.get("door", "")[:40]})


def _walk_in_page(forum: Forum, form: WalkInForm, *, is_full: bool = False) -> str:
    seats = seats_by_sector(forum.id)
    return desk_page(
        forum,
        "walk_in",
        form=form,
        is_full=is_full,
        organisations=list_organisations(current_language()),
        hints={row.sector.code: seats_left(row) for row in seats},
        is_open=is_door_open(forum.stage, forum.starts_at, forum.ends_at, now()),
    )


def _qr(forum: Forum, code: str) -> Markup:
    return qr_svg(absolute_url("signups.ticket", forum_id=forum.public_id, door=code))
