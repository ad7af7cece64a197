"""Letting words, texts and reasons through before everybody sees them, and taking them back."""

from collections.abc import Collection
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import NothingToModerate
from forum.polls.models import ModeratedText, Poll
from forum.polls.queries.outcomes import list_said


def decide_texts(
    forum_id: str,
    poll_id: str,
    shown: Collection[str],
    *,
    looked_at: Collection[str],
    actor: Actor,
    now: datetime,
) -> Poll:
    """Of what was looked at, show those words, texts and reasons whose digests are named, no others.

    What came in since stays as it is: nobody has looked at it. Raises NothingToModerate while
    nobody may see what was written.
    """
    poll = poll_for(actor, forum_id, poll_id, Permission.FLOOR_RUN, lock=True)
    said = list_said(poll)
    if said is None:
        raise NothingToModerate
    before = poll.decisions
    for each in said:
        if each.digest in looked_at:
            _decide(poll, each.digest, each.digest in shown, before.get(each.digest), actor, now)
    record(
        "poll.texts_decided", "poll", poll.public_id, actor=actor, now=now, forum_id=poll.forum_id
    )
    changed(poll.forum.public_id)
    return poll


def _decide(
    poll: Poll, digest: str, is_shown: bool, before: bool | None, actor: Actor, now: datetime
) -> None:
    if before is is_shown:
        return
    db.session.merge(
        ModeratedText(
            poll_id=poll.id,
            digest=digest,
            is_shown=is_shown,
            decided_by_id=actor.account_id,
            decided_at=now,
        )
    )
