"""Opening, closing and showing a poll."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, literal, select

from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import new_public_id
from forum.core.permissions import Permission
from forum.events.models import Forum
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    ClosesTooEarly,
    CountsUnchecked,
    NobodyToVote,
    PollHasVotes,
    PollNotDrafted,
    PollNotOpen,
    PollStillOpen,
)
from forum.polls.logic.kinds import ElectorateRule, PollState, SecrecyLevel
from forum.polls.logic.states import Act, state_after
from forum.polls.models import Ballot, Elector, Poll
from forum.polls.queries.electorate import (
    count_turnout,
    electorate_of,
    has_votes,
    is_elector,
    may_be_let_in,
)
from forum.polls.queries.sheets import count_unchecked, has_sheets
from forum.polls.service.listing import freeze_list
from forum.polls.service.tallying import ask_for_count, forget_count
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup

SECRET_BYTES = 32


def open_poll(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Freeze the electorate, as the poll's rule says, and let it vote.

    From here on question, answers and level stay as they are. Raises PollNotDrafted when it was
    opened before, ClosesTooEarly when the clock would close it at once, NobodyToVote without anybody
    who could.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    state = state_after(poll.state, Act.OPEN)
    if state is None:
        raise PollNotDrafted
    if poll.closes_at is not None and poll.closes_at <= now:
        raise ClosesTooEarly
    if poll.rules.electorate is ElectorateRule.LISTED:
        freeze_list(poll)
    else:
        _freeze(poll)
    eligible = count_turnout(poll.id).eligible
    if not eligible:
        raise NobodyToVote
    poll.state, poll.opened_at = state, now
    mode = poll.forum.attribution_mode
    poll.settings = replace(poll.rules, attribution=mode).as_json()
    if poll.level is SecrecyLevel.CONFIDENTIAL:
        poll.secret = secrets.token_bytes(SECRET_BYTES)
    _note("poll.opened", poll, actor, now, eligible=eligible, level=poll.level.value)
    return poll


def _freeze(poll: Poll) -> None:
    # What an earlier rule had listed is not asked any more.
    db.session.execute(delete(Elector).where(Elector.poll_id == poll.id))
    people = electorate_of(poll).subquery()
    columns = (people.c.id, people.c.sector_id, people.c.block_id)
    db.session.execute(
        insert(Elector).from_select(
            ["poll_id", "signup_id", "sector_id", "block_id"],
            select(literal(poll.id), *columns),
        )
    )


def add_late_elector(
    poll: Poll, signup_id: int, sector_id: int, *, actor: Actor, now: datetime
) -> bool:
    """Let somebody vote who came after the poll opened; a logged act. False if they could already.

    `poll` is locked by the caller. Raises PollNotOpen before opening and after closing.
    """
    if poll.state is not PollState.OPEN:
        raise PollNotOpen
    if is_elector(poll.id, signup_id):
        return False
    query = select(Signup.public_id, Signup.block_id).where(Signup.id == signup_id)
    public_id, block_id = db.session.execute(query).one()
    db.session.add(
        Elector(poll_id=poll.id, signup_id=signup_id, sector_id=sector_id, block_id=block_id)
    )
    _note("poll.elector_added", poll, actor, now, signup=public_id)
    return True


def admit_late(forum_id: str, poll_id: str, signup_id: str, *, actor: Actor, now: datetime) -> bool:
    """Let somebody with a seat vote who was not there when the poll opened; False if they could.

    A logged act, while the poll is open only. Raises PollNotOpen, NotFound for whoever has no seat or
    is left out by the poll's rule (another sector, another network).
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    query = select(Signup).where(
        Signup.forum_id == poll.forum_id,
        Signup.public_id == signup_id,
        Signup.state == SignupState.SEATED,
        may_be_let_in(poll),
    )
    signup = db.session.scalars(query).one_or_none()
    if signup is None:
        raise NotFound
    return add_late_elector(poll, signup.id, signup.sector_id, actor=actor, now=now)


def admit_to_open_polls(
    forum: Forum, signup_id: int, sector_id: int, *, actor: Actor, now: datetime
) -> int:
    """Let somebody who just came into the hall vote in what is open there; how many polls that is.

    The caller has seen to it that they are seated and checked in.
    """
    query = (
        select(Poll)
        .where(Poll.forum_id == forum.id, Poll.state == PollState.OPEN)
        .order_by(Poll.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sum(
        add_late_elector(poll, signup_id, sector_id, actor=actor, now=now)
        for poll in db.session.scalars(query).all()
        if poll.rules.electorate is ElectorateRule.PRESENT
    )


def close_poll(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Take no more votes. Repeatable: whoever closes second finds the same result.

    Ballots of a confidential poll lose the way back to their voters: the secret is destroyed and
    they are kept again under random keys. Counts whose second count is missing or differs are
    refused by CountsUnchecked; closing by time (SYSTEM) leaves them out, and the journal says so.
    Raises PollNotOpen for a draft.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    state = state_after(poll.state, Act.CLOSE)
    if state is None:
        raise PollNotOpen
    if poll.state is PollState.CLOSED:
        return poll
    left_out = count_unchecked(poll.id)
    if left_out and actor.kind is not ActorKind.SYSTEM:
        raise CountsUnchecked
    if poll.level is SecrecyLevel.CONFIDENTIAL:
        _cut_loose(poll.id)
    poll.state, poll.closed_at, poll.secret = state, now, None
    forget_count(poll)
    ask_for_count(poll)
    _note("poll.closed", poll, actor, now, **({"left_out": left_out} if left_out else {}))
    return poll


def show_results(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Let everybody see what came out. Repeatable. Raises PollStillOpen before closing."""
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    if state_after(poll.state, Act.SHOW) is None:
        raise PollStillOpen
    if poll.shown_at is None:
        poll.shown_at = now
        _note("poll.shown", poll, actor, now)
    return poll


def reset_poll(forum_id: str, poll_id: str, *, actor: Actor, now: datetime) -> Poll:
    """Back to a draft, as long as nobody has voted; a time to open that has passed opens it no more.

    Raises PollHasVotes after that.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    state = state_after(poll.state, Act.RESET)
    if state is None:
        return poll
    if has_votes(poll.id) or has_sheets(poll.id):
        raise PollHasVotes
    if poll.rules.electorate is not ElectorateRule.LISTED:
        db.session.execute(delete(Elector).where(Elector.poll_id == poll.id))
    poll.state, poll.secret = state, None
    poll.opened_at = poll.closed_at = poll.shown_at = None
    poll.opens_at = poll.reminded_at = None
    forget_count(poll)
    _note("poll.reset", poll, actor, now)
    return poll


def _cut_loose(poll_id: int) -> None:
    """Rewrite the ballots under random keys, in the order of those keys.

    New rows in that order, because an update would leave them where their voters put them. How
    often somebody changed their mind goes, too, and by which channel each came: the channels are
    dealt out anew, so that their numbers stay, and the one ballot by proxy is none to be found.
    """
    columns = (Ballot.sector_id, Ballot.channel, Ballot.choice, Ballot.reason, Ballot.weight)
    rows = db.session.execute(select(*columns).where(Ballot.poll_id == poll_id)).mappings().all()
    db.session.execute(delete(Ballot).where(Ballot.poll_id == poll_id))
    channels = [row["channel"] for row in rows]
    secrets.SystemRandom().shuffle(channels)
    new = {"poll_id": poll_id, "revision": 1}
    loose = sorted(
        (
            {**row, **new, "key": new_public_id(), "channel": channel}
            for row, channel in zip(rows, channels, strict=True)
        ),
        key=lambda row: str(row["key"]),
    )
    if loose:
        db.session.execute(insert(Ballot), loose)


def _note(code: str, poll: Poll, actor: Actor, now: datetime, **facts: object) -> None:
    record(code, "poll", poll.public_id, actor=actor, now=now, forum_id=poll.forum_id, **facts)
    changed(poll.forum.public_id)
