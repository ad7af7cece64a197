"""What minutes hold of a person.

Certified versions are records and are not changed: the names in them were given to be printed.
Drafts are composed from what the other features say of the person, and are composed again.
"""

from typing import Any

from sqlalchemy import select

from forum.accounts.models import Account
from forum.core.db import db
from forum.events.logic.stages import AttributionMode
from forum.events.models import Forum
from forum.minutes.logic.states import BlockOrigin, is_writable
from forum.minutes.models import Minutes, MinutesBlock
from forum.signups.models.places import Signup

_NAMES = ("attendance:named", "attendance:named-heading")
_VOICES = frozenset({"topic", "comment", "poll"})


def export(person_id: int) -> dict[str, Any]:
    """The text the person typed or reworded in minutes, by forum."""
    query = (
        select(Forum.public_id, MinutesBlock.text)
        .join(Minutes, Minutes.forum_id == Forum.id)
        .join(MinutesBlock, MinutesBlock.minutes_id == Minutes.id)
        .join(Account, Account.id == MinutesBlock.edited_by_id)
        .where(Account.person_id == person_id)
        .order_by(MinutesBlock.id)
    )
    return {
        "minutes_texts": [
            {"forum": forum_id, "text": text}
            for forum_id, text in db.session.execute(query)
            if text
        ]
    }


def erase(person_id: int) -> None:
    """Take what may name the person out of drafts; composing again puts the rest back.

    That is the list of names, and in forums that attribute by name whatever quotes somebody.
    """
    attended = select(Signup.forum_id).where(Signup.person_id == person_id)
    for minutes in db.session.scalars(select(Minutes).where(Minutes.forum_id.in_(attended))):
        if is_writable(minutes.state):
            for block in [block for block in minutes.blocks if _may_name(minutes.forum, block)]:
                minutes.blocks.remove(block)


def _may_name(forum: Forum, block: MinutesBlock) -> bool:
    if block.origin is BlockOrigin.TYPED:
        return False
    is_quoting = bool(block.source_kinds & _VOICES)
    return block.key in _NAMES or (forum.attribution_mode is AttributionMode.NAMED and is_quoting)
