"""Reads of what people counted: hands and paper, by table or block."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.core.db import db
from forum.polls.logic.kinds import SheetChannel
from forum.polls.logic.tally.shapes import Told
from forum.polls.models import CountLine, CountSheet
from forum.polls.queries.electorate import counted_sheets


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
