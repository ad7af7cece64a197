"""The pad: hands and paper, table by table, on the phone of whoever runs the room."""

from collections import defaultdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core.clock import now
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.core.transaction import transaction
from forum.events.forms import EmptyForm
from forum.events.models import Block
from forum.events.queries import find_table
from forum.polls.access import poll_for
from forum.polls.forms.counting import CountForm, count_form
from forum.polls.logic.kinds import PollState, SheetChannel
from forum.polls.logic.sheets import code_of
from forum.polls.models import CountSheet, Poll
from forum.polls.queries.sheets import (
    Moved,
    find_sheet,
    list_moved,
    list_places,
    list_sheets,
    people_left,
    second_of,
)
from forum.polls.service.counting import (
    check_count,
    record_count,
    take_back_count,
    why_no_sheets,
)
from forum.web.guard import current_actor, requires
from forum.web.saving import save

bp = Blueprint("counting", __name__, url_prefix="/forums/<forum_id>/desk/polls/<poll_id>")

Page = str | Response | tuple[str, int]


@bp.get("/count")
@requires(Permission.FLOOR_RUN)
def pad(forum_id: str, poll_id: str) -> str:
    poll = _countable(forum_id, poll_id)
    sheets: dict[int | None, list[CountSheet]] = defaultdict(list)
    for sheet in list_sheets(poll.id):
        sheets[sheet.block_id].append(sheet)
    places = list_places(poll.id)
    return render_template(
        "polls/counting/pad.html",
        forum=poll.forum,
        poll=poll,
        code=code_of(poll.public_id),
        tables=[place for place in places if place.block is not None],
        apart=next((place for place in places if place.block is None), None),
        people=sum(place.people for place in places),
        voted=sum(place.voted for place in places),
        sheets=sheets,
        by_table=any(block is not None for block in sheets),
        moved=_moved(poll),
    )


@bp.route("/count/<any(hands, paper):channel>", methods=["GET", "POST"])
@requires(Permission.FLOOR_RUN)
def hall(forum_id: str, poll_id: str, channel: str) -> Page:
    """The whole hall at once."""
    return _count(_countable(forum_id, poll_id), None, SheetChannel(channel))


@bp.route("/count/<any(hands, paper):channel>/<table_id>", methods=["GET", "POST"])
@requires(Permission.FLOOR_RUN)
def table(forum_id: str, poll_id: str, channel: str, table_id: str) -> Page:
    """One table."""
    poll = _countable(forum_id, poll_id)
    row = find_table(poll.forum_id, table_id)
    if row is None:
        raise NotFound
    return _count(poll, row, SheetChannel(channel))


@bp.route("/sheets/<sheet_id>", methods=["GET", "POST"])
@requires(Permission.FLOOR_RUN)
def check(forum_id: str, poll_id: str, sheet_id: str) -> Page:
    """The second count. The first is not shown before: nobody should copy it."""
    poll = _countable(forum_id, poll_id)
    sheet = find_sheet(poll.id, sheet_id)
    if sheet is None:
        raise NotFound
    form = count_form(poll, sheet.channel, is_second=True)
    if form.validate_on_submit():
        counted = form.counted
        saved = save(
            form,
            lambda: check_count(
                forum_id, poll_id, sheet_id, counted, actor=current_actor(), now=now()
            ),
        )
        if saved is not None and saved.checked_at is not None:
            flash(_("Both counts agree."))
            return redirect(url_for(".pad", forum_id=forum_id, poll_id=poll_id))
        if saved is not None:
            flash(_("The two counts differ. Neither counts until you have cleared it up."), "error")
            return redirect(request.path)
    is_open = poll.state is PollState.OPEN
    page = render_template(
        "polls/counting/check.html",
        forum=poll.forum,
        poll=poll,
        sheet=sheet,
        second=second_of(sheet) if sheet.checked_at is None and is_open else None,
        is_again=sheet.counted_by_id == current_actor().account_id,
        form=form,
        button=EmptyForm(formdata=None),
    )
    return (page, form.again_status) if form.is_submitted() else page


@bp.post("/sheets/<sheet_id>/take-back")
@requires(Permission.FLOOR_RUN)
def take_back(forum_id: str, poll_id: str, sheet_id: str) -> Response:
    with transaction():
        take_back_count(forum_id, poll_id, sheet_id, actor=current_actor(), now=now())
    flash(_("The count is taken back. Count again when you are ready."))
    return redirect(url_for(".pad", forum_id=forum_id, poll_id=poll_id))


@bp.app_template_global()
def takes_sheets(poll: Poll) -> bool:
    """Whether hands and paper can be counted in a poll like this."""
    return why_no_sheets(poll) is None


def _moved(poll: Poll) -> list[Moved]:
    """Once closed, who sits where now is no matter of this poll."""
    return list_moved(poll.id) if poll.state is PollState.OPEN else []


def _countable(forum_id: str, poll_id: str) -> Poll:
    poll = poll_for(current_actor(), forum_id, poll_id, Permission.FLOOR_RUN)
    if poll.state is PollState.DRAFTED or not takes_sheets(poll):
        raise NotFound
    return poll


def _count(poll: Poll, row: Block | None, channel: SheetChannel) -> Page:
    forum_id, poll_id = poll.forum.public_id, poll.public_id
    form = count_form(poll, channel)
    table_id = row.public_id if row is not None else None
    if form.validate_on_submit():
        counted, again = form.counted, form.needs_second.data
        saved = save(
            form,
            lambda: record_count(
                forum_id, poll_id, table_id, channel, counted,
                actor=current_actor(), now=now(), needs_second=again,
            ),
        )  # fmt: skip
        if saved is not None:
            flash(_("Counted: %(ballots)s.", ballots=counted.ballots))
            return redirect(url_for(".pad", forum_id=forum_id, poll_id=poll_id))
    return _count_page(poll, row, channel, form)


def _count_page(poll: Poll, row: Block | None, channel: SheetChannel, form: CountForm) -> Page:
    page = render_template(
        "polls/counting/count.html",
        forum=poll.forum,
        poll=poll,
        code=code_of(poll.public_id),
        table=row,
        channel=channel,
        left=people_left(poll.id, row.id if row is not None else None),
        moved=_moved(poll),
        form=form,
    )
    return (page, form.again_status) if form.is_submitted() else page
