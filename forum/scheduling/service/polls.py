"""Asking when people can come: the poll, its times, its end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import hashed, new_public_id
from forum.core.permissions import Permission
from forum.events.access import programme_for
from forum.events.logic.plans import keyed_id
from forum.journal.service import record
from forum.scheduling.access import date_poll_for, slot_for
from forum.scheduling.errors import (
    ClosesInPast,
    DatePollClosed,
    LastSlot,
    SlotEndsBeforeStart,
    SlotPassed,
    TooManySlots,
)
from forum.scheduling.logic import MOST_SLOTS, DatePollPlan, DatePollState, Span, link_token
from forum.scheduling.models import DatePoll, DateSlot


def ask_for_dates(
    programme_id: str,
    plan: DatePollPlan,
    spans: Sequence[Span],
    request_key: str,
    *,
    secret: str,
    actor: Actor,
    now: datetime,
) -> DatePoll:
    """Keep a poll of times for a forum of this programme; it takes answers at once.

    The same request key again gives the poll that it made before. Raises NotFound where the actor
    does not organise the programme, ClosesInPast, SlotEndsBeforeStart, SlotPassed, TooManySlots.
    """
    programme = programme_for(actor, programme_id, Permission.PROGRAMME_EDIT)
    public_id = keyed_id("date_poll", actor.id, request_key)
    made = db.session.scalars(select(DatePoll).where(DatePoll.public_id == public_id)).one_or_none()
    if made is not None:
        return made
    if plan.closes_at <= now:
        raise ClosesInPast
    refuse_impossible(spans, now, have=0)
    serial = new_public_id()
    poll = DatePoll(
        public_id=public_id,
        programme=programme,
        title=plan.title,
        description=plan.description,
        closes_at=plan.closes_at,
        serial=serial,
        token_hash=hashed(link_token(secret, serial)),
        created_at=now,
        created_by_id=actor.id,
        slots=[_slot(span) for span in spans],
    )
    db.session.add(poll)
    note("date_poll.created", poll, actor, now, slots=len(spans))
    return poll


def edit_date_poll(
    date_poll_id: str, plan: DatePollPlan, *, actor: Actor, now: datetime
) -> DatePoll:
    """Change the words and the end. A poll that closed by time opens again with a later end.

    Raises ClosesInPast for an end that is changed to the past.
    """
    poll = date_poll_for(actor, date_poll_id, lock=True)
    if plan.closes_at != poll.closes_at and plan.closes_at <= now:
        raise ClosesInPast
    poll.title, poll.description, poll.closes_at = plan.title, plan.description, plan.closes_at
    note("date_poll.edited", poll, actor, now)
    return poll


def add_slots(
    date_poll_id: str, spans: Sequence[Span], *, actor: Actor, now: datetime
) -> list[DateSlot]:
    """Propose further times; answers to the others stay. Those proposed already are passed over.

    Raises DatePollClosed, and what `ask_for_dates` raises for times.
    """
    poll = _open_poll(date_poll_id, actor, now)
    known = {(slot.starts_at, slot.ends_at) for slot in poll.slots}
    new = [_slot(s) for s in spans if (s.starts_at, s.ends_at) not in known]
    refuse_impossible(spans, now, have=len(known) - len(spans) + len(new))
    poll.slots.extend(new)
    note("date_poll.slots_added", poll, actor, now, slots=len(new))
    return new


def remove_slot(date_poll_id: str, slot_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a proposed time out, with what was said to it. Raises DatePollClosed, LastSlot."""
    poll = _open_poll(date_poll_id, actor, now)
    slot = slot_for(actor, date_poll_id, slot_id)
    if len(poll.slots) == 1:
        raise LastSlot
    poll.slots.remove(slot)
    note("date_poll.slot_removed", poll, actor, now, slot=slot_id)


def close_date_poll(date_poll_id: str, *, actor: Actor, now: datetime) -> DatePoll:
    """Take no more answers; once closed, it stays as it is."""
    poll = date_poll_for(actor, date_poll_id, lock=True)
    if poll.state(now) is DatePollState.OPEN:
        poll.closed_at = now
        note("date_poll.closed", poll, actor, now)
    return poll


def reopen_date_poll(date_poll_id: str, *, actor: Actor, now: datetime) -> DatePoll:
    """Take answers again after it was closed by hand.

    Raises ClosesInPast where its end has passed meanwhile, DatePollClosed once a time is chosen.
    """
    poll = date_poll_for(actor, date_poll_id, lock=True)
    if poll.state(now) is DatePollState.DECIDED:
        raise DatePollClosed
    if poll.closes_at <= now:
        raise ClosesInPast
    poll.closed_at = None
    note("date_poll.reopened", poll, actor, now)
    return poll


def renew_link(date_poll_id: str, *, secret: str, actor: Actor, now: datetime) -> DatePoll:
    """Give the poll another link: the one sent round so far leads nowhere. Replies keep theirs."""
    poll = date_poll_for(actor, date_poll_id, lock=True)
    poll.serial = new_public_id()
    poll.token_hash = hashed(link_token(secret, poll.serial))
    note("date_poll.link_renewed", poll, actor, now)
    return poll


def delete_date_poll(date_poll_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a poll away with its times and replies. A forum that came out of it stays."""
    poll = date_poll_for(actor, date_poll_id, lock=True)
    note("date_poll.deleted", poll, actor, now)
    db.session.delete(poll)


def refuse_impossible(spans: Sequence[Span], now: datetime, *, have: int) -> None:
    """Raise for times that end before they begin, that have passed, and for too many of them."""
    if any(span.ends_at <= span.starts_at for span in spans):
        raise SlotEndsBeforeStart
    if any(span.starts_at <= now for span in spans):
        raise SlotPassed
    if have + len(spans) > MOST_SLOTS:
        raise TooManySlots(most=MOST_SLOTS)


def note(code: str, poll: DatePoll, actor: Actor, now: datetime, **facts: object) -> None:
    """A row of the journal about a poll."""
    record(code, "date_poll", poll.public_id, actor=actor, now=now, forum_id=poll.forum_id, **facts)


def _slot(span: Span) -> DateSlot:
    return DateSlot(starts_at=span.starts_at, ends_at=span.ends_at)


def _open_poll(date_poll_id: str, actor: Actor, now: datetime) -> DatePoll:
    poll = date_poll_for(actor, date_poll_id, lock=True)
    if poll.state(now) is not DatePollState.OPEN:
        raise DatePollClosed
    return poll
