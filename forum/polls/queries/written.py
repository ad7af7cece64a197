"""What people wrote in their own words and nobody has looked at yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select

from forum.core.db import db
from forum.polls.logic.states import results_visible
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.texts import digest_of, written_in
from forum.polls.models import Ballot, Poll
from forum.polls.queries.outcomes import list_said


def count_unseen(polls: Sequence[Poll]) -> dict[int, int]:
    """By the poll's id, how many words, texts and reasons nobody has looked at yet.

    Of a poll that runs as far as its count is told; 0 while nobody may look.
    """
    written = _list_written([poll for poll in polls if _is_over(poll)])
    return {
        poll.id: len(written[poll.id] - poll.decisions.keys())
        if _is_over(poll)
        else sum(said.is_shown is None for said in list_said(poll) or ())
        for poll in polls
        if poll.may_be_written
    }


def _is_over(poll: Poll) -> bool:
    return results_visible(poll.state, poll.results_shown, poll.shown_at)


def _list_written(polls: Collection[Poll]) -> Mapping[int, set[str]]:
    """The digests of everything written in these polls, read at once."""
    in_words = [poll.id for poll in polls if RULES[poll.method].is_text]
    query = select(Ballot.poll_id, Ballot.choice, Ballot.reason).where(
        Ballot.poll_id.in_([poll.id for poll in polls]),
        or_(Ballot.reason != "", Ballot.poll_id.in_(in_words)),
    )
    written = defaultdict[int, set[str]](set)
    for poll_id, choice, reason in db.session.execute(query):
        written[poll_id].update(map(digest_of, written_in(choice, reason)))
    return written
