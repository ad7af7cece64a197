"""Getting a poll: loading is checking, and a poll answers with its forum's permission."""

from sqlalchemy import select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.polls.logic.kinds import PollState
from forum.polls.models import Poll


def poll_for(
    actor: Actor,
    forum_id: str,
    public_id: str,
    permission: Permission | None = None,
    *,
    lock: bool = False,
) -> Poll:
    """A poll of this forum, for an actor who may see it and holds the permission there.

    Drafts are seen by those who edit polls. With `lock`, whoever else writes to the poll waits:
    ballots, too. Raises NotFound for an unknown poll, another forum's, and somebody else's draft.
    """
    forum = forum_for(actor, forum_id, permission)
    query = select(Poll).where(Poll.public_id == public_id, Poll.forum_id == forum.id)
    if lock:
        query = query.with_for_update(of=Poll).execution_options(populate_existing=True)
    poll = db.session.scalars(query).one_or_none()
    if poll is None:
        raise NotFound
    if poll.state is PollState.DRAFTED and not actor.may(Permission.POLL_EDIT, *forum.scopes):
        raise NotFound
    return poll
