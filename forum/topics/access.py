"""Getting topics: loading is checking."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.comments.access import persons_of
from forum.comments.ports import ThreadOwner
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.topics.errors import NotOwnTopic
from forum.topics.logic import TopicState
from forum.topics.models import Topic


def topic_for(
    actor: Actor, public_id: str, permission: Permission | None = None, *, lock: bool = False
) -> Topic:
    """The topic, for an actor who may see its forum and holds the permission (if named) there.

    A withdrawn topic is there for whoever proposed it and for those who prepare the forum only.
    With `lock`, other writers of this topic wait. Raises NotFound otherwise.
    """
    query = select(Topic).where(Topic.public_id == public_id)
    if lock:
        query = query.with_for_update(of=Topic).execution_options(populate_existing=True)
    topic = db.session.scalars(query.options(joinedload(Topic.forum, innerjoin=True))).one_or_none()
    if topic is None:
        raise NotFound
    forum_for(actor, topic.forum.public_id, permission)
    if topic.state is TopicState.WITHDRAWN and not (is_own(actor, topic) or is_staff(actor, topic)):
        raise NotFound
    return topic


def own_topic_for(actor: Actor, public_id: str, *, lock: bool = False) -> Topic:
    """A topic that the actor proposed. Raises NotFound, and NotOwnTopic for somebody else's."""
    topic = topic_for(actor, public_id, lock=lock)
    if not is_own(actor, topic):
        raise NotOwnTopic
    return topic


def is_own(actor: Actor, topic: Topic) -> bool:
    """Whether the actor proposed this topic, with their account or with this forum's ticket."""
    return topic.proposer_id is not None and topic.proposer_id in persons_of(actor, topic.forum_id)


def is_staff(actor: Actor, topic: Topic) -> bool:
    """Whether the actor is among those who prepare the topic's forum."""
    return actor.may(Permission.FORUM_READ_DRAFT, *topic.forum.scopes)


def _forum_of_topic(actor: Actor, public_id: str) -> Forum:
    return topic_for(actor, public_id).forum


THREAD_OWNER = ThreadOwner("topic", _forum_of_topic, "topics.topic", "topic_id")
