"""Whom to call: coordinators of a forum, and the networks they have brought people from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Account, Grant, Person
from forum.core.db import db
from forum.core.permissions import Role
from forum.events.models import Forum
from forum.language.sorting import sort_key
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class Coordinator:
    """A coordinator's account, and the ids of networks whose people they have helped to sign up.

    Their own sign-ups count, too: whoever comes for a network knows it.
    """

    account: Account
    network_ids: frozenset[int]

    @property
    def person(self) -> Person:
        """The person of the account."""
        return self.account.person


def list_coordinators(forum: Forum, now: datetime) -> list[Coordinator]:
    """Everybody who coordinates for this forum now, by name. Two queries."""
    accounts = _accounts(forum, now)
    networks = _networks_of(accounts)
    found = [Coordinator(each, frozenset(networks.get(each.id, ()))) for each in accounts]
    return sorted(found, key=lambda each: sort_key(each.person.given_name))


def find_coordinator(forum: Forum, person_id: str, now: datetime) -> Person | None:
    """The person (by public id) who coordinates for this forum now."""
    people = (account.person for account in _accounts(forum, now))
    return next((person for person in people if person.public_id == person_id), None)


def _accounts(forum: Forum, now: datetime) -> list[Account]:
    is_here = or_(*(and_(Grant.scope_kind == s.kind, Grant.scope_id == s.id) for s in forum.scopes))
    query = (
        select(Account)
        .join(Account.person)
        .where(
            Account.id.in_(
                select(Grant.account_id).where(
                    Grant.role == Role.COORDINATOR,
                    is_here,
                    or_(Grant.ends_at.is_(None), Grant.ends_at > now),
                )
            ),
            Account.active,
            Person.erased_at.is_(None),
        )
        .options(contains_eager(Account.person))
    )
    return list(db.session.scalars(query))


def _networks_of(accounts: Sequence[Account]) -> Mapping[int, set[int]]:
    """By account: the networks of those they helped, at any forum, and their own."""
    ids = {account.id for account in accounts}
    by_person = {account.person_id: account.id for account in accounts}
    query = (
        select(Signup.helped_by_id, Signup.person_id, Signup.network_id)
        .where(
            Signup.network_id.is_not(None),
            or_(Signup.helped_by_id.in_(ids), Signup.person_id.in_(by_person)),
        )
        .distinct()
    )
    found: dict[int, set[int]] = defaultdict(set)
    for helper, person, network in db.session.execute(query):
        for id_ in (helper, by_person.get(person)):
            if id_ in ids and network is not None:
                found[id_].add(network)
    return found
