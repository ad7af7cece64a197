"""The public side of draws: what was promised beforehand, and the report afterwards."""

import json

from flask import Blueprint, Response, render_template

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.i18n import N_
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.signups.access import public_draw
from forum.signups.logic.draw import members, outcome_lines
from forum.signups.logic.lottery import canonical_text
from forum.signups.logic.states import DrawState
from forum.signups.models.draws import Draw
from forum.signups.queries.draw import has_public_draw, list_draws, plan_of, report_of
from forum.signups.service.lottery import PROGRAM
from forum.signups.views import draw_words
from forum.signups.views.draw_words import Words, chances_of
from forum.web.guard import current_actor, public
from forum.web.shared import shared_with_visitors
from forum.web.tabs import Tab

bp = Blueprint("draws", __name__, template_folder="../templates")


def _is_shown(forum: Forum, _actor: Actor) -> bool:
    return has_public_draw(forum.id)


TABS = (Tab("draws", N_("Draw"), "draws.published", _is_shown),)
HERE = "/forums/<forum_id>/draws"


@bp.get(HERE)
@public
@shared_with_visitors
def published(forum_id: str) -> str:
    forum = forum_for(current_actor(), forum_id)
    return render_template(
        "signups/draws.html",
        forum=forum,
        shown=draw_words,
        draws=list_draws(forum.id, only_public=True),
    )


@bp.get(f"{HERE}/<draw_id>")
@public
@shared_with_visitors
def draw(forum_id: str, draw_id: str) -> str:
    found = public_draw(current_actor(), forum_id, draw_id)
    facts: dict[str, object] = {}
    if found.state is DrawState.DONE:
        report = report_of(found)
        facts = {
            "report": report,
            "lines": outcome_lines(report),
            "inside": sorted(members(report)),
            "chances": chances_of(found),
        }
    return render_template(
        "signups/draw.html",
        forum=found.forum,
        draw=found,
        plan=plan_of(found),
        shown=draw_words,
        words=Words(each["values"] for each in found.candidates),
        **facts,
    )


@bp.get(f"{HERE}/<draw_id>/report.json")
@public
def report(forum_id: str, draw_id: str) -> Response:
    """Everything that somebody needs to draw again."""
    found = _made(forum_id, draw_id)
    text = json.dumps(report_of(found), ensure_ascii=False, indent=1)
    return _file(text + "\n", f"draw-{found.public_id}.json", "application/json")


@bp.get(f"{HERE}/<draw_id>/fixed.json")
@public
def fixed(forum_id: str, draw_id: str) -> Response:
    """The very text whose hash was published beforehand, sign for sign."""
    found = _made(forum_id, draw_id)
    text = canonical_text(report_of(found)["material"])
    return _file(text, f"draw-{found.public_id}-fixed.json", "application/json")


@bp.get("/draws/lottery.py")
@public
def program() -> Response:
    """The program that draws, to be run by anybody."""
    return _file(PROGRAM.read_text(encoding="utf-8"), "lottery.py", "text/x-python")


def _made(forum_id: str, draw_id: str) -> Draw:
    found = public_draw(current_actor(), forum_id, draw_id)
    if found.state is not DrawState.DONE:
        raise NotFound
    return found


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=kind, headers=headers)
