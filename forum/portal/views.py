"""Pages that show several features together: home, a forum's first page, my page."""

from typing import Any

from flask import Blueprint, Response, current_app, has_request_context, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as PageNotFound

from forum.accounts.logic import CONSENTS
from forum.core.actor import Actor
from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.core.schema import is_migrated
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.minutes.queries import has_public_minutes
from forum.portal.logic import NextStep, Situation, next_step
from forum.portal.queries import (
    list_coming,
    list_forums,
    list_latest_resolutions,
    list_newest_topics,
    list_open_consultations,
)
from forum.questionnaires.access import list_unanswered
from forum.signups.queries.seats import seats_by_sector
from forum.web import style_guide
from forum.web.guard import current_actor, public, signed_in
from forum.web.locale import current_language
from forum.web.shared import shared_with_readers
from forum.web.tabs import Tab

bp = Blueprint("portal", __name__, template_folder="templates")

TABS = (Tab("about", N_("About"), "portal.forum"),)


@bp.get("/")
@public
@shared_with_readers
def home() -> str:
    forums = list_coming(now())
    return render_template(
        "portal/home.html",
        forums=forums,
        seats={forum.id: seats_by_sector(forum.id) for forum in forums[:2]},
        consultations=list_open_consultations(),
        topics=list_newest_topics(),
        resolutions=list_latest_resolutions(),
    )


@bp.get("/forums/<forum_id>")
@public
@shared_with_readers
def forum(forum_id: str) -> str:
    actor = current_actor()
    shown = forum_for(actor, forum_id)
    return render_template(
        "portal/forum.html",
        forum=shown,
        seats=seats_by_sector(shown.id),
        step=_step_of(shown, actor),
        questionnaires=list_unanswered(actor, shown, now()),
        NextStep=NextStep,
    )


@bp.get("/me")
@signed_in
def my_page() -> str:
    actor = current_actor()
    return render_template(
        "portal/my_page.html",
        forums=list_forums([place.forum_id for place in actor.places]),
        may_prepare=actor.may_somewhere(Permission.FORUM_READ_DRAFT),
        may_give_roles=actor.may_somewhere(Permission.PROGRAMME_CREATE),
    )


@bp.get("/privacy")
@public
@shared_with_readers
def privacy() -> str:
    return render_template("portal/privacy.html", consents=CONSENTS.values())


@bp.get("/style-guide")
@public
def show_style_guide() -> str:
    """The parts all pages are made of; for those who build them, so not in production."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise PageNotFound
    return render_template("web/style_guide.html", **style_guide.examples(current_language()))


@bp.get("/healthz")
@public
def is_alive() -> Response:
    return Response("alive\n", mimetype="text/plain")


@bp.get("/readyz")
@public
def is_ready() -> tuple[Response, int]:
    """Whether the database answers and has the shape this version expects."""
    ready = is_migrated()
    sentence = "ready\n" if ready else "The database is not migrated. Run: flask db upgrade\n"
    return Response(sentence, mimetype="text/plain"), 200 if ready else 503


@bp.get("/robots.txt")
@public
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /t/\nDisallow: /sign-in/\n", mimetype="text/plain")


@bp.app_context_processor
def _navigation() -> dict[str, Any]:
    if not has_request_context():
        return {}  # a letter has no menu
    actor = current_actor()
    mine = (
        (_("My page"), "portal.my_page")
        if actor.is_signed_in
        else (_("Sign in"), "accounts.sign_in")
    )
    links = [(_("Forums"), "events.forums"), mine]
    return {
        "home_url": url_for("portal.home"),
        "forums_url": url_for("events.forums"),
        "navigation": [
            {"label": label, "url": url_for(endpoint), "current": False}
            for label, endpoint in links
        ],
        "footer_links": [
            {"label": _("Your data and your rights"), "url": url_for("portal.privacy")}
        ],
    }


def _step_of(shown: Forum, actor: Actor) -> NextStep:
    situation = Situation(
        stage=shown.stage,
        signup_opens_at=shown.signup_opens_at,
        signup_closes_at=shown.signup_closes_at,
        has_place=actor.place_in(shown.id) is not None,
        has_minutes=has_public_minutes(shown.id),
    )
    return next_step(situation, now())
