"""Voting: checked in the request, kept by the writer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.core.transaction import let_go
from forum.language.normal import normalise_lines
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    FLAWS,
    ConsentMissing,
    NotElector,
    PollClosed,
    PollNotOpen,
    ReasonMissing,
    ReasonTooLong,
)
from forum.polls.logic.answers import LONGEST_REASON, owes_reason
from forum.polls.logic.keys import ballot_key
from forum.polls.logic.kinds import BallotChannel, PollState, ReasonRule, SecrecyLevel
from forum.polls.logic.states import RUNNING
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Choice, Flaw
from forum.polls.models import Elector, Poll
from forum.polls.queries.electorate import has_voted, is_elector
from forum.polls.queries.outcomes import find_ballot
from forum.polls.queries.sheets import is_counted_at
from forum.polls.service.storing import Sent
from forum.polls.service.tallying import ask_for_count
from forum.polls.service.writer import writer_of
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class OwnVote:
    """What somebody is told about their own vote.

    `choice` and `reason` are empty once a confidential poll has closed: nobody can find them.
    `is_counted`: no vote of theirs is in, and hands or slips were counted where they sit.
    `channel`: how their vote came in, while that is known.
    """

    is_elector: bool
    has_voted: bool
    is_counted: bool = False
    choice: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    channel: BallotChannel | None = None

    @property
    def picked(self) -> tuple[str, ...]:
        """The options the choice names, where it only names options."""
        one, several = self.choice.get("option"), self.choice.get("options", ())
        return (str(one),) if one else tuple(several)


@dataclass(frozen=True)
class _Voter:
    """Whose vote it is, and how it comes in."""

    signup_id: int
    public_id: str
    channel: BallotChannel


def cast_ballot(
    forum_id: str,
    poll_id: str,
    given: Mapping[str, list[str]],
    request_key: str,
    *,
    actor: Actor,
    instead_of: str | None = None,
    now: datetime | None = None,
) -> None:
    """Vote, or change the vote; returns once it is safe on the disk.

    `given` is what the form sent. `instead_of` (a sign-up's public id) votes for somebody else: as
    their proxy, or as a helper who runs the room, and only if they have not voted themselves. That
    a helper did it is journaled at `now` with the ballot: for whom, only where votes are named. The
    same ballot under the same request key again changes nothing and is answered as it was the first
    time. Never inside a transaction: the writer has its own.
    Raises PollClosed, PollNotOpen, NotElector, CountedByHand, AlreadyVoted, UnreadableBallot,
    ConsentMissing, ReasonMissing, ReasonTooLong, BallotNotStored.
    """
    sent = check_ballot(forum_id, poll_id, given, request_key, actor=actor, instead_of=instead_of)
    if sent.channel is BallotChannel.ASSISTED:
        if now is None:
            raise TypeError("a helper's act is journaled: it needs its time")
        sent = replace(sent, note=_note(forum_id, poll_id, sent, actor, now))
    engine = db.engine
    let_go()
    writer_of(engine).put(sent)
    if sent.is_watched:
        ask_for_count(poll_for(actor, forum_id, poll_id))
    changed(forum_id)


def _note(
    forum_id: str, poll_id: str, sent: Sent, actor: Actor, now: datetime
) -> Mapping[str, Any]:
    """That a helper entered a ballot. In a confidential vote not whose: few are entered this way."""
    poll = poll_for(actor, forum_id, poll_id)
    is_named = poll.level is SecrecyLevel.NAMED
    return {
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "code": "poll.ballot_entered",
        "object_kind": "poll",
        "object_id": poll_id,
        "forum_id": poll.forum_id,
        "facts": {"signup": sent.voter} if is_named else {},
    }


def check_ballot(
    forum_id: str,
    poll_id: str,
    given: Mapping[str, list[str]],
    request_key: str,
    *,
    actor: Actor,
    instead_of: str | None = None,
) -> Sent:
    """The ballot as the writer takes it; writes nothing. Raises as `cast_ballot`."""
    permission = Permission.BALLOT_CAST if instead_of is None else None
    poll = poll_for(actor, forum_id, poll_id, permission)
    voter = _voter(poll, actor) if instead_of is None else _represented(poll, instead_of, actor)
    opened_at = poll.opened_at
    if opened_at is None:
        raise PollNotOpen
    # Whoever has voted may be sending the same again because no answer came: the writer knows.
    if poll.state is PollState.CLOSED and not has_voted(poll.id, voter.signup_id):
        raise PollClosed
    if not is_elector(poll.id, voter.signup_id):
        raise NotElector
    choice = read_choice(poll, given)
    return Sent(
        poll_id=poll.id,
        opened_at=opened_at,
        signup_id=voter.signup_id,
        voter=voter.public_id,
        channel=voter.channel,
        choice=choice,
        reason=_reason(poll, given, choice),
        request_key=request_key,
        has_agreed=_agreed(poll, given),
        is_watched=poll.results_shown in RUNNING,
    )


def own_vote(poll: Poll, actor: Actor) -> OwnVote:
    """What the actor is told about their vote in this poll."""
    place = actor.place_in(poll.forum_id)
    if place is None or not is_elector(poll.id, place.signup_id):
        return OwnVote(is_elector=False, has_voted=False)
    if not has_voted(poll.id, place.signup_id):
        is_counted = is_counted_at(poll.id, place.signup_id)
        return OwnVote(is_elector=True, has_voted=False, is_counted=is_counted)
    secret = poll.secret if poll.level is SecrecyLevel.CONFIDENTIAL else None
    ballot = find_ballot(poll.id, ballot_key(secret, _public_id(place.signup_id)))
    if ballot is None:
        return OwnVote(is_elector=True, has_voted=True)
    return OwnVote(
        is_elector=True,
        has_voted=True,
        choice=ballot.choice,
        reason=ballot.reason,
        channel=ballot.channel,
    )


def read_choice(poll: Poll, given: Mapping[str, list[str]]) -> Choice:
    """The choice in what a form sent. Raises the UnreadableBallot that says what is wrong."""
    rules = poll.rules
    choice = RULES[poll.method].read(given, poll.for_counting)
    if isinstance(choice, Flaw):
        most = rules.most or len(poll.options)
        raise FLAWS[choice](fewest=rules.fewest, most=most, points=rules.points)
    return choice


def _voter(poll: Poll, actor: Actor) -> _Voter:
    place = actor.place_in(poll.forum_id)
    if place is None:
        raise NotElector
    return _Voter(place.signup_id, _public_id(place.signup_id), BallotChannel.PHONE)


def _represented(poll: Poll, public_id: str, actor: Actor) -> _Voter:
    """Somebody the actor may vote for: as their proxy, or because the actor runs the room."""
    query = (
        select(Elector.signup_id, Elector.proxy_id)
        .join(Signup, Signup.id == Elector.signup_id)
        .where(Elector.poll_id == poll.id, Signup.public_id == public_id)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotElector
    place = actor.place_in(poll.forum_id)
    if place is not None and found.proxy_id == place.signup_id:
        return _Voter(found.signup_id, public_id, BallotChannel.PROXY)
    if actor.may(Permission.FLOOR_RUN, *poll.forum.scopes):
        return _Voter(found.signup_id, public_id, BallotChannel.ASSISTED)
    raise NotElector


def _public_id(signup_id: int) -> str:
    return db.session.scalars(select(Signup.public_id).where(Signup.id == signup_id)).one()


def _agreed(poll: Poll, given: Mapping[str, list[str]]) -> bool:
    """Consent to keep the name beside the answer, which a named vote asks for."""
    if poll.level is not SecrecyLevel.NAMED:
        return False
    if given.get("agreed") != ["yes"]:
        raise ConsentMissing
    return True


def _reason(poll: Poll, given: Mapping[str, list[str]], choice: Choice) -> str:
    if poll.reason_rule is ReasonRule.OFF:
        return ""
    reason = normalise_lines(" ".join(given.get("reason", [])))
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(most=LONGEST_REASON)
    if not reason and owes_reason(poll.reason_rule, poll.method, _meaning(poll, choice)):
        raise ReasonMissing
    return reason


def _meaning(poll: Poll, choice: Choice) -> str:
    """The fixed sense of the one answer a ballot stands for; none where it names several."""
    meanings = {option.public_id: option.meaning for option in poll.options}
    return meanings.get(str(choice.get("option")), "")
