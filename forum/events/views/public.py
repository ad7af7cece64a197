"""What everybody sees: the calendar of forums, programmes, agendas, materials, calendar files."""

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from forum.core.clock import now
from forum.core.i18n import N_
from forum.core.permissions import Permission
from forum.events.access import forum_for, programme_for
from forum.events.facts.calendar import calendar_of
from forum.events.logic.plans import fiscal_years
from forum.events.models import Forum
from forum.events.queries import (
    ForumFilter,
    agenda_of,
    count_forums,
    list_calendar,
    list_forums,
    list_ids_below,
    list_materials,
    list_programmes,
    list_projects,
)
from forum.events.views import shown
from forum.web.guard import current_actor, public
from forum.web.locale import current_language, local_text
from forum.web.paging import page_of
from forum.web.shared import shared_with_readers
from forum.web.tabs import Tab, desk_tabs_of, tabs_of

bp = Blueprint("events", __name__, template_folder="../templates")

TABS = (Tab("agenda", N_("Agenda"), "events.agenda"),)
_PAGE = 20


@bp.record_once
def _teach_templates(state: BlueprintSetupState) -> None:
    """Days, hours and tabs, for every page that shows a forum."""
    state.app.jinja_env.filters.update(host=shown.host_of, translated=gettext)
    state.app.jinja_env.globals.update(
        clock_range=shown.clock_range,
        date_block_of=shown.date_block_of,
        desk_tabs_of=desk_tabs_of,
        forum_url=shown.forum_url,
        hours_of=shown.hours_of,
        jsonld_of=shown.jsonld_of,
        minutes_words=shown.minutes_words,
        period_of=shown.period_of,
        standing_words=shown.standing_words,
        tabs_of=tabs_of,
    )


@bp.get("/forums")
@public
@shared_with_readers
def forums() -> str:
    programmes = list_programmes()
    chosen = next((p for p in programmes if p.public_id == request.args.get("programme")), None)
    filter_ = ForumFilter(
        is_past=request.args.get("when") == "past",
        words=request.args.get("q", "")[:200],
        programme_ids=list_ids_below(chosen) if chosen else (),
    )
    moment = now()
    page = page_of(
        lambda: count_forums(filter_, moment),
        lambda limit, offset: list_forums(filter_, moment, limit, offset),
        size=_PAGE,
    )
    return render_template(
        "events/forums.html", page=page, filter=filter_, programmes=programmes, chosen=chosen
    )


@bp.get("/programmes/<programme_id>")
@public
@shared_with_readers
def programme(programme_id: str) -> str:
    found = programme_for(current_actor(), programme_id)
    moment, ids = now(), list_ids_below(found)
    ahead, past = ForumFilter(programme_ids=ids), ForumFilter(is_past=True, programme_ids=ids)
    return render_template(
        "events/programme.html",
        programme=found,
        projects=list_projects(found),
        ahead=list_forums(ahead, moment, limit=_PAGE),
        past=list_forums(past, moment, limit=_PAGE),
        past_count=count_forums(past, moment),
        years=fiscal_years(found.starts_on, found.ends_on),
        feed_url=shown.public_url("events.programme_calendar", programme_id=found.public_id),
        may_edit=current_actor().may(Permission.PROGRAMME_EDIT, *found.scopes),
    )


@bp.get("/forums/<forum_id>/agenda")
@public
@shared_with_readers
def agenda(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    return render_template(
        "events/agenda.html",
        forum=forum,
        agenda=agenda_of(forum),
        materials=list_materials(forum),
        part_kinds=shown.PART_KINDS,
    )


@bp.get("/forums/<forum_id>/calendar.ics")
@public
def forum_calendar(forum_id: str) -> Response:
    forum = forum_for(current_actor(), forum_id)
    return _calendar([forum], local_text(forum.title), f"{forum.public_id}.ics")


@bp.get("/programmes/<programme_id>/calendar.ics")
@public
def programme_calendar(programme_id: str) -> Response:
    """The feed that people subscribe to; cancelled forums stay in it, so that they are struck out."""
    found = programme_for(current_actor(), programme_id)
    return _calendar(list_calendar(found), local_text(found.title), f"{found.public_id}.ics")


def _calendar(forums: list[Forum], name: str, file_name: str) -> Response:
    content = calendar_of(
        forums,
        name,
        host=shown.public_host(),
        url_of=shown.forum_url,
        language=current_language(),
    )
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
