"""Choosing a time, and what becomes of it: a new draft of a forum, or a draft's time."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.logic.plans import ForumPlan
from forum.events.models import Forum
from forum.events.service.forums import create_forum, edit_forum, plan_of, version_of
from forum.scheduling.access import date_poll_for, slot_for
from forum.scheduling.errors import AlreadyChosen, NoDraftChosen, NotDecided, SlotPassed
from forum.scheduling.logic import Outcome
from forum.scheduling.models import DatePoll, DateSlot
from forum.scheduling.service.polls import note


def choose_slot(
    date_poll_id: str,
    slot_id: str,
    outcome: Outcome,
    forum_id: str,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> DatePoll:
    """Fix the date: close the poll and show the time to everybody with the link.

    As `outcome` says, a draft of a forum is made at this time, or the draft `forum_id` moves there.
    The same choice sent twice counts once. Raises NotFound, AlreadyChosen, SlotPassed,
    NoDraftChosen, and what `create_forum` and `edit_forum` raise.
    """
    slot = slot_for(actor, date_poll_id, slot_id, lock=True)
    poll = slot.poll
    if poll.chosen is slot:
        return poll
    if poll.chosen is not None:
        raise AlreadyChosen
    if slot.starts_at <= now:
        raise SlotPassed
    poll.forum = _forum_of(slot, outcome, forum_id, request_key, actor, now) or poll.forum
    slot.chosen_at = now
    poll.closed_at = poll.closed_at or min(now, poll.closes_at)
    note("date_poll.decided", poll, actor, now, slot=slot.public_id, outcome=outcome)
    return poll


def take_back_choice(date_poll_id: str, *, actor: Actor, now: datetime) -> DatePoll:
    """Leave the date open again. The poll stays closed, and a forum stays as it is.

    Raises NotDecided.
    """
    poll = date_poll_for(actor, date_poll_id, lock=True)
    if poll.chosen is None:
        raise NotDecided
    note("date_poll.choice_taken_back", poll, actor, now, slot=poll.chosen.public_id)
    poll.chosen.chosen_at = None
    poll.forum = None
    return poll


def _forum_of(
    slot: DateSlot,
    outcome: Outcome,
    forum_id: str,
    request_key: str,
    actor: Actor,
    now: datetime,
) -> Forum | None:
    if outcome is Outcome.NEW_FORUM:
        return _new_draft(slot, request_key, actor, now)
    if outcome is Outcome.DRAFT:
        return _moved_draft(slot, forum_id, actor, now)
    return None


def _new_draft(slot: DateSlot, request_key: str, actor: Actor, now: datetime) -> Forum:
    poll = slot.poll
    plan = ForumPlan(
        title=poll.title,
        description=poll.description,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
    return create_forum(poll.programme.public_id, plan, request_key, actor=actor, now=now)


def _moved_draft(slot: DateSlot, forum_id: str, actor: Actor, now: datetime) -> Forum:
    """Only a draft of the poll's own programme: what is published moves at its own desk."""
    if not forum_id:
        raise NoDraftChosen
    draft = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    if draft.published_at is not None or draft.programme_id != slot.poll.programme_id:
        raise NoDraftChosen
    plan = plan_of(draft).moved_to(slot.starts_at, slot.ends_at)
    return edit_forum(forum_id, plan, version_of(draft), actor=actor, now=now)
