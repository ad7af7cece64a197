"""Signing in and out, and who holds which role."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_security import current_user, login_user
from werkzeug.wrappers import Response

from forum.accounts.errors import LinkUsedUp
from forum.accounts.forms import AskForLinkForm, InviteForm
from forum.accounts.letters import ROLE_NAMES
from forum.accounts.ports import places_of
from forum.accounts.queries import list_grants, list_held_roles
from forum.accounts.service.links import ask_for_sign_in_link, use_sign_in_link
from forum.accounts.service.roles import invite, take_role
from forum.core.actor import VISITOR, Actor, ActorKind
from forum.core.clock import now
from forum.core.errors import ForumError, NotFound
from forum.core.permissions import INSTALLATION, Permission
from forum.core.transaction import transaction
from forum.web.guard import current_actor, public, requires
from forum.web.limits import limiter
from forum.web.locale import current_language
from forum.web.problems import sentence_of
from forum.web.session import TICKETS, opened_tickets

bp = Blueprint("accounts", __name__, template_folder="../templates")


def load_actor() -> Actor:
    """Who is acting in this request: an account, else tickets opened here, else a visitor."""
    tickets = opened_tickets()
    if current_user.is_authenticated and current_user.active:
        person = current_user.person
        return Actor(
            ActorKind.ACCOUNT,
            id=current_user.id,
            person_id=person.id,
            name=person.name,
            language=person.language,
            roles=list_held_roles(current_user.id, now()),
            places=places_of.only(person.id, tickets),
        )
    places = places_of.only(None, tickets) if tickets else ()
    if not places:
        return VISITOR
    newest = places[-1]
    return Actor(ActorKind.TICKET, id=newest.signup_id, person_id=newest.person_id, places=places)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def sign_in() -> str | Response:
    form = AskForLinkForm()
    if form.validate_on_submit():
        with transaction():
            ask_for_sign_in_link(form.email.data, form.request_key.data, now=now())
        return redirect(url_for(".link_sent"))
    return render_template("accounts/sign_in.html", form=form, next=_local_path("next"))


@bp.get("/sign-in/sent")
@public
def link_sent() -> str:
    return render_template("accounts/link_sent.html")


@bp.get("/sign-in/link/<token>")
@public
def use_link(token: str) -> str:
    """Only show the button: link previews fetch every address, and must not use it up."""
    return render_template("accounts/use_link.html", token=token)


@bp.post("/sign-in/link/<token>")
@public
@limiter.limit("30 per hour")
def sign_in_by_link(token: str) -> Response | tuple[str, int]:
    try:
        with transaction():
            account = use_sign_in_link(token, now=now())
    except LinkUsedUp as error:
        return render_template("accounts/link_used_up.html", sentence=sentence_of(error)), 409
    kept = {key: session[key] for key in (TICKETS,) if key in session}
    session.clear()
    session.update(kept)
    login_user(account, authn_via=["link"])
    return redirect(_local_path("next") or url_for("portal.my_page"))


@bp.get("/roles")
@requires(Permission.PROGRAMME_CREATE)
def roles() -> str:
    return _roles_page(InviteForm())


@bp.post("/roles")
@requires(Permission.PROGRAMME_CREATE)
def give_role() -> str | Response | tuple[str, int]:
    form = InviteForm()
    if not form.validate():
        return _roles_page(form), 422
    try:
        with transaction():
            invite(
                form.email.data,
                form.given_name.data,
                form.family_name.data,
                form.role.data,
                (INSTALLATION,),
                actor=current_actor(),
                now=now(),
                language=current_language(),
            )
    except ForumError as error:
        form.refuse(error)
        return _roles_page(form), 422
    flash(_("%(name)s was invited by mail.", name=form.given_name.data))
    return redirect(url_for(".roles"))


@bp.post("/roles/<int:grant_id>/take")
@requires(Permission.PROGRAMME_CREATE)
def remove_role(grant_id: int) -> Response:
    with transaction():
        take_role(grant_id, (INSTALLATION,), actor=current_actor(), now=now())
    flash(_("The role was taken back."))
    return redirect(url_for(".roles"))


def _roles_page(form: InviteForm) -> str:
    if not current_actor().may(Permission.GRANT_GIVE, INSTALLATION):
        raise NotFound
    return render_template(
        "accounts/roles.html",
        form=form,
        grants=list_grants(INSTALLATION),
        role_names=ROLE_NAMES,
        own=current_actor().id,
    )


def _local_path(argument: str) -> str | None:
    """Where to go afterwards: only a path of this site."""
    target = request.values.get(argument, "")
    # Browsers leave tabs and line ends out of an address, and take a backslash for a slash.
    is_plain = target.isprintable() and "\\" not in target
    return target if is_plain and target.startswith("/") and target[1:2] != "/" else None
