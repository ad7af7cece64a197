"""The ballots of a closed poll to take along, and the program that counts them again."""

import json
from datetime import date
from pathlib import Path

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.i18n import localised
from forum.documents.spreadsheet import Cell, csv_bytes
from forum.polls.access import poll_for
from forum.polls.logic.downloads import cells_of
from forum.polls.logic.formats import pabulib_writing, preflib
from forum.polls.logic.kinds import Method
from forum.polls.logic.tally.methods import RULES
from forum.polls.models import Poll
from forum.polls.queries.published import Published, find_published
from forum.web.guard import current_actor, public
from forum.web.locale import current_language

bp = Blueprint("poll_downloads", __name__, template_folder="../templates")

_RECOUNT = Path(__file__).parent.parent / "downloads" / "recount.py"


@bp.get("/recount.py")
@public
def recount() -> Response:
    return _file(_RECOUNT.read_bytes(), "recount.py", "text/x-python")


@bp.get("/forums/<forum_id>/polls/<poll_id>/ballots.json")
@public
def ballots(forum_id: str, poll_id: str) -> Response:
    content = json.dumps(_published(forum_id, poll_id).as_file(), ensure_ascii=False, indent=1)
    return _file(content.encode() + b"\n", f"ballots-{poll_id}.json", "application/json")


@bp.get("/forums/<forum_id>/polls/<poll_id>/ballots.csv")
@public
def table(forum_id: str, poll_id: str) -> Response:
    header, rows = _rows(_published(forum_id, poll_id))
    return _file(csv_bytes(header, rows), f"ballots-{poll_id}.csv", "text/csv")


@bp.get("/forums/<forum_id>/polls/<poll_id>/ballots.preflib")
@public
def rankings(forum_id: str, poll_id: str) -> Response:
    published = _published(forum_id, poll_id)
    poll = published.poll
    if poll.method not in {Method.RANKING, Method.STV}:
        raise NotFound
    preferences = preflib.Preferences(
        _labels(poll),
        preflib.orders_of(published.votes.casts),
        title=_said(poll.question),
        published=f"{_closed_on(poll):%Y-%m-%d}",
    )
    stem = f"ballots-{poll_id}"
    content = preflib.written(preferences, stem).encode()
    return _file(content, preflib.file_name(preferences, stem), "text/plain")


@bp.get("/forums/<forum_id>/polls/<poll_id>/ballots.pb")
@public
def budget(forum_id: str, poll_id: str) -> Response:
    published = _published(forum_id, poll_id)
    poll = published.poll
    if poll.method is not Method.BUDGET:
        raise NotFound
    about = pabulib_writing.About(
        description=_said(poll.question),
        unit=_said(poll.forum.title),
        instance=poll.public_id,
        begins=poll.opened_at.date() if poll.opened_at else _closed_on(poll),
        ends=_closed_on(poll),
        language=current_language(),
    )
    election = pabulib_writing.election_of(
        poll.for_counting, _labels(poll), published.votes.casts, published.outcome.result, about
    )
    content = pabulib_writing.written(election).encode()
    return _file(content, f"ballots-{poll_id}.pb", "text/plain")


def _published(forum_id: str, poll_id: str) -> Published:
    published = find_published(poll_for(current_actor(), forum_id, poll_id))
    if published is None:
        raise NotFound
    return published


def _rows(published: Published) -> tuple[list[str], list[list[Cell]]]:
    """A line for each ballot; or for each option its sum, where people counted."""
    poll, votes = published.poll, published.votes
    labels = _labels(poll)
    if votes.counted:
        counts = votes.counted.counts
        return [_("Answer"), _("Number of votes")], [
            [labels[key], counts.get(key, 0)] for key in labels
        ]
    has_names = any(paper.name for paper in votes.papers)
    has_sectors = any(paper.sector for paper in votes.papers)
    header = [_("Weight"), *[_("Name")] * has_names, *[_("Sector")] * has_sectors]
    header += [_("What was written")] if RULES[poll.method].is_text else list(labels.values())
    rows: list[list[Cell]] = []
    for paper in votes.papers:
        who = [*[paper.name] * has_names, *[_said(paper.sector)] * has_sectors]
        said = cells_of(paper.cast.choice, list(labels))
        if RULES[poll.method].is_text:
            said = [_("(not let through)") if text is None else text for text in said]
        rows.append([paper.cast.weight, *who, *said])
    return header, rows


def _labels(poll: Poll) -> dict[str, str]:
    return {option.public_id: _said(option.label) for option in poll.options}


def _said(text: dict[str, str]) -> str:
    return localised(text, current_language())


def _closed_on(poll: Poll) -> date:
    return (poll.closed_at or now()).date()


def _file(content: bytes, name: str, kind: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, content_type=f"{kind}; charset=utf-8", headers=headers)
