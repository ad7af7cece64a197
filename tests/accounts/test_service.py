"""Accounts: links that work once, roles given and taken."""

from datetime import timedelta

import pytest

from forum.accounts.errors import LastAdministrator, LinkUsedUp, RoleBeyondOwn
from forum.accounts.models import Grant, SignInLink
from forum.accounts.queries import list_held_roles
from forum.accounts.service.links import make_sign_in_link, use_sign_in_link
from forum.accounts.service.roles import give_role, invite, take_role
from forum.core.actor import SYSTEM
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import INSTALLATION, Permission, Role
from forum.core.transaction import transaction
from forum.journal.models import JournalEntry


def test_a_link_signs_in_once(make, now):
    account = make.account()
    with transaction():
        token = make_sign_in_link(account, now=now)

    with transaction():
        signed_in = use_sign_in_link(token, now=now)

    assert signed_in.id == account.id
    with pytest.raises(LinkUsedUp), transaction():
        use_sign_in_link(token, now=now)


def test_a_link_dies_after_ten_minutes(make, now):
    account = make.account()
    with transaction():
        token = make_sign_in_link(account, now=now)

    with pytest.raises(LinkUsedUp), transaction():
        use_sign_in_link(token, now=now + timedelta(minutes=10))


def test_the_database_does_not_know_the_link(make, now):
    account = make.account()
    with transaction():
        token = make_sign_in_link(account, now=now)

    stored = db.session.query(SignInLink).one()

    assert token not in {stored.token_hash, str(stored.id)}


def test_somebody_new_is_invited_with_an_account_and_a_letter(make, now, letters):
    boss = make.staff("administrator")
    forum = make.forum()

    with transaction():
        invite("New@Example.org", "ใบบัว", "", Role.FACILITATOR, forum.scopes, actor=boss, now=now)

    (letter,) = letters()
    assert letter.to == ["new@example.org"]
    assert "/sign-in/link/" in letter.body


def test_inviting_twice_gives_one_role_and_one_letter(make, now, letters):
    boss = make.staff("administrator")
    for _ in range(2):
        with transaction():
            invite(
                "new@example.org", "ใบบัว", "", Role.RAPPORTEUR, (INSTALLATION,), actor=boss, now=now
            )

    assert len(letters()) == 1
    assert db.session.query(Grant).filter_by(role=Role.RAPPORTEUR).count() == 1


def test_an_organiser_gives_roles_in_their_own_forum_only(make, now):
    mine, other = make.forum(), make.forum()
    organiser = make.staff("organiser", mine)

    with transaction():
        invite("a@example.org", "ก้อง", "", Role.FACILITATOR, mine.scopes, actor=organiser, now=now)

    with pytest.raises(RoleBeyondOwn), transaction():
        invite("a@example.org", "ก้อง", "", Role.FACILITATOR, other.scopes, actor=organiser, now=now)
    with pytest.raises(RoleBeyondOwn), transaction():
        invite(
            "a@example.org", "ก้อง", "", Role.ADMINISTRATOR, mine.scopes, actor=organiser, now=now
        )


def test_no_organiser_makes_an_administrator(make, now):
    organiser = make.staff("organiser")

    with pytest.raises(RoleBeyondOwn), transaction():
        invite(
            "a@example.org",
            "ก้อง",
            "",
            Role.ADMINISTRATOR,
            (INSTALLATION,),
            actor=organiser,
            now=now,
        )


def test_the_last_administrator_stays(make, now):
    account = make.account("administrator")
    actor = make.actor(account)

    with pytest.raises(LastAdministrator), transaction():
        take_role(account.grants[0].id, (INSTALLATION,), actor=actor, now=now)


def test_a_role_of_another_forum_looks_like_none(make, now):
    mine, other = make.forum(), make.forum()
    account = make.account("facilitator", other.scope)
    organiser = make.staff("organiser", mine)

    with pytest.raises(NotFound), transaction():
        take_role(account.grants[0].id, mine.scopes, actor=organiser, now=now)


def test_a_role_that_ended_gives_nothing(make, now):
    account = make.account("organiser")
    account.grants[0].ends_at = now
    make.save(account)

    assert list_held_roles(account.id, now) == ()


def test_giving_a_role_is_journaled_without_names(make, now):
    account = make.account(given_name="สมใจ")
    with transaction():
        give_role(account, Role.ORGANISER, INSTALLATION, actor=SYSTEM, now=now)

    row = db.session.query(JournalEntry).one()

    assert row.code == "role.given"
    assert row.object_id == account.public_id
    assert "สมใจ" not in str(row.facts)


def test_a_role_in_a_programme_reaches_its_forums_and_no_others(make):
    programme = make.programme()
    inside, outside = make.forum(programme=make.programme(parent=programme)), make.forum()
    account = make.account("organiser", programme.scopes[0])
    actor = make.actor(account)

    assert actor.may(Permission.FORUM_EDIT, *inside.scopes)
    assert not actor.may(Permission.FORUM_EDIT, *outside.scopes)
    assert not actor.may(Permission.PROGRAMME_CREATE, INSTALLATION)
