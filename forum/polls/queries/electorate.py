"""Reads of an electorate: who would be in it, who is, who has voted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, select, true

from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.polls.logic.kinds import ElectorateRule
from forum.polls.models import CountSheet, Elector, Poll, Turnout
from forum.signups.logic.states import SignupState
from forum.signups.models.places import CheckIn, Signup


@dataclass(frozen=True)
class Turnouts:
    """How many may vote and how many have, those counted by hand or on paper among them."""

    eligible: int
    voted: int


def electorate_of(poll: Poll) -> Select[int, int, int | None]:
    """Sign-ups (id, sector, block) whom the poll's rule lets vote, at this moment.

    A listed electorate is not found here: its people were put on the list one by one.
    """
    seated = select(Signup.id, Signup.sector_id, Signup.block_id).where(
        Signup.forum_id == poll.forum_id, Signup.state == SignupState.SEATED
    )
    rules = poll.rules
    if rules.electorate is ElectorateRule.SEATED:
        return seated
    if rules.electorate is ElectorateRule.SECTOR:
        codes = Sector.code.in_(rules.electorate_values)
        return seated.join(Sector, Sector.id == Signup.sector_id).where(codes)
    if rules.electorate is ElectorateRule.NETWORK:
        ids = Network.public_id.in_(rules.electorate_values)
        return seated.join(Network, Network.id == Signup.network_id).where(ids)
    return seated.join(CheckIn, CheckIn.signup_id == Signup.id)


def may_be_let_in(poll: Poll) -> ColumnElement[bool]:
    """The condition on a sign-up with a seat under which it may join an open poll late.

    Not whom a rule by sector or network leaves out; that somebody has come, or belongs on the list,
    is the word of whoever runs the room.
    """
    if poll.rules.electorate in {ElectorateRule.SECTOR, ElectorateRule.NETWORK}:
        return Signup.id.in_(select(electorate_of(poll).subquery().c.id))
    return true()


def is_elector(poll_id: int, signup_id: int) -> bool:
    """Whether this place may vote in the poll."""
    query = exists().where(Elector.poll_id == poll_id, Elector.signup_id == signup_id)
    return bool(db.session.scalar(select(query)))


def has_voted(poll_id: int, signup_id: int) -> bool:
    """Whether a ballot of this place is in."""
    query = exists().where(Turnout.poll_id == poll_id, Turnout.signup_id == signup_id)
    return bool(db.session.scalar(select(query)))


def has_votes(poll_id: int) -> bool:
    """Whether anybody has voted, by whatever channel."""
    return count_turnout(poll_id).voted > 0


def count_turnout(poll_id: int) -> Turnouts:
    """How many may vote and how many have, at this moment."""
    return count_turnouts([poll_id])[poll_id]


def count_turnouts(poll_ids: Sequence[int]) -> dict[int, Turnouts]:
    """How many may vote and how many have, for several polls in one read."""
    if not poll_ids:
        return {}
    eligible = _people(Elector)
    voted = _people(Turnout)
    told = select(func.coalesce(func.sum(CountSheet.ballots), 0)).where(
        CountSheet.poll_id == Poll.id, counted_sheets()
    )
    query = select(Poll.id, eligible, voted, told.correlate(Poll).scalar_subquery()).where(
        Poll.id.in_(poll_ids)
    )
    return {
        poll_id: Turnouts(people, ballots + hands)
        for poll_id, people, ballots, hands in db.session.execute(query)
    }


def list_silent(poll_id: int) -> list[int]:
    """Sign-ups that may vote and have not; those counted by hand or on paper may be among them."""
    query = select(Elector.signup_id).where(Elector.poll_id == poll_id, ~is_in())
    return list(db.session.scalars(query.order_by(Elector.signup_id)))


def sectors_of(poll_id: int) -> list[tuple[Sector, int]]:
    """The sectors of the electorate with how many people each has, in the directory's order."""
    query = (
        select(Sector, func.count())
        .join(Elector, Elector.sector_id == Sector.id)
        .where(Elector.poll_id == poll_id)
        .group_by(Sector.id)
        .order_by(Sector.position)
    )
    return [(sector, people) for sector, people in db.session.execute(query)]


def counted_sheets() -> ColumnElement[bool]:
    """The condition under which a count sheet counts: by itself, or once a second count agreed."""
    return CountSheet.needs_second.is_(False) | CountSheet.checked_at.is_not(None)


def is_in() -> ColumnElement[bool]:
    """The condition on an elector that a ballot of theirs is in."""
    return exists().where(
        Turnout.poll_id == Elector.poll_id, Turnout.signup_id == Elector.signup_id
    )


def is_counted_here() -> ColumnElement[bool]:
    """The condition on an elector that hands or slips were counted where they sit, or everywhere."""
    here = CountSheet.block_id.is_(None) | (CountSheet.block_id == Elector.block_id)
    return exists().where(CountSheet.poll_id == Elector.poll_id, here)


def _people(table: type[Elector | Turnout]) -> ScalarSelect[int]:
    query = select(func.count()).select_from(table).where(table.poll_id == Poll.id)
    return query.correlate(Poll).scalar_subquery()
