import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.topics.access import topic_for
from forum.topics.logic import TopicState

ROLES = (
    "visitor", "proposer", "participant", "elsewhere", "coordinator", "facilitator", "rapporteur",
    "organiser", "administrator", "system",
)  # fmt: skip
STAFF = {"coordinator", "facilitator", "rapporteur", "organiser", "administrator", "system"}


@pytest.fixture
def world(make):
    """Two forums with a topic each, and somebody of every role in the first."""
    forum, other = make.forum(), make.forum()
    signup = make.signup(forum)
    topics = make.topic(forum, signup), make.topic(other)
    actors = {
        "visitor": VISITOR,
        "proposer": make.participant(signup),
        "participant": make.participant(make.signup(forum)),
        "elsewhere": make.participant(make.signup(other)),
        "administrator": make.staff("administrator"),
        "system": SYSTEM,
        **{
            role: make.staff(role, forum)
            for role in ("coordinator", "facilitator", "rapporteur", "organiser")
        },
    }
    return forum, topics, actors


def can(actor, topic, *arguments):
    try:
        topic_for(actor, topic.public_id, *arguments)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_the_topics_of_a_published_forum(world, role):
    _forum, (here, there), actors = world

    assert can(actors[role], here)
    assert can(actors[role], there)


@pytest.mark.parametrize("role", ROLES)
def test_topics_of_an_unpublished_forum_are_for_those_who_prepare_it(world, role):
    forum, (here, _), actors = world
    forum.published_at = None
    db.session.commit()

    assert can(actors[role], here) is (role in STAFF)


@pytest.mark.parametrize("role", ROLES)
def test_a_withdrawn_topic_is_for_its_proposer_and_those_who_prepare_the_forum(world, role):
    _forum, (here, _), actors = world
    here.state = TopicState.WITHDRAWN
    db.session.commit()

    assert can(actors[role], here) is (role in STAFF | {"proposer"})


@pytest.mark.parametrize("role", ROLES)
def test_answering_is_for_the_organisers_of_this_forum(world, role):
    _forum, (here, there), actors = world

    answers_here = role in {"organiser", "administrator", "system"}
    assert can(actors[role], here, Permission.TOPIC_ANSWER) is answers_here
    answers_there = role in {"administrator", "system"}
    assert can(actors[role], there, Permission.TOPIC_ANSWER) is answers_there


def test_an_unknown_topic_is_not_there(world):
    with pytest.raises(NotFound):
        topic_for(SYSTEM, "nothing")
