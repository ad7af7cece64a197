"""Writing the journal, in the same transaction as the act."""

from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.journal.models import JournalEntry


def record(
    code: str,
    object_kind: str,
    object_id: str,
    *,
    actor: Actor,
    now: datetime,
    forum_id: int | None = None,
    **facts: object,
) -> None:
    """Add one row: `code` is `thing.past_participle`; facts must hold no personal data."""
    db.session.add(
        JournalEntry(
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            code=code,
            object_kind=object_kind,
            object_id=object_id,
            forum_id=forum_id,
            facts=facts,
        )
    )
