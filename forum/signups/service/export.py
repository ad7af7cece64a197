"""Handing out the list of who signed up: only with a reason, and written down."""

from datetime import datetime

from forum.accounts.logic import Opened
from forum.accounts.service.openings import record_opened
from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.journal.service import record
from forum.signups.errors import ReasonNeeded
from forum.signups.models.places import Signup
from forum.signups.queries.people import Wanted, list_signups


def export_signups(
    forum_id: str, reason: str, *, actor: Actor, now: datetime, with_sensitive: bool = False
) -> list[Signup]:
    """Everybody who ever signed up, for a list to take away (SIGNUP_EXPORT).

    The reason, the number of people and whether sensitive answers go along are journaled, and
    every person sees it. Raises ReasonNeeded, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_EXPORT)
    if not reason.strip():
        raise ReasonNeeded
    rows = list_signups(forum.id, Wanted())
    people = [signup.person_id for signup in rows]
    record_opened(people, Opened.EXPORT, forum.scope, actor=actor, now=now, reason=reason)
    record(
        "signups.exported",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        reason=reason,
        people=len(rows),
        with_sensitive=with_sensitive,
    )
    return rows
