"""Reads of polls: what is asked, how many took part, what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.core.i18n import LocalText
from forum.directory.models import Sector
from forum.polls.logic.kinds import PollState, SecrecyLevel
from forum.polls.logic.sectors import majorities, under_represented
from forum.polls.logic.states import results_visible
from forum.polls.logic.suppression import break_down
from forum.polls.logic.tally.methods import RULES
from forum.polls.logic.tally.shapes import Cast, Option, Result
from forum.polls.models import Ballot, Elector, Poll, Turnout
from forum.signups.logic.states import SignupState
from forum.signups.models.places import CheckIn, Signup


@dataclass(frozen=True)
class Turnouts:
    """How many may vote and how many have."""

    eligible: int
    voted: int


@dataclass(frozen=True)
class SectorLine:
    """One sector's votes; `counts` follow the order of the poll's options."""

    code: str
    name: LocalText
    letter: LocalText
    thread: str
    eligible: int
    voted: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class SectorTable:
    """The one breakdown of a poll. `hidden` counts the sectors shown only as the remainder."""

    lines: tuple[SectorLine, ...]
    hidden: int
    remainder: tuple[int, ...]
    with_majority: int
    under_represented: tuple[LocalText, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every sector that voted is shown."""
        return not self.hidden

    def threads(self, option: int) -> list[tuple[str, int]]:
        """Thread and votes of each sector for the option at this place; none if one is hidden."""
        if not self.is_whole:
            return []
        return [(line.thread, line.counts[option]) for line in self.lines]


@dataclass(frozen=True)
class Outcome:
    """What came out of a closed poll, for anybody. No table where it would give votes away."""

    turnout: Turnouts
    result: Result
    sectors: SectorTable | None


# Closed polls do not change: what was counted once is kept, without reasons (a person may have
# theirs erased). Public ids are never used twice.
_counted: dict[tuple[str, datetime | None], Outcome] = {}
_MOST_KEPT = 500


def list_polls(forum_id: int) -> list[Poll]:
    """A forum's polls with their options, in the order they were drafted."""
    query = (
        select(Poll)
        .where(Poll.forum_id == forum_id)
        .options(selectinload(Poll.options), selectinload(Poll.item))
        .order_by(Poll.position)
    )
    return list(db.session.scalars(query))


def has_asked(forum_id: int) -> bool:
    """Whether a poll of the forum was ever opened."""
    query = exists().where(Poll.forum_id == forum_id, Poll.state != PollState.DRAFTED)
    return bool(db.session.scalar(select(query)))


def last_position(forum_id: int) -> int:
    """The position of the forum's last poll; 0 without polls."""
    return db.session.scalar(select(func.max(Poll.position)).where(Poll.forum_id == forum_id)) or 0


def present_electorate(forum_id: int) -> Select[int, int]:
    """Sign-ups (id and sector) of those who are seated and have checked in."""
    return (
        select(Signup.id, Signup.sector_id)
        .join(CheckIn, CheckIn.signup_id == Signup.id)
        .where(Signup.forum_id == forum_id, Signup.state == SignupState.SEATED)
    )


def is_elector(poll_id: int, signup_id: int) -> bool:
    """Whether this place may vote in the poll."""
    query = exists().where(Elector.poll_id == poll_id, Elector.signup_id == signup_id)
    return bool(db.session.scalar(select(query)))


def has_voted(poll_id: int, signup_id: int) -> bool:
    """Whether a ballot of this place is in."""
    query = exists().where(Turnout.poll_id == poll_id, Turnout.signup_id == signup_id)
    return bool(db.session.scalar(select(query)))


def count_turnout(poll_id: int) -> Turnouts:
    """How many may vote and how many have, at this moment."""
    eligible = select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id)
    voted = select(func.count()).select_from(Turnout).where(Turnout.poll_id == poll_id)
    row = db.session.execute(select(eligible.scalar_subquery(), voted.scalar_subquery())).one()
    return Turnouts(*row)


def count_turnouts(poll_ids: Sequence[int]) -> dict[int, Turnouts]:
    """How many may vote and how many have, for several polls in two reads."""
    if not poll_ids:
        return {}
    eligible, voted = (_people_by_poll(table, poll_ids) for table in (Elector, Turnout))
    return {each: Turnouts(eligible.get(each, 0), voted.get(each, 0)) for each in poll_ids}


def _people_by_poll(table: type[Elector | Turnout], poll_ids: Sequence[int]) -> dict[int, int]:
    query = select(table.poll_id, func.count()).where(table.poll_id.in_(poll_ids))
    rows = db.session.execute(query.group_by(table.poll_id))
    return {row[0]: row[1] for row in rows}


def find_ballot(poll_id: int, key: str) -> Ballot | None:
    """The ballot under a key."""
    return db.session.get(Ballot, (poll_id, key))


def find_outcome(poll: Poll) -> Outcome | None:
    """What came out, once it may be seen; None until then, for everybody."""
    if not results_visible(poll.state, poll.results_shown, poll.shown_at):
        return None
    closing = (poll.public_id, poll.closed_at)
    kept = _counted.get(closing)
    if kept is None:
        if len(_counted) >= _MOST_KEPT:
            _counted.clear()
        kept = _counted[closing] = _count(poll)
    return kept


def list_reasons(poll: Poll) -> list[Ballot]:
    """Ballots that carry a reason, once results may be seen; in an order that tells nothing."""
    if not results_visible(poll.state, poll.results_shown, poll.shown_at):
        return []
    query = select(Ballot).where(Ballot.poll_id == poll.id, Ballot.reason != "")
    return list(db.session.scalars(query.order_by(Ballot.reason, Ballot.key)))


def _count(poll: Poll) -> Outcome:
    rows = db.session.execute(
        select(Ballot.sector_id, Ballot.choice).where(Ballot.poll_id == poll.id)
    ).all()
    options = [Option(option.public_id, option.meaning) for option in poll.options]
    ballots = [(sector_id, Cast(choice)) for sector_id, choice in rows]
    return Outcome(
        turnout=count_turnout(poll.id),
        result=RULES[poll.method].count([cast for _, cast in ballots], options),
        sectors=_by_sector(poll, ballots, [option.key for option in options]),
    )


def _by_sector(
    poll: Poll, ballots: Sequence[tuple[int, Cast]], options: Sequence[str]
) -> SectorTable | None:
    sectors = _sectors_of(poll.id)
    eligible = {sector.code: people for sector, people in sectors}
    codes = {sector.id: sector.code for sector, _ in sectors}
    votes: dict[str, dict[str, int]] = {code: {} for code in eligible}
    picked = RULES[poll.method].picked
    for sector_id, cast in ballots:
        counts = votes[codes[sector_id]]
        for option in picked(dict(cast.choice)):
            counts[option] = counts.get(option, 0) + 1
    shown, hidden = _may_show(poll, votes, eligible)
    if not shown:
        return None
    return _table(sectors, votes, shown, hidden, options)


def _may_show(
    poll: Poll, votes: dict[str, dict[str, int]], eligible: dict[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A named poll hides nothing: everybody was told that names stand beside answers."""
    if poll.level is SecrecyLevel.NAMED:
        return tuple(sector for sector, counts in votes.items() if counts), ()
    breakdown = break_down(votes, eligible)
    return (breakdown.shown, breakdown.hidden) if breakdown else ((), ())


def _table(
    sectors: Sequence[tuple[Sector, int]],
    votes: dict[str, dict[str, int]],
    shown: Sequence[str],
    hidden: Sequence[str],
    options: Sequence[str],
) -> SectorTable:
    totals = {o: sum(votes[s].get(o, 0) for s in (*shown, *hidden)) for o in options}
    leader = max(options, key=lambda option: totals[option])
    voted = {code: sum(counts.values()) for code, counts in votes.items()}
    missing = under_represented(voted, {sector.code: people for sector, people in sectors})
    return SectorTable(
        lines=tuple(
            _line(sector, people, votes[sector.code], options)
            for sector, people in sectors
            if sector.code in shown
        ),
        hidden=len(hidden),
        remainder=tuple(sum(votes[s].get(o, 0) for s in hidden) for o in options),
        with_majority=majorities([votes[s] for s in shown], leader),
        under_represented=tuple(s.name for s, _ in sectors if s.code in missing),
    )


def _line(
    sector: Sector, people: int, counts: dict[str, int], options: Sequence[str]
) -> SectorLine:
    return SectorLine(
        code=sector.code,
        name=sector.name,
        letter=sector.letter,
        thread=sector.thread,
        eligible=people,
        voted=sum(counts.values()),
        counts=tuple(counts.get(option, 0) for option in options),
    )


def _sectors_of(poll_id: int) -> list[tuple[Sector, int]]:
    """The sectors of the electorate with how many people each has."""
    query = (
        select(Sector, func.count())
        .join(Elector, Elector.sector_id == Sector.id)
        .where(Elector.poll_id == poll_id)
        .group_by(Sector.id)
        .order_by(Sector.position)
    )
    return [(sector, people) for sector, people in db.session.execute(query)]
