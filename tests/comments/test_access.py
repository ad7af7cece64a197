import pytest

from forum.comments.access import comment_for, comment_to_moderate, thread_for, thread_to_moderate
from forum.comments.logic import Readers
from forum.core.actor import VISITOR
from forum.core.db import db
from forum.core.errors import NotFound

ROLES = (
    "visitor",
    "participant",
    "elsewhere",
    "coordinator",
    "facilitator",
    "organiser",
    "administrator",
)


@pytest.fixture
def world(make):
    """Two forums with a thread each, and somebody of every role in the first."""
    forum, other = make.forum(), make.forum()
    threads = [make.thread(each, "topic", make.topic(each).public_id) for each in (forum, other)]
    actors = {
        "visitor": VISITOR,
        "participant": make.participant(make.signup(forum)),
        "elsewhere": make.participant(make.signup(other)),
        "coordinator": make.staff("coordinator", forum),
        "facilitator": make.staff("facilitator", forum),
        "organiser": make.staff("organiser", forum),
        "administrator": make.staff("administrator"),
    }
    return forum, threads, actors


def can(getting, *arguments):
    try:
        getting(*arguments)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("readers", "let_in"),
    [
        (Readers.EVERYONE, set(ROLES)),
        (Readers.PARTICIPANTS, set(ROLES) - {"visitor", "elsewhere"}),
        (Readers.STAFF, set(ROLES) - {"visitor", "elsewhere", "participant"}),
    ],
)
def test_a_thread_is_read_by_its_readers(world, make, role, readers, let_in):
    _forum, (thread, _), actors = world
    thread.readers = readers
    comment = make.comment(thread)
    db.session.commit()

    assert can(thread_for, actors[role], thread.public_id) is (role in let_in)
    assert can(comment_for, actors[role], comment.public_id) is (role in let_in)


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_moderate_this_forum_moderate(world, make, role):
    _forum, (here, there), actors = world
    comments = [make.comment(here), make.comment(there)]
    moderates_here = role in {"facilitator", "organiser", "administrator"}

    actor = actors[role]
    assert can(thread_to_moderate, actor, here.public_id) is moderates_here
    assert can(comment_to_moderate, actor, comments[0].public_id) is moderates_here
    assert can(thread_to_moderate, actor, there.public_id) is (role == "administrator")
    assert can(comment_to_moderate, actor, comments[1].public_id) is (role == "administrator")


def test_the_thread_of_an_unpublished_forum_is_not_known_to_the_public(world):
    forum, (thread, _), actors = world
    forum.published_at = None
    db.session.commit()

    known_to = {role for role in ROLES if can(thread_for, actors[role], thread.public_id)}

    assert known_to == {"coordinator", "facilitator", "organiser", "administrator"}


def test_a_thread_whose_owner_is_gone_or_unknown_is_not_there(world, make):
    forum, _threads, actors = world
    orphan = make.thread(forum, "topic", "nothing")
    strange = make.thread(forum, "poll-of-the-future", "x")

    for thread in (orphan, strange):
        assert not can(thread_for, actors["administrator"], thread.public_id)
