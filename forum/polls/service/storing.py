"""What the writer does with a batch of ballots, inside its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from forum.accounts.models import Person
from forum.core.errors import ForumError
from forum.journal.models import JournalEntry
from forum.polls.errors import AlreadyVoted, CountedByHand, NotElector, PollClosed, PollNotOpen
from forum.polls.logic.keys import ballot_key, try_of, with_try
from forum.polls.logic.kinds import BallotChannel, PollState, SecrecyLevel
from forum.polls.logic.tally.shapes import Choice
from forum.polls.models import Ballot, CountSheet, Elector, Poll, Turnout
from forum.signups.models.places import Signup

_AT_ONCE = 400  # voters a statement may name: older SQLite allows 999 parameters


@dataclass(frozen=True)
class Sent:
    """A checked ballot on its way to the writer.

    `opened_at` is the opening it was made for: after a reset it counts for nothing.
    """

    poll_id: int
    opened_at: datetime
    signup_id: int
    voter: str
    channel: BallotChannel
    choice: Choice
    reason: str
    request_key: str
    has_agreed: bool = False
    # Whether somebody may watch the count while it runs, so that it is to be taken again.
    is_watched: bool = False
    # A helper's act, as the journal's row says it: kept with the ballot or not at all.
    note: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class _Poll:
    state: PollState
    secret: bytes | None
    opened_at: datetime | None


@dataclass(frozen=True)
class _Elector:
    sector_id: int
    block_id: int | None
    weight: int


Voter = tuple[int, int]  # poll, sign-up


def store_ballots(connection: Connection, batch: Sequence[Sent]) -> list[ForumError | None]:
    """Keep each ballot or say why not, in their order.

    Locks the polls, so that a ballot is either in before a closing or refused after it. What was
    kept before is answered as it was then and changes nothing, even after the closing; anything else
    replaces the vote. Who sends twice within a batch counts in the order of sending. Where hands
    were counted, nobody votes by phone for the first time any more.
    """
    voters = sorted({(sent.poll_id, sent.signup_id) for sent in batch})
    polls = _locked(connection, {sent.poll_id for sent in batch})
    box = _Box(
        polls=polls,
        electors=_electors(connection, voters),
        tries=_tries(connection, voters),
        sealed=_sealed(connection, polls),
    )
    outcomes = [box.take(sent) for sent in batch]
    if box.changed:
        _write_turnout(connection, box)
        _write_ballots(connection, list(box.changed.values()))
    if box.notes:
        connection.execute(insert(JournalEntry), box.notes)
    return outcomes


@dataclass
class _Box:
    """What there was before the batch, and what the batch puts in."""

    polls: Mapping[int, _Poll]
    electors: Mapping[Voter, _Elector]
    tries: dict[Voter, list[str]]
    sealed: set[tuple[int, int | None]]
    changed: dict[Voter, dict[str, Any]] = field(default_factory=dict)
    agreed: set[Voter] = field(default_factory=set)
    notes: list[Mapping[str, Any]] = field(default_factory=list)

    def take(self, sent: Sent) -> ForumError | None:
        """Put one ballot in, or say why not."""
        voter = (sent.poll_id, sent.signup_id)
        tries = with_try(
            self.tries.get(voter, []), try_of(sent.request_key, sent.choice, sent.reason)
        )
        if tries is None:
            return None
        poll, elector = self.polls.get(sent.poll_id), self.electors.get(voter)
        if poll is None or poll.state is PollState.DRAFTED:
            return PollNotOpen()
        if poll.state is PollState.CLOSED:
            return PollClosed()
        if poll.opened_at != sent.opened_at:
            return PollNotOpen()
        if elector is None:
            return NotElector()
        barred = self._barred(sent, elector)
        if barred is None:
            self._put(sent, poll, elector, tries)
        return barred

    def _barred(self, sent: Sent, elector: _Elector) -> ForumError | None:
        """Nobody votes over somebody's own vote, and nobody twice, by hand and by phone."""
        if (sent.poll_id, sent.signup_id) in self.tries:
            return None if sent.channel == BallotChannel.PHONE else AlreadyVoted()
        is_sealed = {(sent.poll_id, None), (sent.poll_id, elector.block_id)} & self.sealed
        return CountedByHand() if is_sealed else None

    def _put(self, sent: Sent, poll: _Poll, elector: _Elector, tries: list[str]) -> None:
        voter = (sent.poll_id, sent.signup_id)
        before = self.changed.get(voter, {}).get("revision", 0)
        self.tries[voter] = tries
        self.changed[voter] = _row(sent, poll, elector, before + 1)
        if sent.has_agreed:
            self.agreed.add(voter)
        if sent.note is not None:
            self.notes.append(sent.note)


def _row(sent: Sent, poll: _Poll, elector: _Elector, revision: int) -> dict[str, Any]:
    return {
        "poll_id": sent.poll_id,
        "key": ballot_key(poll.secret, sent.voter),
        "sector_id": elector.sector_id,
        "weight": elector.weight,
        "channel": sent.channel,
        "choice": sent.choice,
        "reason": sent.reason,
        "revision": revision,
    }


def _locked(connection: Connection, ids: Iterable[int]) -> dict[int, _Poll]:
    """The polls, locked in the order of their ids; SQLite's write transaction locks everything."""
    query = (
        select(Poll.id, Poll.state, Poll.secret, Poll.opened_at, Poll.level)
        .where(Poll.id.in_(sorted(ids)))
        .order_by(Poll.id)
        .with_for_update()
    )
    return {
        id_: _Poll(state, secret if level is SecrecyLevel.CONFIDENTIAL else None, opened_at)
        for id_, state, secret, opened_at, level in connection.execute(query)
    }


def _electors(connection: Connection, voters: Sequence[Voter]) -> dict[Voter, _Elector]:
    """Who may vote; whoever was erased since does no more: an earlier ballot is nobody's now."""
    found: dict[Voter, _Elector] = {}
    columns = (Elector.sector_id, Elector.block_id, Elector.weight)
    for some in _portions(voters):
        query = (
            select(Elector.poll_id, Elector.signup_id, *columns)
            .join(Signup, Signup.id == Elector.signup_id)
            .join(Person, Person.id == Signup.person_id)
            .where(tuple_(Elector.poll_id, Elector.signup_id).in_(some), Person.erased_at.is_(None))
        )
        for poll, signup, sector, block, weight in connection.execute(query):
            found[poll, signup] = _Elector(sector, block, weight)
    return found


def _sealed(connection: Connection, polls: Iterable[int]) -> set[tuple[int, int | None]]:
    """Where hands or slips were counted already: by poll, the block, none for the whole hall."""
    query = select(CountSheet.poll_id, CountSheet.block_id).where(
        CountSheet.poll_id.in_(sorted(polls))
    )
    return {(poll, block) for poll, block in connection.execute(query)}


def _tries(connection: Connection, voters: Sequence[Voter]) -> dict[Voter, list[str]]:
    found: dict[Voter, list[str]] = {}
    for some in _portions(voters):
        query = select(Turnout.poll_id, Turnout.signup_id, Turnout.request_keys).where(
            tuple_(Turnout.poll_id, Turnout.signup_id).in_(some)
        )
        found |= {(poll, signup): keys for poll, signup, keys in connection.execute(query)}
    return found


def _portions(voters: Sequence[Voter]) -> Iterable[Sequence[Voter]]:
    return (voters[i : i + _AT_ONCE] for i in range(0, len(voters), _AT_ONCE))


def _write_turnout(connection: Connection, box: _Box) -> None:
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    turnout = upsert(Turnout)
    new = turnout.excluded
    connection.execute(
        turnout.on_conflict_do_update(
            index_elements=["poll_id", "signup_id"],
            set_={"request_keys": new.request_keys, "has_agreed": new.has_agreed},
        ),
        [
            {
                "poll_id": poll_id,
                "signup_id": signup_id,
                "request_keys": box.tries[poll_id, signup_id],
                "has_agreed": (poll_id, signup_id) in box.agreed,
            }
            for poll_id, signup_id in box.changed
        ],
    )


def _write_ballots(connection: Connection, rows: list[dict[str, Any]]) -> None:
    upsert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    ballot = upsert(Ballot)
    connection.execute(
        ballot.on_conflict_do_update(
            index_elements=["poll_id", "key"],
            set_={
                "choice": ballot.excluded.choice,
                "reason": ballot.excluded.reason,
                "channel": ballot.excluded.channel,
                "revision": Ballot.revision + ballot.excluded.revision,
            },
        ),
        rows,
    )
