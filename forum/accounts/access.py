"""Getting accounts' objects: loading is checking."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.models import Account, Grant, Person
from forum.accounts.ports import persons_of_tickets
from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import INSTALLATION, Permission, Scope


def grant_for(actor: Actor, grant_id: int, scopes: tuple[Scope, ...]) -> Grant:
    """A role held in the first of the scopes, for somebody who may give roles there."""
    grant = db.session.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None or grant.scope != scopes[0] or not actor.may(Permission.GRANT_GIVE, *scopes):
        raise NotFound
    return grant


def person_for(actor: Actor, public_id: str, *, lock: bool = False) -> Person:
    """A person, for whoever looks after people (PERSON_MANAGE). Raises NotFound, for erased ones too."""
    if not actor.may(Permission.PERSON_MANAGE, INSTALLATION):
        raise NotFound
    return _one(public_id, lock=lock)


def own_persons(actor: Actor, ticket_ids: Sequence[int]) -> list[Person]:
    """The persons whose data whoever is acting may open as their own, the account's first.

    A ticket opens the data of people without an account only: who has one signs in with it, so
    that a lost ticket does not open more than its forum.
    """
    held = persons_of_tickets.only(ticket_ids) if ticket_ids else ()
    query = (
        select(Person)
        .outerjoin(Person.account)
        .where(Person.id.in_(held), Person.erased_at.is_(None), Account.id.is_(None))
    )
    by_ticket = {person.id: person for person in db.session.scalars(query)}
    persons = [by_ticket[id_] for id_ in reversed(held) if id_ in by_ticket]
    if actor.kind is ActorKind.ACCOUNT and actor.person_id is not None:
        persons.insert(0, db.session.get_one(Person, actor.person_id))
    return list(dict.fromkeys(persons))


def own_person(
    actor: Actor, ticket_ids: Sequence[int], public_id: str = "", *, lock: bool = False
) -> Person:
    """One of `own_persons`: the one named, else the first. Raises NotFound."""
    persons = own_persons(actor, ticket_ids)
    chosen = next((p for p in persons if not public_id or p.public_id == public_id), None)
    if chosen is None:
        raise NotFound
    return _one(chosen.public_id, lock=True) if lock else chosen


def _one(public_id: str, *, lock: bool) -> Person:
    query = select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None))
    if lock:
        query = query.with_for_update(of=Person).execution_options(populate_existing=True)
    person = db.session.scalars(query).one_or_none()
    if person is None:
        raise NotFound
    return person
