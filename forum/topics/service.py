"""Proposing topics, standing behind them, answering them, putting them on the agenda."""

from datetime import datetime

from forum.comments.access import refuse_outsiders
from forum.comments.errors import PlaceNeeded
from forum.comments.ports import sector_of_place
from forum.comments.service import open_thread
from forum.core.actor import Actor, Place
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.service.agenda import propose_item
from forum.journal.service import record
from forum.topics.access import THREAD_OWNER, is_own, own_topic_for, topic_for
from forum.topics.errors import (
    AnswerMissing,
    OwnTopic,
    TopicFixed,
    TopicNotOpen,
    TopicTaken,
    TopicWithdrawn,
)
from forum.topics.logic import (
    Decision,
    TopicState,
    TopicText,
    is_editable,
    is_supportable,
    is_withdrawable,
    state_after,
)
from forum.topics.models import Endorsement, Topic
from forum.topics.queries import count_endorsements, find_by_request_key, next_number


def propose_topic(
    forum_id: str,
    text: TopicText,
    *,
    language: str,
    request_key: str,
    origin: tuple[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Topic:
    """Propose a topic for a forum's agenda; it gets the forum's next number and a discussion.

    The sector of whoever proposes it is kept as it is now; what the system proposes has none.
    `origin` (kind, public id) names what it was made from. The same request key gives the topic it
    made before. Raises ContributionsOver and PlaceNeeded.
    """
    forum = forum_for(actor, forum_id, lock=True)
    refuse_outsiders(actor, forum, Permission.TOPIC_PROPOSE)
    known = find_by_request_key(forum, request_key)
    if known is not None:
        return known
    place = actor.place_in(forum.id)
    origin_kind, origin_id = origin or (None, None)
    topic = Topic(
        forum=forum,
        number=next_number(forum),
        state=TopicState.PROPOSED,
        **_columns(text),
        language=language,
        proposer_id=place.person_id if place else actor.person_id,
        sector_id=sector_of_place.only(place.signup_id) if place else None,
        request_key=request_key,
        created_at=now,
        origin_kind=origin_kind,
        origin_id=origin_id,
    )
    db.session.add(topic)
    db.session.flush()  # the thread and the journal name its public id
    open_thread(forum, THREAD_OWNER.kind, topic.public_id)
    _note("topic.proposed", topic, actor, now, number=topic.number)
    return topic


def edit_topic(topic_id: str, text: TopicText, *, actor: Actor, now: datetime) -> Topic:
    """Change one's own topic while nobody stands behind it. Raises NotOwnTopic, TopicFixed."""
    topic = own_topic_for(actor, topic_id, lock=True)
    refuse_outsiders(actor, topic.forum, Permission.TOPIC_PROPOSE)
    if not is_editable(topic.state, count_endorsements(topic)):
        raise TopicFixed
    for column, value in _columns(text).items():
        setattr(topic, column, value)
    _note("topic.edited", topic, actor, now)
    return topic


def withdraw_topic(topic_id: str, *, actor: Actor, now: datetime) -> Topic:
    """Take one's own topic back; twice is once. Raises NotOwnTopic, TopicTaken."""
    topic = own_topic_for(actor, topic_id, lock=True)
    if topic.state is TopicState.WITHDRAWN:
        return topic
    if not is_withdrawable(topic.state):
        raise TopicTaken
    topic.state = TopicState.WITHDRAWN
    _note("topic.withdrawn", topic, actor, now)
    return topic


def restore_topic(topic_id: str, *, actor: Actor, now: datetime) -> Topic:
    """Undo the withdrawal of one's own topic, while the forum takes contributions."""
    topic = own_topic_for(actor, topic_id, lock=True)
    refuse_outsiders(actor, topic.forum, Permission.TOPIC_PROPOSE)
    if topic.state is TopicState.WITHDRAWN:
        topic.state = TopicState.PROPOSED
        _note("topic.restored", topic, actor, now)
    return topic


def endorse(topic_id: str, *, actor: Actor, now: datetime) -> Topic:
    """Stand behind a topic, once; the sector is kept as it is now.

    Raises ContributionsOver, PlaceNeeded, TopicNotOpen and OwnTopic.
    """
    topic, place = _topic_to_support(topic_id, actor)
    if is_own(actor, topic):
        raise OwnTopic
    sector_id = sector_of_place.only(place.signup_id)
    if sector_id is None:
        raise PlaceNeeded
    if db.session.get(Endorsement, (topic.id, place.person_id)) is None:
        db.session.add(
            Endorsement(topic=topic, person_id=place.person_id, sector_id=sector_id, created_at=now)
        )
        _note("topic.endorsed", topic, actor, now)
    return topic


def take_back_endorsement(topic_id: str, *, actor: Actor, now: datetime) -> Topic:
    """Stop standing behind a topic. Whoever does not stand behind it changes nothing."""
    topic, place = _topic_to_support(topic_id, actor)
    endorsement = db.session.get(Endorsement, (topic.id, place.person_id))
    if endorsement is not None:
        db.session.delete(endorsement)
        _note("topic.endorsement_withdrawn", topic, actor, now)
    return topic


def answer_topic(
    topic_id: str, text: str, decision: Decision, *, actor: Actor, now: datetime
) -> Topic:
    """Answer a topic as the organiser, or decline it with the reason; everybody reads the text.

    Raises AnswerMissing and TopicWithdrawn. Answering again replaces the answer.
    """
    topic = topic_for(actor, topic_id, Permission.TOPIC_ANSWER, lock=True)
    if topic.state is TopicState.WITHDRAWN:
        raise TopicWithdrawn
    if not text.strip():
        raise AnswerMissing
    topic.answer, topic.answered_at = text, now
    topic.state = state_after(topic.state, decision)
    _note("topic.answered", topic, actor, now, state=topic.state)
    return topic


def put_on_agenda(topic_id: str, *, actor: Actor, now: datetime) -> Topic:
    """Make an agenda item of a topic and link the two; once. Raises TopicWithdrawn."""
    topic = topic_for(actor, topic_id, Permission.TOPIC_ANSWER, lock=True)
    if topic.state is TopicState.WITHDRAWN:
        raise TopicWithdrawn
    if topic.item_id is None:
        topic.item = propose_item(
            topic.forum.public_id,
            {topic.language: topic.title},
            THREAD_OWNER.kind,
            topic.public_id,
            actor=actor,
            now=now,
        )
        topic.state = TopicState.ON_AGENDA
        _note("topic.put_on_agenda", topic, actor, now, item=topic.item.public_id)
    return topic


def _columns(text: TopicText) -> dict[str, str]:
    return {
        "title": text.title,
        "problem": text.problem,
        "evidence": text.evidence,
        "proposal": text.proposal,
    }


def _topic_to_support(topic_id: str, actor: Actor) -> tuple[Topic, Place]:
    topic = topic_for(actor, topic_id, lock=True)
    refuse_outsiders(actor, topic.forum, Permission.TOPIC_ENDORSE)
    place = actor.place_in(topic.forum_id)
    if place is None:
        raise PlaceNeeded
    if not is_supportable(topic.state):
        raise TopicNotOpen
    return topic, place


def _note(code: str, topic: Topic, actor: Actor, now: datetime, **facts: object) -> None:
    record(code, "topic", topic.public_id, actor=actor, now=now, forum_id=topic.forum_id, **facts)
