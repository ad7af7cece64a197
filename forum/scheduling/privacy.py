"""What finding a date holds of a person: the name they replied under, and when they could."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.ports import Held
from forum.accounts.queries import forums_of
from forum.core.db import db
from forum.core.i18n import N_
from forum.language.redaction import Marks
from forum.scheduling.models import DateChoice, DatePoll, DateReply

HELD = Held(
    title=N_("Your replies when a date was looked for"),
    goes=N_(
        "The replies you gave while signed in: your name, your organisation, when you could come."
    ),
    stays=N_(
        "Replies under a name you typed without signing in: the program does not know they are "
        "yours. Take them back by the link you got; they go by themselves 90 days after closing."
    ),
    words={
        "date_replies": N_("Replies when a date was looked for"),
        "date_poll": N_("Date poll"),
        "name": N_("Name"),
        "organisation": N_("Organisation"),
        "replied_at": N_("Replied"),
        "choices": N_("Choices"),
        "starts_at": N_("Begins"),
        "availability": N_("Whether you can come"),
    },
)


def export(person_id: int) -> dict[str, Any]:
    """The replies a person gave while signed in."""
    return {"date_replies": [_reply(reply) for reply in _replies(person_id)]}


def erase(person_id: int) -> None:
    """Delete the person's replies: when somebody could come is of no use without who."""
    for reply in _replies(person_id):
        db.session.delete(reply)


def merge(kept: int, double: int) -> None:
    """The double's replies are the person's; of two to the same poll the one given last counts."""
    latest: dict[int, DateReply] = {}
    for reply in sorted((*_replies(kept), *_replies(double)), key=_given_at):
        earlier = latest.get(reply.poll_id)
        if earlier is not None:
            db.session.delete(earlier)
        latest[reply.poll_id] = reply
        reply.person_id = kept


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of the words with which dates for their forums were asked for."""
    query = select(DatePoll).where(DatePoll.forum_id.in_(forums_of(person_id)))
    for poll in db.session.scalars(query):
        poll.title = marks.taken_out_of(poll.title, "th")
        poll.description = marks.taken_out_of(poll.description, "th")


def _given_at(reply: DateReply) -> tuple[Any, int]:
    return reply.changed_at or reply.created_at, reply.id


def _replies(person_id: int) -> list[DateReply]:
    query = (
        select(DateReply)
        .where(DateReply.person_id == person_id)
        .options(
            joinedload(DateReply.poll), selectinload(DateReply.choices).joinedload(DateChoice.slot)
        )
        .order_by(DateReply.id)
    )
    return list(db.session.scalars(query))


def _reply(reply: DateReply) -> dict[str, Any]:
    return {
        "date_poll": reply.poll.title,
        "name": reply.name,
        "organisation": reply.organisation,
        "replied_at": (reply.changed_at or reply.created_at).isoformat(),
        "choices": [
            {
                "starts_at": choice.slot.starts_at.isoformat(),
                "availability": choice.availability.value,
            }
            for choice in reply.choices
        ],
    }
