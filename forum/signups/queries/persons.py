"""What accounts ask about a person's sign-ups: their forums, their tickets, their doubles."""

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Account, Person
from forum.accounts.ports import Occasion
from forum.core.db import db
from forum.core.permissions import Scope
from forum.events.models import Forum
from forum.signups.logic.states import ACTIVE, SignupChannel, SignupState
from forum.signups.models.places import Signup, Ticket

# Of two sign-ups the better state stays.
_ORDER = (
    SignupState.SEATED,
    SignupState.OFFERED,
    SignupState.WAITING,
    SignupState.APPLIED,
)


def signups_of(person_id: int) -> list[Signup]:
    """All sign-ups of a person, with what is told of them."""
    query = (
        select(Signup)
        .where(Signup.person_id == person_id)
        .options(joinedload(Signup.sector), joinedload(Signup.forum), joinedload(Signup.network))
        .order_by(Signup.applied_at)
    )
    return list(db.session.scalars(query))


def occasions_of(person_id: int) -> list[Occasion]:
    """The forums a person is or was signed up for (`accounts.occasions_of`), the latest first."""
    query = (
        select(Signup.state, Forum)
        .join(Signup.forum)
        .where(Signup.person_id == person_id)
        .order_by(Forum.starts_at.desc(), Forum.id)
    )
    return [
        Occasion(forum.scope, forum.public_id, forum.title, forum.starts_at, state in ACTIVE)
        for state, forum in db.session.execute(query)
    ]


def persons_of_tickets(ticket_ids: Sequence[int]) -> list[int]:
    """The persons whose tickets these are, the newest ticket's last; not of revoked ones."""
    query = (
        select(Signup.person_id, Ticket.id)
        .join(Ticket.signup)
        .where(Ticket.id.in_(ticket_ids), Ticket.revoked_at.is_(None))
        .order_by(Ticket.id)
    )
    persons = {ticket: person for person, ticket in db.session.execute(query)}
    ordered = [persons[ticket] for ticket in ticket_ids if ticket in persons]
    return list(dict.fromkeys(reversed(ordered)))[::-1]


def is_address_proven(person: Person) -> bool:
    """Whether an address is the person's: they sign in with it, or their own ticket went only there."""
    by_account = exists().where(Account.person_id == person.id, Account.email == person.email)
    by_ticket = exists().where(
        Signup.person_id == person.id,
        Signup.channel == SignupChannel.SELF,
        Signup.helped_by_id.is_(None),
    )
    return bool(db.session.scalar(select(by_account | by_ticket)))


def belongs_only(person_id: int, scope: Scope) -> bool:
    """Whether all sign-ups of a person are for this very forum (`accounts.belongs_only`)."""
    forums = set(db.session.scalars(select(Signup.forum_id).where(Signup.person_id == person_id)))
    return forums == {scope.id}


def list_doubled(kept: int, double: int) -> list[tuple[Signup, Signup]]:
    """Where both persons have a sign-up for one forum: the one that stays, and the one that goes.

    Present goes before seated, offered, waiting, applied; then who came first.
    """
    mine = {signup.forum_id: signup for signup in signups_of(kept)}
    pairs = [
        sorted((mine[other.forum_id], other), key=_rank)
        for other in signups_of(double)
        if other.forum_id in mine
    ]
    return [(better, worse) for better, worse in pairs]


def list_forgettable(ended_before: object, limit: int = 500) -> list[int]:
    """Persons without an account, of whom every forum ended before this moment, oldest first.

    Also those who never signed up and have been known since before it.
    """
    last = select(func.max(Forum.ends_at)).join(Signup, Signup.forum_id == Forum.id)
    latest = func.coalesce(
        last.where(Signup.person_id == Person.id).scalar_subquery(), Person.created_at
    )
    query = (
        select(Person.id)
        .where(
            Person.erased_at.is_(None),
            ~exists().where(Account.person_id == Person.id),
            latest < ended_before,
        )
        .order_by(Person.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _rank(signup: Signup) -> tuple[bool, int, object, int]:
    place = _ORDER.index(signup.state) if signup.state in _ORDER else len(_ORDER)
    return (signup.check_in is None, place, signup.applied_at, signup.id)
