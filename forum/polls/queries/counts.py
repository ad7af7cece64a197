"""Counts that are kept: the one that runs, and those of closed polls that took long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, exists, func, select

from forum.core.db import db
from forum.polls.logic.counts import SLOW, Progress, is_due, read
from forum.polls.logic.kinds import PollState
from forum.polls.logic.states import RUNNING
from forum.polls.logic.tally.methods import tally
from forum.polls.logic.tally.shapes import Cast, Result
from forum.polls.models import Ballot, Poll, PollCount
from forum.polls.queries.sheets import Sheet


@dataclass(frozen=True)
class Taken:
    """A count just taken: of which ballots, of which closing (none while the poll is open)."""

    progress: Progress
    closed_at: datetime | None
    result: Result


def list_ballots(poll: Poll) -> list[tuple[int, Cast]]:
    """The ballots with their sector's id, without reasons, in no order that means anything."""
    rows = db.session.execute(
        select(Ballot.sector_id, Ballot.choice, Ballot.weight).where(Ballot.poll_id == poll.id)
    )
    return [(sector_id, Cast(choice, weight=weight)) for sector_id, choice, weight in rows]


def find_running_result(poll: Poll) -> Result | None:
    """The count so far, the same for all; None before the first. In steps the newest is held back."""
    kept = _kept(poll)
    kept = kept[1:] if poll.counts_in_steps else kept
    return read(kept[0].result) if kept and kept[0].closed_at is None else None


def find_final_result(
    poll: Poll, ballots: Sequence[Cast], sheets: Sequence[Sheet]
) -> Result | None:
    """What a closed poll's votes come to; None where that takes long and is not done yet."""
    if poll.method not in SLOW:
        return tally(poll.method, ballots, poll.for_counting, [sheet.told for sheet in sheets])
    kept = next((count for count in _kept(poll) if count.closed_at == poll.closed_at), None)
    return read(kept.result) if kept is not None else None


def take_count(poll: Poll) -> Taken | None:
    """Count what is to be counted and kept now; None where nothing is. May take seconds."""
    if not is_to_be_counted(poll):
        return None
    columns = (Ballot.choice, Ballot.weight, Ballot.revision)
    rows = db.session.execute(select(*columns).where(Ballot.poll_id == poll.id)).all()
    # From the same rows: ballots that come in while we count are in neither.
    progress = Progress(len(rows), sum(row.revision for row in rows))
    ballots = [Cast(row.choice, weight=row.weight) for row in rows]
    # Without hands and paper: neither a running count nor a method that takes long has any.
    return Taken(progress, poll.closed_at, tally(poll.method, ballots, poll.for_counting))


def is_to_be_counted(poll: Poll, progress: Progress | None = None) -> bool:
    """Whether a count that is kept is missing, or too far behind (`progress`, else the ballots now)."""
    if poll.state is PollState.CLOSED:
        return poll.method in SLOW and not db.session.scalar(select(_is_kept(poll)))
    if poll.state is not PollState.OPEN or poll.results_shown not in RUNNING:
        return False
    newest = select(PollCount.ballots, PollCount.revisions).where(PollCount.poll_id == poll.id)
    row = db.session.execute(newest.order_by(PollCount.ballots.desc()).limit(1)).one_or_none()
    counted = Progress(*row) if row is not None else None
    now = progress or _progress(poll)
    return is_due(poll.method, now, counted, in_steps=poll.counts_in_steps)


def list_to_be_counted() -> Sequence[Poll]:
    """Polls whose kept count may be missing or behind."""
    running = (Poll.state == PollState.OPEN) & Poll.results_shown.in_(RUNNING)
    slow = (Poll.state == PollState.CLOSED) & Poll.method.in_(SLOW) & ~_is_kept(Poll)
    return db.session.scalars(select(Poll).where(running | slow).order_by(Poll.id)).all()


def _is_kept(poll: Poll | type[Poll]) -> Exists:
    """The condition that a poll's count of its closing is there."""
    return exists().where(PollCount.poll_id == poll.id, PollCount.closed_at == poll.closed_at)


def _kept(poll: Poll) -> Sequence[PollCount]:
    """The counts that are kept, the newest first."""
    query = select(PollCount).where(PollCount.poll_id == poll.id)
    newest_first = query.order_by(PollCount.ballots.desc())
    return db.session.scalars(newest_first.execution_options(populate_existing=True)).all()


def _progress(poll: Poll) -> Progress:
    query = select(func.count(), func.coalesce(func.sum(Ballot.revision), 0))
    return Progress(*db.session.execute(query.where(Ballot.poll_id == poll.id)).one())
