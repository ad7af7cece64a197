"""Saying when one can come, changing it, taking it back; and forgetting it after a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.ids import hashed, new_public_id
from forum.scheduling.access import date_poll_by, reply_by, reply_for
from forum.scheduling.errors import DatePollClosed, NameMissing, NothingAnswered, TooManyReplies
from forum.scheduling.logic import MOST_REPLIES, Availability, DatePollState, reply_token
from forum.scheduling.models import DateChoice, DatePoll, DateReply
from forum.scheduling.queries import count_replies, find_reply, list_ids_past_keeping
from forum.scheduling.service.polls import note


@dataclass(frozen=True)
class Answer:
    """What somebody sends: who they are, and what they say to times (by public id).

    `is_own`: it is the signed-in person's own answer, not one they give for somebody else.
    """

    name: str
    organisation: str
    choices: Mapping[str, Availability]
    is_own: bool = False


def answer_dates(
    token: str, answer: Answer, request_key: str, *, secret: str, actor: Actor, now: datetime
) -> DateReply:
    """Keep what somebody with the link says. A signed-in person is known by name.

    The same form sent again changes the answer that it gave, and so does a known person's second
    one: nobody counts twice by a slow line. Raises NotFound, DatePollClosed, NameMissing,
    NothingAnswered, TooManyReplies.
    """
    poll = date_poll_by(token, lock=True)
    _refuse_closed(poll, now)
    person_id = actor.person_id if answer.is_own and _is_known(actor) else None
    name = actor.name if person_id is not None and actor.name else answer.name
    if not name:
        raise NameMissing
    reply = find_reply(poll, request_key, person_id)
    if reply is None:
        reply = _new_reply(poll, request_key, secret, now)
    else:
        reply.changed_at = now
    reply.name, reply.organisation, reply.person_id = name, answer.organisation, person_id
    _write(reply, poll, answer.choices)
    return reply


def change_reply(token: str, answer: Answer, *, now: datetime) -> DateReply:
    """Change an answer by its own link, until the poll closes. A known person keeps their name.

    Times that are not named keep what was said. Raises NotFound, DatePollClosed, NameMissing,
    NothingAnswered.
    """
    reply = reply_by(token, lock=True)
    _refuse_closed(reply.poll, now)
    if reply.person_id is None:
        if not answer.name:
            raise NameMissing
        reply.name = answer.name
    reply.organisation, reply.changed_at = answer.organisation, now
    _write(reply, reply.poll, answer.choices)
    return reply


def take_back_reply(token: str) -> None:
    """Delete an answer by its own link, at any time. Nothing of it is left. Raises NotFound."""
    db.session.delete(reply_by(token, lock=True))


def remove_reply(date_poll_id: str, reply_id: str, *, actor: Actor, now: datetime) -> None:
    """Delete somebody's answer, as the organiser: a double, or nonsense. Raises NotFound."""
    reply = reply_for(actor, date_poll_id, reply_id, lock=True)
    note("date_poll.reply_removed", reply.poll, actor, now)
    db.session.delete(reply)


def forget_old_replies(*, now: datetime) -> None:
    """Delete all replies of polls that closed longer ago than replies are kept."""
    polls = list_ids_past_keeping(now)
    if polls:
        db.session.execute(delete(DateReply).where(DateReply.poll_id.in_(polls)))


def _is_known(actor: Actor) -> bool:
    return actor.kind is ActorKind.ACCOUNT and actor.person_id is not None


def _refuse_closed(poll: DatePoll, now: datetime) -> None:
    if poll.state(now) is not DatePollState.OPEN:
        raise DatePollClosed


def _new_reply(poll: DatePoll, request_key: str, secret: str, now: datetime) -> DateReply:
    if count_replies(poll) >= MOST_REPLIES:
        raise TooManyReplies
    public_id = new_public_id()
    reply = DateReply(
        public_id=public_id,
        poll_id=poll.id,
        token_hash=hashed(reply_token(secret, public_id)),
        request_key=request_key,
        created_at=now,
    )
    db.session.add(reply)
    return reply


def _write(reply: DateReply, poll: DatePoll, choices: Mapping[str, Availability]) -> None:
    """Write what was said to times of this poll; others are passed over (one may be gone)."""
    said = {choice.slot_id: choice for choice in reply.choices}
    for slot in poll.slots:
        availability = choices.get(slot.public_id)
        if availability is None:
            continue
        if slot.id in said:
            said[slot.id].availability = availability
        else:
            reply.choices.append(DateChoice(slot_id=slot.id, availability=availability))
    if not reply.choices:
        raise NothingAnswered
