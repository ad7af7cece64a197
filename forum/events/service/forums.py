"""Creating, changing, copying and publishing forums."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for, programme_for
from forum.events.errors import (
    AlreadyPublished,
    ChangedMeanwhile,
    EndsBeforeStart,
    NotPublishable,
    OnlineLinkUnreadable,
    SignupOpensTooLate,
    SignupWindowReversed,
)
from forum.events.logic.plans import ForumPlan, fingerprint, is_web_address, keyed_id
from forum.events.logic.stages import CALLED_OFF, Change, Stage
from forum.events.models import AgendaItem, Forum, Part, Programme
from forum.events.ports import forum_changed, forum_cloned, forum_created
from forum.events.queries import list_items, list_parts
from forum.events.service.tables import copy_tables
from forum.journal.service import record


def create_forum(
    programme_id: str, plan: ForumPlan, request_key: str, *, actor: Actor, now: datetime
) -> Forum:
    """Keep a new forum of a programme, as a draft.

    The same request key again gives the forum that it made before. Raises NotFound where the actor
    may not create forums, EndsBeforeStart, SignupWindowReversed, SignupOpensTooLate,
    OnlineLinkUnreadable.
    """
    programme = programme_for(actor, programme_id, Permission.FORUM_CREATE)
    _refuse_impossible(plan)
    public_id = keyed_id("forum", actor.id, request_key)
    made = _made_before(public_id)
    if made is not None:
        return made
    forum = _new_forum(public_id, programme, plan, now)
    for supplier in forum_created.suppliers:
        supplier(forum.id, now)
    record("forum.created", "forum", public_id, actor=actor, now=now, forum_id=forum.id)
    return forum


def edit_forum(
    forum_id: str, plan: ForumPlan, version: str, *, actor: Actor, now: datetime
) -> Forum:
    """Change a forum as planned. Another time or place is told to those who signed up.

    The parts of the agenda travel with the start. Raises ChangedMeanwhile when the forum is no
    longer as `version` says, and what `create_forum` raises.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    if version_of(forum) != version:
        raise ChangedMeanwhile
    _refuse_impossible(plan)
    before = plan_of(forum)
    move_parts(forum, plan.starts_at - forum.starts_at)
    _write(forum, plan, now)
    if _is_elsewhere(before, plan):
        forum.sequence += 1
        if forum.published_at is not None and forum.stage not in CALLED_OFF:
            tell_change(forum, Change.MOVED, actor=actor, now=now)
    record("forum.edited", "forum", forum.public_id, actor=actor, now=now, forum_id=forum.id)
    return forum


def clone_forum(
    forum_id: str,
    starts_at: datetime,
    ends_at: datetime,
    request_key: str,
    *,
    actor: Actor,
    now: datetime,
) -> Forum:
    """Make a draft in the likeness of a forum, at another time, in the same programme.

    Texts, agenda, parts, tables and (through the port) seats come along; sign-ups, contributions, materials
    and the team do not. Raises NotFound where the actor may not create forums, EndsBeforeStart.
    """
    source = forum_for(actor, forum_id, Permission.FORUM_READ_DRAFT)
    if not actor.may(Permission.FORUM_CREATE, *source.programme.scopes):
        raise NotFound
    plan = plan_of(source).moved_to(starts_at, ends_at)
    _refuse_impossible(plan)
    public_id = keyed_id("forum", actor.id, request_key)
    made = _made_before(public_id)
    if made is not None:
        return made
    forum = _new_forum(public_id, source.programme, plan, now)
    forum.cloned_from = source.public_id
    _copy_agenda(source, forum)
    copy_tables(source, forum)
    for supplier in forum_cloned.suppliers:
        supplier(source.id, forum.id, now)
    record(
        "forum.cloned",
        "forum",
        public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        source=source.public_id,
    )
    return forum


def publish_forum(forum_id: str, *, actor: Actor, now: datetime) -> Forum:
    """Show a draft to everybody.

    Raises AlreadyPublished, and NotPublishable while people could not tell what it is and where.
    """
    forum = forum_for(actor, forum_id, Permission.FORUM_EDIT, lock=True)
    if forum.published_at is not None:
        raise AlreadyPublished
    if not is_publishable(forum):
        raise NotPublishable
    forum.published_at = forum.updated_at = now
    record("forum.published", "forum", forum.public_id, actor=actor, now=now, forum_id=forum.id)
    return forum


def is_publishable(forum: Forum) -> bool:
    """Whether a stranger could tell what the forum is, why, and where."""
    return bool(forum.title and forum.summary and (forum.place or forum.online_url))


def tell_change(forum: Forum, change: Change, *, actor: Actor, now: datetime) -> None:
    """Let the features above know what happened, inside the transaction."""
    db.session.flush()  # what the features above read must already be the new
    for supplier in forum_changed.suppliers:
        supplier(forum.id, change.value, actor, now)


def version_of(forum: Forum) -> str:
    """A mark of what a form about this forum shows."""
    return fingerprint(vars(plan_of(forum)).values())


def plan_of(forum: Forum) -> ForumPlan:
    """The forum as somebody would type it."""
    return ForumPlan(
        title=forum.title,
        starts_at=forum.starts_at,
        ends_at=forum.ends_at,
        summary=forum.summary,
        description=forum.description,
        number=forum.number,
        place=forum.place,
        online_url=forum.online_url,
        signup_opens_at=forum.signup_opens_at,
        signup_closes_at=forum.signup_closes_at,
        attribution_mode=forum.attribution_mode,
        authoritative_language=forum.authoritative_language,
        is_rehearsal=forum.is_rehearsal,
        has_weights=forum.has_weights,
        most_proxies=forum.most_proxies,
    )


def _new_forum(public_id: str, programme: Programme, plan: ForumPlan, now: datetime) -> Forum:
    forum = Forum(
        public_id=public_id, programme=programme, stage=Stage.ANNOUNCED, sequence=0, created_at=now
    )
    _write(forum, plan, now)
    db.session.add(forum)
    db.session.flush()  # its id is what the features above hang their rows on
    return forum


def _write(forum: Forum, plan: ForumPlan, now: datetime) -> None:
    for name, value in vars(plan).items():
        setattr(forum, name, value)
    forum.updated_at = now


def _made_before(public_id: str) -> Forum | None:
    return db.session.scalars(select(Forum).where(Forum.public_id == public_id)).one_or_none()


def _is_elsewhere(before: ForumPlan, after: ForumPlan) -> bool:
    """Whether calendars and travellers must notice."""
    names = ("starts_at", "ends_at", "place", "online_url")
    return any(getattr(before, name) != getattr(after, name) for name in names)


def refuse_impossible_time(starts_at: datetime, ends_at: datetime) -> None:
    """Raise EndsBeforeStart for a forum that ends before it starts."""
    if ends_at <= starts_at:
        raise EndsBeforeStart


def _refuse_impossible(plan: ForumPlan) -> None:
    refuse_impossible_time(plan.starts_at, plan.ends_at)
    opens, closes = plan.signup_opens_at, plan.signup_closes_at
    if opens is not None and closes is not None and closes <= opens:
        raise SignupWindowReversed
    if opens is not None and opens >= plan.ends_at:
        raise SignupOpensTooLate
    if plan.online_url and not is_web_address(plan.online_url):
        raise OnlineLinkUnreadable


def move_parts(forum: Forum, by: timedelta) -> None:
    """Let all parts of a forum travel with its start."""
    if not by:
        return
    for part in list_parts(forum):
        part.starts_at += by
        part.ends_at += by


def _copy_agenda(source: Forum, forum: Forum) -> None:
    """Parts shifted to the new day, items with their order; sub-items find their new parents."""
    by = forum.starts_at - source.starts_at
    parts = {part.id: _copy_part(part, forum, by) for part in list_parts(source)}
    items: dict[int, AgendaItem] = {}
    originals = list_items(source)
    for item in originals:
        items[item.id] = _copy_item(item, forum, parts.get(item.part_id or 0))
    for item in originals:
        if item.parent_id is not None:
            items[item.id].parent = items[item.parent_id]


def _copy_part(part: Part, forum: Forum, by: timedelta) -> Part:
    copy = Part(
        forum=forum,
        title=part.title,
        kind=part.kind,
        room=part.room,
        online_url=part.online_url,
        starts_at=part.starts_at + by,
        ends_at=part.ends_at + by,
    )
    db.session.add(copy)
    return copy


def _copy_item(item: AgendaItem, forum: Forum, part: Part | None) -> AgendaItem:
    """The item without its presenter's name and origin: those belong to the earlier day."""
    copy = AgendaItem(
        forum=forum,
        part=part,
        position=item.position,
        title=item.title,
        description=item.description,
        minutes=item.minutes,
        presenter="",
    )
    db.session.add(copy)
    return copy
