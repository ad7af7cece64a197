import pytest

from forum.core.actor import SYSTEM, VISITOR
from forum.core.errors import NotFound
from forum.core.permissions import Permission, Role, Scope, ScopeKind
from forum.events.access import (
    forum_for,
    item_for,
    material_for,
    may_read_file,
    part_for,
    programme_for,
)
from forum.events.logic.stages import Stage
from forum.events.models import Material, Part, PartKind
from forum.files.models import StoredFile

SEES, DENIED = True, False

# Who sees a forum: everybody once it is published, however it ends; a draft, those who prepare it.
MATRIX = {
    "a visitor": {"draft": DENIED, "published": SEES, "cancelled": SEES},
    "a ticket of this forum": {"draft": DENIED, "published": SEES, "cancelled": SEES},
    "a ticket of another forum": {"draft": DENIED, "published": SEES, "cancelled": SEES},
    "an organiser of this forum": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "an organiser of another forum": {"draft": DENIED, "published": SEES, "cancelled": SEES},
    "an organiser of the programme": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "an organiser of the programme above": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "an organiser of another programme": {"draft": DENIED, "published": SEES, "cancelled": SEES},
    "a facilitator of this forum": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "a rapporteur of this forum": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "a coordinator of this forum": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "an administrator": {"draft": SEES, "published": SEES, "cancelled": SEES},
    "the system": {"draft": SEES, "published": SEES, "cancelled": SEES},
}
EDITORS = {
    "an organiser of this forum",
    "an organiser of the programme",
    "an organiser of the programme above",
    "an administrator",
    "the system",
}
STATES = {
    "draft": {"published_at": None, "stage": Stage.ANNOUNCED},
    "published": {"stage": Stage.OPEN},
    "cancelled": {"stage": Stage.CANCELLED, "change_reason": {"th": "น้ำท่วม"}},
}


@pytest.fixture
def actor_called(make):
    """The actor of this name, towards one of two forums in two programmes."""

    def actor(who, forum):
        other = make.forum()
        scopes = {
            "this forum": forum.scope,
            "another forum": other.scope,
            "the programme": Scope(ScopeKind.PROGRAMME, forum.programme_id),
            "the programme above": Scope(ScopeKind.PROGRAMME, forum.programme.parent_id),
            "another programme": Scope(ScopeKind.PROGRAMME, other.programme_id),
        }
        if who == "a visitor":
            return VISITOR
        if who == "the system":
            return SYSTEM
        if who == "an administrator":
            return make.staff(Role.ADMINISTRATOR)
        kind, _, where = who.partition(" of ")
        if kind == "a ticket":
            return make.participant(make.signup(forum if where == "this forum" else other))
        role = Role(kind.split()[1])
        return make.actor(make.account(role, scopes[where]))

    return actor


@pytest.fixture
def forum_in(make):
    def forum(state):
        programme = make.programme(parent=make.programme())
        values = dict(STATES[state])
        return make.forum(programme=programme, **values)

    return forum


def is_found(act):
    try:
        act()
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", MATRIX)
def test_a_draft_is_seen_by_those_who_prepare_it_and_the_rest_by_everybody(
    who, state, forum_in, actor_called
):
    forum = forum_in(state)
    actor = actor_called(who, forum)

    assert is_found(lambda: forum_for(actor, forum.public_id)) is MATRIX[who][state]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", MATRIX)
def test_a_forum_is_changed_by_those_who_organise_it_only(who, state, forum_in, actor_called):
    forum = forum_in(state)
    actor = actor_called(who, forum)

    found = is_found(lambda: forum_for(actor, forum.public_id, Permission.FORUM_EDIT, lock=True))

    assert found is (who in EDITORS)


@pytest.mark.parametrize("who", MATRIX)
def test_a_programme_is_seen_by_everybody_and_changed_by_its_organisers(
    who, forum_in, actor_called
):
    forum = forum_in("published")
    actor = actor_called(who, forum)
    programme_id = forum.programme.public_id

    assert is_found(lambda: programme_for(actor, programme_id))
    may_edit = is_found(lambda: programme_for(actor, programme_id, Permission.PROGRAMME_EDIT))
    assert may_edit is (who in EDITORS - {"an organiser of this forum"})


def test_an_unknown_forum_and_a_draft_of_others_look_the_same(make):
    draft = make.forum(published_at=None)

    for public_id in (draft.public_id, "2" * 27, "", "../x"):
        with pytest.raises(NotFound):
            forum_for(VISITOR, public_id)


def test_items_parts_and_materials_are_found_in_their_own_forum_only(make, now):
    forum, other = make.forum(), make.forum()
    item = make.item(forum)
    part = make.save(
        Part(
            forum_id=forum.id,
            title={"th": "ช่วงเช้า"},
            kind=PartKind.PLENARY,
            room={},
            starts_at=forum.starts_at,
            ends_at=forum.ends_at,
        )
    )
    material = make.save(
        Material(forum_id=forum.id, title={"th": "สรุป"}, url="https://example.org", position=1)
    )

    for getter, row in ((item_for, item), (part_for, part), (material_for, material)):
        assert getter(VISITOR, forum.public_id, row.public_id).id == row.id
        assert not is_found(lambda g=getter, r=row: g(VISITOR, other.public_id, r.public_id))
        assert not is_found(
            lambda g=getter, r=row: g(SYSTEM, other.public_id, r.public_id, lock=True)
        )


def test_a_file_is_read_by_whoever_sees_a_forum_that_hands_it_out(make, now):
    draft = make.forum(published_at=None)
    file = make.save(
        StoredFile(sha256="a" * 64, name="a.pdf", media_type="x/y", size=1, created_at=now)
    )
    make.save(Material(forum_id=draft.id, title={}, file=file, position=1))
    organiser = make.staff("organiser", draft)

    assert not may_read_file(VISITOR, file.id)
    assert may_read_file(organiser, file.id)

    draft.published_at = now
    make.save(draft)

    assert may_read_file(VISITOR, file.id)
