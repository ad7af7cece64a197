"""Reads of what people counted: hands and paper, by table or block."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from forum.accounts.models import Person
from forum.core.db import db
from forum.events.models import Block
from forum.polls.logic.kinds import PollState, SheetChannel
from forum.polls.logic.sheets import Counted
from forum.polls.logic.tally.shapes import Told
from forum.polls.models import CountLine, CountSheet, Elector, Poll
from forum.polls.queries.electorate import counted_sheets, is_counted_here, is_in
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class Sheet:
    """A count that counts, as the tally takes it."""

    channel: SheetChannel
    block_id: int | None
    told: Told


def list_sheets(poll_id: int) -> list[CountSheet]:
    """All count sheets of a poll with their lines, those of no block first."""
    query = (
        select(CountSheet)
        .where(CountSheet.poll_id == poll_id)
        .options(
            selectinload(CountSheet.lines).joinedload(CountLine.option),
            selectinload(CountSheet.block),
        )
        .order_by(CountSheet.block_id, CountSheet.channel, CountSheet.id)
    )
    return list(db.session.scalars(query))


def list_counted(poll_id: int) -> list[Sheet]:
    """The sheets that count: those of one count, and those a second count agreed with."""
    query = (
        select(CountSheet)
        .where(CountSheet.poll_id == poll_id, counted_sheets())
        .options(selectinload(CountSheet.lines).joinedload(CountLine.option))
    )
    return [
        Sheet(
            channel=sheet.channel,
            block_id=sheet.block_id,
            told=Told(sheet.ballots, {line.option.public_id: line.number for line in sheet.lines}),
        )
        for sheet in db.session.scalars(query)
    ]


@dataclass(frozen=True)
class Place:
    """A table as the pad sees it: how many may vote there, and how many did by themselves.

    Without a `block`: everybody, where the whole hall is counted at once.
    """

    block: Block | None
    people: int
    voted: int

    @property
    def silent(self) -> int:
        """Those whose hands or slips are still to be counted."""
        return self.people - self.voted


@dataclass(frozen=True)
class Moved:
    """Somebody silent who sits elsewhere than when the poll opened, and is counted where they sat."""

    person: Person
    sat: Block | None
    sits: Block | None


def list_moved(poll_id: int) -> list[Moved]:
    """Whoever changed tables since the poll opened and has not voted by themselves, by name."""
    sat, sits = aliased(Block), aliased(Block)
    query = (
        select(Person, sat, sits)
        .select_from(Elector)
        .join(Signup, Signup.id == Elector.signup_id)
        .join(Person, Person.id == Signup.person_id)
        .outerjoin(sat, sat.id == Elector.block_id)
        .outerjoin(sits, sits.id == Signup.block_id)
        .where(
            Elector.poll_id == poll_id,
            Elector.block_id.is_distinct_from(Signup.block_id),
            ~is_in(),
        )
        .order_by(Person.given_name, Person.family_name, Signup.id)
    )
    return [Moved(*row) for row in db.session.execute(query)]


def find_sheet(poll_id: int, public_id: str) -> CountSheet | None:
    """A count sheet of this poll with its lines."""
    query = select(CountSheet).where(
        CountSheet.poll_id == poll_id, CountSheet.public_id == public_id
    )
    options = (selectinload(CountSheet.lines).joinedload(CountLine.option),)
    return db.session.scalars(query.options(*options)).one_or_none()


def has_sheets(poll_id: int) -> bool:
    """Whether hands or paper were counted, those that still wait for a second count among them."""
    query = exists().where(CountSheet.poll_id == poll_id)
    return bool(db.session.scalar(select(query)))


def is_counted_at(poll_id: int, signup_id: int) -> bool:
    """Whether hands or slips were counted where this elector sits, or in the whole hall."""
    query = _electors(poll_id, Elector.signup_id == signup_id, is_counted_here())
    return bool(db.session.scalar(query))


def count_unchecked(poll_id: int) -> int:
    """How many sheets do not count: their second count is missing or says something else."""
    query = select(func.count()).select_from(CountSheet)
    return db.session.scalar(query.where(CountSheet.poll_id == poll_id, ~counted_sheets())) or 0


def counted_of(sheet: CountSheet) -> Counted:
    """The first count of a sheet."""
    return Counted(sheet.ballots, {line.option.public_id: line.number for line in sheet.lines})


def second_of(sheet: CountSheet) -> Counted | None:
    """The second count of a sheet; None where nobody has counted again."""
    if sheet.second_ballots is None:
        return None
    numbers = {line.option.public_id: line.second_number or 0 for line in sheet.lines}
    return Counted(sheet.second_ballots, numbers)


def people_left(poll_id: int, block_id: int | None) -> int:
    """How many of a table (None: of the hall) have neither voted by themselves nor been counted."""
    here = Elector.block_id == block_id if block_id is not None else Elector.poll_id == poll_id
    sheets = select(func.coalesce(func.sum(CountSheet.ballots), 0)).where(
        CountSheet.poll_id == poll_id, CountSheet.block_id.is_not_distinct_from(block_id)
    )
    silent = db.session.scalar(_electors(poll_id, here, ~is_in())) or 0
    return silent - (db.session.scalar(sheets) or 0)


def list_places(poll_id: int) -> list[Place]:
    """The tables at which electors sit, in their order; last those who sit at none, if any."""
    voted = func.count().filter(is_in())
    query = (
        select(Block, func.count(), voted)
        .select_from(Elector)
        .outerjoin(Block, Block.id == Elector.block_id)
        .where(Elector.poll_id == poll_id)
        .group_by(Block.id)
        .order_by(Block.position.is_(None), Block.position)
    )
    return [Place(block, people, voted) for block, people, voted in db.session.execute(query)]


def list_blocks_counted_at(block_ids: Sequence[int]) -> set[int]:
    """Where votes were counted, or somebody may vote now (`events.blocks_in_use`)."""
    counted = select(CountSheet.block_id).where(CountSheet.block_id.in_(block_ids))
    voting = (
        select(Elector.block_id)
        .join(Poll, Poll.id == Elector.poll_id)
        .where(Elector.block_id.in_(block_ids), Poll.state == PollState.OPEN)
    )
    found = {*db.session.scalars(counted), *db.session.scalars(voting)}
    return {block_id for block_id in found if block_id is not None}


def _electors(poll_id: int, *which: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id, *which)
