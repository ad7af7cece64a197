"""Voting: checked in the request, kept by the writer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.core.transaction import let_go
from forum.language.normal import normalise_lines
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    NotElector,
    PollClosed,
    PollNotOpen,
    ReasonMissing,
    ReasonTooLong,
    UnreadableBallot,
)
from forum.polls.logic.answers import LONGEST_REASON, owes_reason
from forum.polls.logic.keys import ballot_key
from forum.polls.logic.kinds import BallotChannel, PollState, ReasonRule, SecrecyLevel
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Choice, Option
from forum.polls.models import Poll
from forum.polls.queries import find_ballot, has_voted, is_elector
from forum.polls.service.storing import Sent
from forum.polls.service.writer import writer_of
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class OwnVote:
    """What somebody is told about their own vote.

    `choice` and `reason` are empty once a confidential poll has closed: nobody can find them.
    """

    is_elector: bool
    has_voted: bool
    picked: tuple[str, ...] = ()
    reason: str = ""


def cast_ballot(
    forum_id: str,
    poll_id: str,
    given: Mapping[str, list[str]],
    request_key: str,
    *,
    actor: Actor,
    channel: BallotChannel = BallotChannel.PHONE,
) -> None:
    """Vote, or change the vote; returns once it is safe on the disk.

    `given` is what the form sent. The same request key again changes nothing. Never inside a
    transaction: the writer has its own. Raises PollClosed, PollNotOpen, NotElector,
    UnreadableBallot, ReasonMissing, ReasonTooLong, BallotNotStored.
    """
    sent = check_ballot(forum_id, poll_id, given, request_key, actor=actor, channel=channel)
    engine = db.engine
    let_go()
    writer_of(engine).put(sent)
    changed(forum_id)


def check_ballot(
    forum_id: str,
    poll_id: str,
    given: Mapping[str, list[str]],
    request_key: str,
    *,
    actor: Actor,
    channel: BallotChannel = BallotChannel.PHONE,
) -> Sent:
    """The ballot as the writer takes it; writes nothing. Raises as `cast_ballot`."""
    poll = poll_for(actor, forum_id, poll_id, Permission.BALLOT_CAST)
    place = actor.place_in(poll.forum_id)
    if place is None:
        raise NotElector
    opened_at = poll.opened_at
    if poll.state is PollState.CLOSED:
        raise PollClosed
    if opened_at is None:
        raise PollNotOpen
    if not is_elector(poll.id, place.signup_id):
        raise NotElector
    choice = _read(poll, given)
    return Sent(
        poll_id=poll.id,
        opened_at=opened_at,
        signup_id=place.signup_id,
        voter=_voter(place.signup_id),
        channel=channel,
        choice=choice,
        reason=_reason(poll, given, choice),
        request_key=request_key,
    )


def own_vote(poll: Poll, actor: Actor) -> OwnVote:
    """What the actor is told about their vote in this poll."""
    place = actor.place_in(poll.forum_id)
    if place is None or not is_elector(poll.id, place.signup_id):
        return OwnVote(is_elector=False, has_voted=False)
    if not has_voted(poll.id, place.signup_id):
        return OwnVote(is_elector=True, has_voted=False)
    secret = poll.secret if poll.level is SecrecyLevel.CONFIDENTIAL else None
    ballot = find_ballot(poll.id, ballot_key(secret, _voter(place.signup_id)))
    if ballot is None:
        return OwnVote(is_elector=True, has_voted=True)
    picked = RULES[poll.method].picked(ballot.choice)
    return OwnVote(is_elector=True, has_voted=True, picked=picked, reason=ballot.reason)


def _voter(signup_id: int) -> str:
    return db.session.scalars(select(Signup.public_id).where(Signup.id == signup_id)).one()


def _read(poll: Poll, given: Mapping[str, list[str]]) -> Choice:
    options = [Option(option.public_id, option.meaning) for option in poll.options]
    choice = RULES[poll.method].read(given, options)
    if choice is None:
        raise UnreadableBallot
    return choice


def _reason(poll: Poll, given: Mapping[str, list[str]], choice: Choice) -> str:
    if poll.reason_rule is ReasonRule.OFF:
        return ""
    reason = normalise_lines(" ".join(given.get("reason", [])))
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(most=LONGEST_REASON)
    picked = RULES[poll.method].picked(choice)
    meanings = [option.meaning for option in poll.options if option.public_id in picked]
    if not reason and any(owes_reason(poll.reason_rule, poll.method, m) for m in meanings):
        raise ReasonMissing
    return reason
