"""Counting hands and paper: by table or for the whole hall, beside the phones, nobody twice."""

from datetime import datetime

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound, RuleBroken
from forum.core.permissions import Permission
from forum.events.models import Block
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    COUNT_FLAWS,
    CountAgreed,
    CountedAlready,
    HallAndTables,
    MethodTakesNoSheets,
    MoreThanPeople,
    PollClosed,
    PollNotOpen,
    SheetsKnowNoSectors,
    SheetsNeedNoNames,
    SheetsShowInRunningCounts,
)
from forum.polls.logic.kinds import PollState, SecrecyLevel, SheetChannel
from forum.polls.logic.sheets import Counted, agree, flaw_of
from forum.polls.logic.states import RUNNING
from forum.polls.logic.tally.methods import RULES
from forum.polls.models import CountLine, CountSheet, Poll
from forum.polls.queries.sheets import counted_of, find_sheet, list_sheets, people_left


def record_count(
    forum_id: str,
    poll_id: str,
    block: str | None,
    channel: SheetChannel,
    counted: Counted,
    *,
    actor: Actor,
    now: datetime,
    needs_second: bool = False,
) -> CountSheet:
    """Keep what was counted at a table (`block`, its public id) or, with None, in the whole hall.

    From now on nobody counted there votes by phone for the first time. With `needs_second` it
    counts once a second count agrees. The same numbers again change nothing. Under the poll's lock,
    as ballots are. Raises PollNotOpen, PollClosed, SheetsNeedNoNames, MethodTakesNoSheets,
    SheetsKnowNoSectors, SheetsShowInRunningCounts, the ImpossibleCount that says what is wrong,
    CountedAlready, HallAndTables, MoreThanPeople, NotFound.
    """
    poll = _open_poll(actor, forum_id, poll_id)
    row = _block(poll, block)
    _refuse_impossible(poll, counted)
    sheets = list_sheets(poll.id)
    earlier = next((s for s in sheets if (s.block_id, s.channel) == (_id(row), channel)), None)
    if earlier is not None:
        if not agree(counted_of(earlier), counted):
            raise CountedAlready
        return earlier
    if any((sheet.block_id is None) != (row is None) for sheet in sheets):
        raise HallAndTables
    left = people_left(poll.id, _id(row))
    if counted.ballots > left:
        raise MoreThanPeople(left=left)
    sheet = _new_sheet(poll, row, channel, counted, actor, now)
    sheet.needs_second = needs_second
    _note("poll.counted", sheet, actor, now, ballots=counted.ballots)
    return sheet


def check_count(
    forum_id: str, poll_id: str, sheet_id: str, counted: Counted, *, actor: Actor, now: datetime
) -> CountSheet:
    """Keep a second count. Where both agree the sheet counts, else it does not, until taken back.

    One account may give both, since a pad goes from hand to hand; the sheet and the journal say so.
    Raises CountAgreed where it was checked already, else as `record_count`.
    """
    poll = _open_poll(actor, forum_id, poll_id)
    sheet = _sheet(poll, sheet_id)
    if sheet.checked_at is not None:
        raise CountAgreed
    _refuse_impossible(poll, counted)
    is_same = agree(counted_of(sheet), counted)
    sheet.needs_second = True
    sheet.second_ballots = counted.ballots
    for line in sheet.lines:
        line.second_number = counted.by_option.get(line.option.public_id, 0)
    sheet.checked_by_id = actor.account_id
    sheet.checked_at = now if is_same else None
    by_one = {"by_one_account": True} if sheet.is_by_one_account else {}
    _note("poll.count_checked", sheet, actor, now, agrees=is_same, **by_one)
    return sheet


def take_back_count(
    forum_id: str, poll_id: str, sheet_id: str, *, actor: Actor, now: datetime
) -> None:
    """Take a count back, to count again; its people may vote by phone meanwhile.

    Raises PollNotOpen, PollClosed, NotFound.
    """
    sheet = _sheet(_open_poll(actor, forum_id, poll_id), sheet_id)
    _note("poll.count_taken_back", sheet, actor, now, ballots=sheet.ballots)
    db.session.delete(sheet)


def _open_poll(actor: Actor, forum_id: str, poll_id: str) -> Poll:
    """The poll, locked, if hands and paper can be counted in it now."""
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    if poll.state is PollState.CLOSED:
        raise PollClosed
    if poll.state is not PollState.OPEN:
        raise PollNotOpen
    refusal = why_no_sheets(poll)
    if refusal is not None:
        raise refusal
    return poll


def why_no_sheets(poll: Poll) -> type[RuleBroken] | None:
    """Why hands and paper cannot be counted in a poll like this; None where they can."""
    if poll.level is SecrecyLevel.NAMED:
        return SheetsNeedNoNames
    if not RULES[poll.method].takes_sheets:
        return MethodTakesNoSheets
    if poll.results_shown in RUNNING:
        return SheetsShowInRunningCounts
    return SheetsKnowNoSectors if poll.rules.sector_quorum else None


def _block(poll: Poll, public_id: str | None) -> Block | None:
    if public_id is None:
        return None
    query = select(Block).where(Block.public_id == public_id, Block.forum_id == poll.forum_id)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _sheet(poll: Poll, public_id: str) -> CountSheet:
    sheet = find_sheet(poll.id, public_id)
    if sheet is None:
        raise NotFound
    return sheet


def _refuse_impossible(poll: Poll, counted: Counted) -> None:
    flaw = flaw_of(counted, poll.method, poll.rules, poll.for_counting.keys)
    if flaw is not None:
        raise COUNT_FLAWS[flaw](ballots=counted.ballots)


def _new_sheet(
    poll: Poll,
    block: Block | None,
    channel: SheetChannel,
    counted: Counted,
    actor: Actor,
    now: datetime,
) -> CountSheet:
    sheet = CountSheet(
        poll=poll,
        block=block,
        channel=channel,
        ballots=counted.ballots,
        counted_by_id=actor.account_id,
        counted_at=now,
        lines=[
            CountLine(option=option, number=counted.by_option.get(option.public_id, 0))
            for option in poll.options
        ],
    )
    db.session.add(sheet)
    db.session.flush()  # the journal names its table, callers its public id
    return sheet


def _id(block: Block | None) -> int | None:
    return block.id if block is not None else None


def _note(code: str, sheet: CountSheet, actor: Actor, now: datetime, **facts: object) -> None:
    """Which table and channel, never what was chosen."""
    poll = sheet.poll
    record(
        code, "poll", poll.public_id,
        actor=actor, now=now, forum_id=poll.forum_id, channel=sheet.channel.value,
        block=sheet.block.public_id if sheet.block else None, **facts,
    )  # fmt: skip
    changed(poll.forum.public_id)
