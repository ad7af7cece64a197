"""The organiser's desk: your forums, making and changing one, its stages."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.core.permissions import INSTALLATION, Permission
from forum.core.transaction import transaction
from forum.events.access import forum_for
from forum.events.forms import (
    CloneForm,
    EmptyForm,
    ForumForm,
    PublishForm,
    ReasonForm,
    ReinstateForm,
    forum_data,
    span_data,
)
from forum.events.logic.stages import AHEAD, CALLED_OFF, Stage
from forum.events.models import Forum
from forum.events.queries import (
    agenda_of,
    count_own_forums,
    list_materials,
    list_own_forums,
    list_programmes_for,
)
from forum.events.service.forums import (
    clone_forum,
    create_forum,
    edit_forum,
    plan_of,
    publish_forum,
    version_of,
)
from forum.events.service.stages import (
    cancel_forum,
    postpone_forum,
    publish_and_open,
    reinstate_forum,
    set_stage,
)
from forum.events.views.readiness import checks_of, steps_of
from forum.events.views.shown import STAGE_NAMES
from forum.web.forms import BaseForm
from forum.web.guard import current_actor, requires
from forum.web.locale import local_text
from forum.web.paging import page_of
from forum.web.saving import save
from forum.web.tabs import Tab

bp = Blueprint("desk", __name__)

Page = str | Response | tuple[str, int]


CallOff = Callable[..., Forum]
DESK_TABS = (Tab("overview", N_("Overview"), "desk.overview"),)


@bp.get("/desk")
@requires(Permission.FORUM_READ_DRAFT)
def home() -> str:
    actor = current_actor()
    page = page_of(
        lambda: count_own_forums(actor),
        lambda limit, offset: list_own_forums(actor, limit, offset),
        size=20,
    )
    return render_template(
        "events/desk_home.html",
        page=page,
        programmes=list_programmes_for(actor, Permission.FORUM_CREATE),
        may_create_programme=actor.may(Permission.PROGRAMME_CREATE, INSTALLATION),
    )


@bp.route("/desk/forums/new", methods=["GET", "POST"])
@requires(Permission.FORUM_CREATE)
def create() -> Page:
    form = ForumForm(data={"programme": request.args.get("programme")})
    _offer_programmes(form)
    if not form.programme.choices:
        return redirect(url_for(".home"))  # which says what comes first
    if form.validate_on_submit():
        made = save(
            form,
            lambda: create_forum(
                form.programme.data,
                form.plan(),
                form.request_key.data,
                actor=current_actor(),
                now=now(),
            ),
        )
        if made is not None:
            flash(_("The draft is kept. Next: the agenda and the seats."))
            return redirect(url_for(".overview", forum_id=made.public_id))
    return _page("events/forum_form.html", form, forum=None)


@bp.get("/forums/<forum_id>/desk")
@requires(Permission.FORUM_READ_DRAFT)
def overview(forum_id: str) -> str:
    actor = current_actor()
    forum = forum_for(actor, forum_id, Permission.FORUM_READ_DRAFT)
    agenda, materials = agenda_of(forum), list_materials(forum)
    return render_template(
        "events/desk_overview.html",
        forum=forum,
        form=EmptyForm(),
        publish_form=PublishForm(opens_signup=True),
        checks=checks_of(forum, agenda, len(materials)),
        steps=steps_of(forum, actor, now()),
        stage_name=STAGE_NAMES[forum.stage],
        may_edit=actor.may(Permission.FORUM_EDIT, *forum.scopes),
        may_clone=actor.may(Permission.FORUM_CREATE, *forum.programme.scopes),
        can_call_off=forum.stage in AHEAD,
        is_called_off=forum.stage in CALLED_OFF,
    )


@bp.route("/forums/<forum_id>/desk/edit", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def edit(forum_id: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_EDIT)
    form = ForumForm(data={**forum_data(plan_of(forum)), "version": version_of(forum)})
    del form.programme  # a forum stays in its programme
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: edit_forum(
                forum_id, form.plan(), form.version.data, actor=current_actor(), now=now()
            ),
        )
        if saved is not None:
            flash(_("The changes are saved."))
            return redirect(url_for(".overview", forum_id=forum_id))
        form.version.data = version_of(forum)
    return _page("events/forum_form.html", form, forum=forum)


@bp.route("/forums/<forum_id>/desk/clone", methods=["GET", "POST"])
@requires(Permission.FORUM_CREATE)
def clone(forum_id: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_READ_DRAFT)
    if not current_actor().may(Permission.FORUM_CREATE, *forum.programme.scopes):
        raise NotFound
    usual = span_data(forum.starts_at, forum.ends_at)
    form = CloneForm(data={name: usual[name] for name in ("starts_time", "ends_time")})
    if form.validate_on_submit():
        made = save(
            form,
            lambda: clone_forum(
                forum_id, *form.span(), form.request_key.data, actor=current_actor(), now=now()
            ),
        )
        if made is not None:
            flash(_("This is the copy, a draft. Look through its texts and dates."))
            return redirect(url_for(".overview", forum_id=made.public_id))
    return _page("events/clone_form.html", form, forum=forum)


@bp.post("/forums/<forum_id>/desk/publish")
@requires(Permission.FORUM_EDIT)
def publish(forum_id: str) -> Response:
    opens = PublishForm().opens_signup.data
    act = publish_and_open if opens else publish_forum
    with transaction():
        forum = act(forum_id, actor=current_actor(), now=now())
        waits = opens and forum.signup_opens_at is not None and forum.signup_opens_at > now()
    if waits:
        flash(_("The forum is published. Sign-up opens on its day by itself."))
    elif opens:
        flash(_("The forum is published, and people can sign up."))
    else:
        flash(_("The forum is published. Everybody can see it now."))
    return redirect(url_for(".overview", forum_id=forum_id))


@bp.post("/forums/<forum_id>/desk/stage/<stage>")
@requires(Permission.FORUM_READ_DRAFT)
def change_stage(forum_id: str, stage: str) -> Response:
    if stage not in set(Stage):
        raise NotFound
    with transaction():
        set_stage(forum_id, Stage(stage), actor=current_actor(), now=now())
    flash(_("Stage of the forum: %(stage)s", stage=_(STAGE_NAMES[Stage(stage)])))
    return redirect(url_for(".overview", forum_id=forum_id))


@bp.route("/forums/<forum_id>/desk/postpone", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def postpone(forum_id: str) -> Page:
    return _call_off(forum_id, postpone_forum, "postpone", _("The forum is postponed."))


@bp.route("/forums/<forum_id>/desk/cancel", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def cancel(forum_id: str) -> Page:
    return _call_off(forum_id, cancel_forum, "cancel", _("The forum is cancelled."))


@bp.route("/forums/<forum_id>/desk/reinstate", methods=["GET", "POST"])
@requires(Permission.FORUM_EDIT)
def reinstate(forum_id: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_EDIT)
    form = ReinstateForm(data=span_data(forum.starts_at, forum.ends_at))
    if form.validate_on_submit():
        saved = save(
            form,
            lambda: reinstate_forum(forum_id, *form.span(), actor=current_actor(), now=now()),
        )
        if saved is not None:
            flash(_("The forum takes place after all. It is announced again."))
            return redirect(url_for(".overview", forum_id=forum_id))
    return _page("events/reinstate_form.html", form, forum=forum)


def _call_off(forum_id: str, act: CallOff, key: str, done: str) -> Page:
    forum = forum_for(current_actor(), forum_id, Permission.FORUM_EDIT)
    form = ReasonForm()
    if form.validate_on_submit():
        saved = save(
            form, lambda: act(forum_id, form.reason.data, actor=current_actor(), now=now())
        )
        if saved is not None:
            flash(done)
            return redirect(url_for(".overview", forum_id=forum_id))
    return _page("events/call_off_form.html", form, forum=forum, act=key)


def _offer_programmes(form: ForumForm) -> None:
    programmes = list_programmes_for(current_actor(), Permission.FORUM_CREATE)
    form.programme.choices = [
        SelectChoice(each.public_id, local_text(each.title)) for each in programmes
    ]


def _page(template: str, form: BaseForm, forum: Forum | None, **context: object) -> Page:
    page = render_template(template, form=form, forum=forum, **context)
    return (page, 422) if form.is_submitted() else page
