"""What finding a date holds of a person: the name they replied under, and when they could."""

from typing import Any

from sqlalchemy import select, update

from forum.accounts.ports import Held
from forum.core.db import db
from forum.core.i18n import N_
from forum.language.redaction import NAME_MARKERS
from forum.scheduling.models import DateReply

HELD = Held(
    title=N_("Your replies when a date was looked for"),
    goes=N_("Your name and organisation on them, and the link that changes them."),
    stays=N_("When somebody could: the date was chosen by it."),
    words={
        "date_replies": N_("Replies when a date was looked for"),
        "date_poll": N_("Date poll"),
        "name": N_("Name"),
        "replied_at": N_("Replied"),
        "choices": N_("Choices"),
        "starts_at": N_("Begins"),
        "availability": N_("Can come"),
    },
)


def export(person_id: int) -> dict[str, Any]:
    """The replies a person gave while signed in or by their ticket."""
    return {
        "date_replies": [
            {
                "date_poll": reply.poll.title,
                "name": reply.name,
                "organisation": reply.organisation,
                "replied_at": reply.created_at.isoformat(),
                "choices": [
                    {
                        "starts_at": choice.slot.starts_at.isoformat(),
                        "availability": choice.availability.value,
                    }
                    for choice in reply.choices
                ],
            }
            for reply in _replies(person_id)
        ]
    }


def erase(person_id: int) -> None:
    """Leave of a reply only when somebody could come."""
    for reply in _replies(person_id):
        reply.name, reply.organisation, reply.person_id = NAME_MARKERS["th"], "", None


def merge(kept: int, double: int) -> None:
    """The double's replies are the person's."""
    db.session.execute(
        update(DateReply).where(DateReply.person_id == double).values(person_id=kept)
    )


def _replies(person_id: int) -> list[DateReply]:
    query = select(DateReply).where(DateReply.person_id == person_id).order_by(DateReply.id)
    return list(db.session.scalars(query))
