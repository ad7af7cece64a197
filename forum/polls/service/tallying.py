"""Counts taken in the background and kept: nobody waits for them, and all see the same."""

from sqlalchemy import delete, func, select

from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.jobs.queue import enqueue
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.logic.counts import written
from forum.polls.models import Poll, PollCount
from forum.polls.queries.counts import Taken, is_to_be_counted

COUNT = "polls.count"


def ask_for_count(poll: Poll) -> None:
    """Let a count be taken that is missing or too far behind, soon."""
    if is_to_be_counted(poll):
        enqueue(
            COUNT,
            unique_key=poll.public_id,
            forum_id=poll.forum.public_id,
            poll_id=poll.public_id,
        )


def keep_count(forum_id: str, poll_id: str, taken: Taken) -> None:
    """Keep a count, unless the poll went on meanwhile or a newer one is kept. Raises NotFound."""
    poll = poll_for(SYSTEM, forum_id, poll_id, lock=True)
    if poll.closed_at != taken.closed_at or not is_to_be_counted(poll, taken.progress):
        return
    kept = PollCount(
        poll_id=poll.id,
        ballots=taken.progress.ballots,
        revisions=taken.progress.revisions,
        closed_at=taken.closed_at,
        result=written(taken.result),
    )
    _forget_all_but_newest(poll)
    db.session.merge(kept)
    changed(forum_id)


def forget_count(poll: Poll) -> None:
    """A count that ran is over."""
    db.session.execute(delete(PollCount).where(PollCount.poll_id == poll.id))


def _forget_all_but_newest(poll: Poll) -> None:
    counts = select(func.max(PollCount.ballots)).where(PollCount.poll_id == poll.id)
    db.session.execute(
        delete(PollCount).where(
            PollCount.poll_id == poll.id, PollCount.ballots < counts.scalar_subquery()
        )
    )
