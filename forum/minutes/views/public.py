"""The minutes for everybody: read, checked against their hash, taken away."""

import hashlib

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from markupsafe import Markup

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.documents import html
from forum.documents.serial import from_json
from forum.documents.tree import Document
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.minutes.access import may_read_draft, minutes_for, version_for
from forum.minutes.logic import phrases
from forum.minutes.models import MinutesVersion
from forum.minutes.queries import find_minutes, has_public_minutes, list_versions
from forum.minutes.service.life import document_in
from forum.minutes.views.files import file_response
from forum.web.guard import current_actor, public
from forum.web.locale import current_language
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("minutes", __name__, template_folder="../templates")


def _is_shown(forum: Forum, actor: Actor) -> bool:
    if has_public_minutes(forum.id):
        return True
    return may_read_draft(actor, forum) and find_minutes(forum.id) is not None


TABS = (Tab("minutes", N_("Minutes"), "minutes.read", is_shown=_is_shown),)


@bp.get("/forums/<forum_id>/minutes")
@public
@shared_with_visitors
def read(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    versions = list_versions(forum.id)
    language = document_language(current_language())
    if not versions:
        return _draft_page(forum, language)
    version = version_for(current_actor(), forum_id, _asked_version())
    return _page(
        forum,
        _frozen(version, language),
        version=version,
        is_newest=version.number == versions[0].number,
        versions=versions,
    )


@bp.get("/forums/<forum_id>/minutes/<any(th, en):language>.<name>")
@public
def download(forum_id: str, language: str, name: str) -> Response:
    version = version_for(current_actor(), forum_id, _asked_version())
    response = file_response(
        _frozen(version, language),
        name,
        stamp=_stamp(version, language),
        filename=f"minutes-{forum_id}-v{version.number}-{language}",
    )
    response.headers["Cache-Control"] = "public, no-cache"
    return response


@bp.get("/minutes/document.css")
@public
def stylesheet() -> Response:
    response = Response(html.stylesheet(), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@bp.record_once
def _teach_stylesheet(state: BlueprintSetupState) -> None:
    mark = hashlib.sha256(html.stylesheet().encode()).hexdigest()[:10]
    state.app.jinja_env.globals.update(document_css=mark)


def document_language(otherwise: str) -> str:
    """The language of the document, asked for apart from the page's own."""
    asked = request.args.get("document", otherwise)
    return asked if asked in phrases.LANGUAGES else phrases.LANGUAGES[0]


def _asked_version() -> int | None:
    asked = request.args.get("version")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise NotFound
    return int(asked)


def _frozen(version: MinutesVersion, language: str) -> Document:
    return from_json(version.trees[language])


def _stamp(version: MinutesVersion, language: str) -> str:
    hash_ = version.current_hashes[language]
    name = "stamp.redacted" if version.redactions else "stamp.version"
    return phrases.say(language, name, number=str(version.number), hash=hash_)


def _draft_page(forum: Forum, language: str) -> str:
    minutes = minutes_for(current_actor(), forum.public_id)
    return _page(forum, document_in(minutes, language), version=None, is_newest=True, versions=[])


def _page(
    forum: Forum,
    document: Document,
    *,
    version: MinutesVersion | None,
    is_newest: bool,
    versions: list[MinutesVersion],
) -> str:
    article: Markup = html.render(document, title_level=2)
    return render_template(
        "minutes/read.html",
        forum=forum,
        article=article,
        document_language=document.language,
        version=version,
        is_newest=is_newest,
        versions=versions,
        may_write=may_read_draft(current_actor(), forum),
    )
