"""Who may do what, where: the table, the scopes, and the actors that carry it."""

import pytest

from forum.core.actor import SYSTEM, VISITOR, Actor, ActorKind, HeldRole, Place
from forum.core.errors import Conflict, Forbidden, ForumError, NotFound, RuleBroken
from forum.core.permissions import (
    GRANTS,
    INSTALLATION,
    Permission,
    Role,
    Scope,
    ScopeKind,
    permissions_of,
)

HERE, ELSEWHERE = Scope(ScopeKind.FORUM, 1), Scope(ScopeKind.FORUM, 2)
PROGRAMME = Scope(ScopeKind.PROGRAMME, 1)


def holder(role, scope=HERE):
    return Actor(ActorKind.ACCOUNT, id=1, roles=(HeldRole(role, scope),))


def test_every_role_and_every_permission_stands_in_the_table():
    assert set(GRANTS) == set(Role)
    everywhere = set().union(*(permissions_of(role, INSTALLATION) for role in Role))
    assert everywhere == set(Permission)


@pytest.mark.parametrize("permission", Permission)
def test_a_visitor_may_nothing_and_the_system_everything(permission):
    assert not VISITOR.may(permission, INSTALLATION, HERE)
    assert not VISITOR.may_somewhere(permission)
    assert SYSTEM.may(permission)
    assert SYSTEM.may_somewhere(permission)


@pytest.mark.parametrize("role", Role)
def test_a_role_holds_where_it_was_given_and_nowhere_else(role):
    actor = holder(role)

    for permission in Permission:
        assert actor.may(permission, HERE) == (permission in GRANTS[role])
        assert not actor.may(permission, ELSEWHERE)
        assert not actor.may(permission, INSTALLATION)


def test_a_role_of_a_programme_holds_in_its_forums_when_they_name_it():
    organiser = holder(Role.ORGANISER, PROGRAMME)

    assert organiser.may(Permission.FORUM_EDIT, HERE, PROGRAMME, INSTALLATION)
    assert not organiser.may(Permission.FORUM_EDIT, HERE, INSTALLATION)


def test_only_an_organiser_of_the_whole_installation_makes_programmes():
    assert holder(Role.ORGANISER, INSTALLATION).may(Permission.PROGRAMME_CREATE, INSTALLATION)
    assert not holder(Role.ORGANISER, PROGRAMME).may(Permission.PROGRAMME_CREATE, PROGRAMME)


def test_a_place_lets_take_part_at_its_own_forum_only():
    guest = Actor(ActorKind.TICKET, id=7, places=(Place(forum_id=1, signup_id=7, person_id=3),))

    assert guest.may(Permission.BALLOT_CAST, HERE)
    assert not guest.may(Permission.BALLOT_CAST, ELSEWHERE)
    assert not guest.may(Permission.FLOOR_RUN, HERE)
    assert (guest.is_signed_in, guest.is_staff) == (True, False)
    assert guest.place_in(1).signup_id == 7
    assert guest.place_in(2) is None


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
def test_nobody_below_may_what_an_administrator_may_not(role):
    assert permissions_of(role, INSTALLATION) - {Permission.BALLOT_CAST} <= (
        permissions_of(Role.ADMINISTRATOR, INSTALLATION) | GRANTS[Role.PARTICIPANT]
    )


def test_taking_part_is_nobodys_by_office():
    staff = [role for role in Role if role is not Role.PARTICIPANT]

    assert not any(Permission.BALLOT_CAST in permissions_of(r, INSTALLATION) for r in staff)


@pytest.mark.parametrize("kind", [NotFound, Forbidden, RuleBroken, Conflict])
def test_a_refusal_carries_its_code_and_its_facts(kind):
    error = kind(seats=3)

    assert isinstance(error, ForumError)
    assert (str(error), error.facts) == (kind.code, {"seats": 3})
