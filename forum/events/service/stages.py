"""Moving a forum along its life: opening, starting, finishing, putting off, calling off."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.i18n import LocalText
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.errors import NotYetPublished, ReasonMissing, StepNotPossible
from forum.events.logic.stages import CALLED_OFF, Change, Stage, can_become
from forum.events.models import Forum
from forum.events.service.forums import (
    move_parts,
    publish_forum,
    refuse_impossible_time,
    tell_change,
)
from forum.journal.service import record


def set_stage(forum_id: str, wanted: Stage, *, actor: Actor, now: datetime) -> Forum:
    """Bring a published forum to its next stage, or one step back after a slip of the hand.

    Facilitators may start a forum and end it; the other steps are the organiser's. Asking for the
    stage it has changes nothing. Raises NotYetPublished, and StepNotPossible for any other step;
    postponing, cancelling and reinstating have services of their own.
    """
    forum = forum_for(actor, forum_id, _permission_for(wanted), lock=True)
    if forum.stage is wanted:
        return forum
    if forum.published_at is None:
        raise NotYetPublished
    if CALLED_OFF & {forum.stage, wanted}:
        raise StepNotPossible
    _bring_to(forum, wanted, now)
    record(
        "forum.stage_set",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        stage=wanted.value,
    )
    return forum


def publish_and_open(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """Show a draft to everybody and let people sign up, within the forum's sign-up window.

    Raises what `publish_forum` raises.
    """
    publish_forum(forum_id, actor=actor, now=now)
    return open_signup(forum_id, actor=actor, now=now)


def open_signup(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """Let people sign up, within the forum's sign-up window. Raises what `set_stage` raises."""
    return set_stage(forum_id, Stage.OPEN, actor=actor, now=now)


def start_forum(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """The forum begins in the hall. Raises what `set_stage` raises."""
    return set_stage(forum_id, Stage.RUNNING, actor=actor, now=now)


def end_forum(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """The hall is over, the minutes are being written. Raises what `set_stage` raises."""
    return set_stage(forum_id, Stage.MINUTES, actor=actor, now=now)


def finish_forum(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """Everything is done, minutes included. Raises what `set_stage` raises."""
    return set_stage(forum_id, Stage.FINISHED, actor=actor, now=now)


def postpone_forum(forum_id: str, reason: LocalText, *, actor: Actor, now: datetime) -> Forum:
    """Put a forum off to a day not yet known; those who signed up are written to.

    Raises ReasonMissing, and StepNotPossible once it has begun.
    """
    return _call_off(forum_id, Change.POSTPONED, reason, actor=actor, now=now)


def cancel_forum(forum_id: str, reason: LocalText, *, actor: Actor, now: datetime) -> Forum:
    """Call a forum off; those who signed up are written to.

    Raises ReasonMissing, and StepNotPossible once it has begun.
    """
    return _call_off(forum_id, Change.CANCELLED, reason, actor=actor, now=now)


def reinstate_forum(
    forum_id: str, starts_at: datetime, ends_at: datetime, *, actor: Actor, now: datetime
) -> Forum:
    """Let a postponed or cancelled forum take place after all, at this time; people are told.

    It is announced again; sign-up is opened by a step of its own. Its parts, and a sign-up window
    that lay before it, move with it. Raises EndsBeforeStart, StepNotPossible.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    refuse_impossible_time(starts_at, ends_at)
    if forum.change_reason is None:
        raise StepNotPossible
    _bring_to(forum, Stage.ANNOUNCED, now)
    _move_to(forum, starts_at, ends_at)
    forum.change_reason = None
    _note(forum, Change.REINSTATED, actor, now)
    return forum


def _call_off(
    forum_id: str, change: Change, reason: LocalText, *, actor: Actor, now: datetime
) -> Forum:
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    if not reason:
        raise ReasonMissing
    _bring_to(forum, Stage(change.value), now)
    forum.change_reason = reason
    _note(forum, change, actor, now)
    return forum


def _bring_to(forum: Forum, stage: Stage, now: datetime) -> None:
    if not can_become(forum.stage, stage):
        raise StepNotPossible
    forum.stage = stage
    forum.updated_at = now


def _note(forum: Forum, change: Change, actor: Actor, now: datetime) -> None:
    """Raise what calendars watch, journal, and tell the features above (a draft concerns nobody)."""
    forum.sequence += 1
    record(
        f"forum.{change.value}", "forum", forum.public_id, actor=actor, now=now, forum_id=forum.id
    )
    if forum.published_at is not None:
        tell_change(forum, change, actor=actor, now=now)


def _move_to(forum: Forum, starts_at: datetime, ends_at: datetime) -> None:
    by = starts_at - forum.starts_at
    move_parts(forum, by)
    if forum.signup_opens_at is not None:
        forum.signup_opens_at += by
    if forum.signup_closes_at is not None:
        forum.signup_closes_at += by
    forum.starts_at, forum.ends_at = starts_at, ends_at


def _permission_for(stage: Stage) -> Permission:
    in_the_hall = {Stage.RUNNING, Stage.MINUTES}
    return Permission.FLOOR_RUN if stage in in_the_hall else Permission.FORUM_EDIT
