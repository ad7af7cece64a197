import pytest

from forum.core.actor import VISITOR
from forum.core.errors import NotFound
from forum.core.permissions import Permission, Role
from forum.polls.access import poll_for


@pytest.fixture
def actors(hall, make, make_hall):
    """Everybody who could ask, by role."""
    return {
        "visitor": VISITOR,
        "participant": hall.voters[0],
        "participant elsewhere": make_hall().voters[0],
        "rapporteur": make.staff(Role.RAPPORTEUR, hall.forum),
        "facilitator": hall.staff,
        "facilitator elsewhere": make_hall().staff,
        "organiser": make.staff(Role.ORGANISER),
    }


def who_gets(hall, poll, actors, permission=None):
    found = set()
    for role, actor in actors.items():
        try:
            poll_for(actor, hall.forum_id, poll.public_id, permission)
        except NotFound:
            continue
        found.add(role)
    return found


def test_a_draft_is_known_to_those_who_edit_polls_only(hall, actors):
    poll = hall.draft()

    assert who_gets(hall, poll, actors) == {"facilitator", "organiser"}


def test_once_opened_everybody_may_know_of_a_poll(hall, actors):
    poll = hall.open()

    assert who_gets(hall, poll, actors) == set(actors)


def test_each_permission_holds_in_its_own_forum(hall, actors):
    poll = hall.open()

    assert who_gets(hall, poll, actors, Permission.BALLOT_CAST) == {"participant"}
    assert who_gets(hall, poll, actors, Permission.FLOOR_RUN) == {"facilitator", "organiser"}


def test_another_forums_poll_looks_like_an_unknown_one(hall, make_hall):
    poll, other = hall.open(), make_hall()

    for id_ in (poll.public_id, "x" * 27, ""):
        with pytest.raises(NotFound):
            poll_for(other.staff, other.forum_id, id_)
