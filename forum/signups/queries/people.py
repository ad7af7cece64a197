"""Reads of sign-ups: places, tickets, lists, likely doubles."""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import Consent, Person
from forum.core.actor import Actor, Place
from forum.core.db import db
from forum.core.permissions import ScopeKind
from forum.directory.models import Network, Sector
from forum.events.models import Forum
from forum.language.normal import fold
from forum.language.sorting import sort_key
from forum.mail.models import Letter
from forum.signups.logic.applicants import folded_name, name_of
from forum.signups.logic.states import ACTIVE, Gender, SignupChannel, SignupState
from forum.signups.logic.tickets import CODE_LENGTH
from forum.signups.models.places import CheckIn, Signup, Ticket
from forum.signups.models.seats import SeatPool

# Letters that carry a ticket's link.
TICKET_LETTERS = ("signups.confirmation", "signups.ticket")

# Asked with every request of whoever is signed in: built once, and answered from indexes.
_OPENED = and_(Ticket.id.in_(bindparam("ticket_ids", expanding=True)), Ticket.revoked_at.is_(None))
_IS_OWN = Signup.person_id == bindparam("person_id")
_PLACES = (
    select(Signup.forum_id, Signup.id, Signup.person_id, func.max(Ticket.id))
    .outerjoin(Ticket, and_(Ticket.signup_id == Signup.id, or_(_IS_OWN, _OPENED)))
    .where(
        Signup.state.in_(ACTIVE),
        or_(_IS_OWN, Signup.id.in_(select(Ticket.signup_id).where(_OPENED))),
    )
    .group_by(Signup.forum_id, Signup.id, Signup.person_id)
    .order_by(func.coalesce(func.max(Ticket.id), 0), Signup.id)
)


@dataclass(frozen=True)
class Turn:
    """Somebody's sign-up and, where they wait, their number in their sector's line (else 0)."""

    signup: Signup
    number: int


class Order(StrEnum):
    """How a list of sign-ups is put in order."""

    CAME = "came"
    LATEST = "latest"
    NAME = "name"
    SECTOR = "sector"


@dataclass(frozen=True)
class Wanted:
    """What a list of sign-ups is narrowed to, and its order; empty parts narrow nothing.

    `network` and `pool` are public ids.
    """

    words: str = ""
    sector: str = ""
    state: SignupState | None = None
    only_active: bool = False
    network: str = ""
    pool: str = ""
    gender: Gender | None = None
    region: str = ""
    channel: SignupChannel | None = None
    is_present: bool | None = None
    order: Order = Order.CAME

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, order=Order.CAME) != Wanted()


def places_of(person_id: int | None, ticket_ids: Sequence[int]) -> tuple[Place, ...]:
    """The places a person and the tickets opened on a device give; the newest ticket's last.

    Only sign-ups that still are something; revoked tickets give nothing.
    """
    asked = {"person_id": person_id, "ticket_ids": list(ticket_ids)}
    places = [Place(row[0], row[1], row[2]) for row in db.session.execute(_PLACES, asked)]
    # The person's own place goes first: `Actor.place_in` takes the first of a forum.
    return tuple(sorted(places, key=lambda place: place.person_id != person_id))


def place_of(actor: Actor, forum: Forum) -> Turn | None:
    """The actor's place at the forum with its standing; None for whoever has none."""
    place = actor.place_in(forum.id)
    if place is None:
        return None
    query = select(Signup).where(Signup.id == place.signup_id).options(joinedload(Signup.sector))
    signup = db.session.scalars(query).one_or_none()
    return turn_of(signup) if signup is not None else None


def find_place(signup_id: int) -> Signup | None:
    """A sign-up with its table."""
    query = select(Signup).where(Signup.id == signup_id).options(joinedload(Signup.block))
    return db.session.scalars(query).one_or_none()


def turn_of(signup: Signup) -> Turn:
    """A sign-up with its number in line."""
    return Turn(signup, number_in_line(signup))


def number_in_line(signup: Signup) -> int:
    """Which one in the line of their sector and pool; 0 for whoever does not wait.

    A group stands at the place of its last member.
    """
    if signup.state is not SignupState.WAITING:
        return 0
    last = _last_of_group(signup)
    query = select(func.count(Signup.id)).where(
        Signup.forum_id == signup.forum_id,
        Signup.pool_id == signup.pool_id,
        Signup.sector_id == signup.sector_id,
        Signup.state == SignupState.WAITING,
        or_(
            Signup.applied_at < last.applied_at,
            and_(Signup.applied_at == last.applied_at, Signup.id <= last.id),
        ),
    )
    return db.session.scalar(query) or 0


def _last_of_group(signup: Signup) -> Signup:
    if signup.group_id is None:
        return signup
    query = (
        select(Signup)
        .where(Signup.group_id == signup.group_id, Signup.state == SignupState.WAITING)
        .order_by(Signup.applied_at.desc(), Signup.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none() or signup


def find_by_request(forum_id: int, request_key: str) -> Signup | None:
    """What an earlier sending of the same page made."""
    query = select(Signup).where(Signup.forum_id == forum_id, Signup.request_key == request_key)
    return db.session.scalars(query).one_or_none()


def find_of_person(forum_id: int, person_id: int) -> Signup | None:
    """A person's sign-up at a forum, whatever its state."""
    query = select(Signup).where(Signup.forum_id == forum_id, Signup.person_id == person_id)
    return db.session.scalars(query).one_or_none()


def find_same_contact(forum_id: int, email: str, given: str, family: str) -> Signup | None:
    """An active sign-up with this address and this name, as a reader would compare names."""
    wanted = folded_name(name_of(given, family))
    return next(
        (
            signup
            for signup in list_of_contact(forum_id, email)
            if folded_name(name_of(signup.person.given_name, signup.person.family_name)) == wanted
        ),
        None,
    )


def list_of_contact(forum_id: int, email: str) -> list[Signup]:
    """All active sign-ups of a forum with this address, in the order they came."""
    query = (
        select(Signup)
        .join(Signup.person)
        .where(Signup.forum_id == forum_id, Person.email == email, Signup.state.in_(ACTIVE))
        .options(contains_eager(Signup.person), joinedload(Signup.sector))
        .order_by(Signup.applied_at, Signup.id)
    )
    return list(db.session.scalars(query))


def list_without_letter(now: datetime, limit: int = 200) -> list[Signup]:
    """Active sign-ups of forums to come whose confirmation was held back, oldest first."""
    has_letter = exists().where(Letter.object_id == Signup.id, Letter.kind.in_(TICKET_LETTERS))
    query = (
        select(Signup)
        .join(Signup.person)
        .join(Signup.forum)
        .where(
            Signup.state.in_(ACTIVE),
            Person.email.is_not(None),
            Forum.ends_at > now,
            ~has_letter,
        )
        .options(contains_eager(Signup.person), contains_eager(Signup.forum))
        .order_by(Signup.applied_at, Signup.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def find_ticket(token_hash: str) -> Ticket | None:
    """The ticket with this hash, its sign-up, person, sector and forum beside it."""
    query = (
        select(Ticket)
        .where(Ticket.token_hash == token_hash, Ticket.revoked_at.is_(None))
        .options(joinedload(Ticket.signup).joinedload(Signup.forum).joinedload(Forum.programme))
        .options(joinedload(Ticket.signup).joinedload(Signup.person))
        .options(joinedload(Ticket.signup).joinedload(Signup.sector))
    )
    return db.session.scalars(query).one_or_none()


def newest_ticket(signup_id: int) -> Ticket | None:
    """The ticket of a sign-up that is in use."""
    query = select(Ticket).where(Ticket.signup_id == signup_id, Ticket.revoked_at.is_(None))
    return db.session.scalars(query.order_by(Ticket.id.desc()).limit(1)).one_or_none()


def list_tickets_of(forum_id: int, ticket_ids: Sequence[int]) -> list[int]:
    """Which of the tickets are for this forum."""
    query = (
        select(Ticket.id)
        .join(Ticket.signup)
        .where(Signup.forum_id == forum_id, Ticket.id.in_(ticket_ids))
    )
    return list(db.session.scalars(query))


def find_by_code(forum_id: int, code: str) -> Signup | None:
    """The active sign-up whose ticket shows this code; None where it is none or not the only one."""
    plain = fold(code).replace(" ", "").replace("-", "")
    if len(plain) != CODE_LENGTH:
        return None
    query = (
        select(Signup)
        .join(Signup.tickets)
        .where(
            Signup.forum_id == forum_id,
            Signup.state.in_(ACTIVE),
            Ticket.revoked_at.is_(None),
            Ticket.serial.startswith(plain, autoescape=True),
        )
        .limit(2)
    )
    found = db.session.scalars(query).unique().all()
    return found[0] if len(found) == 1 else None


def count_signups(forum_id: int, wanted: Wanted) -> int:
    """How many sign-ups a list would show."""
    return db.session.scalar(_narrowed(select(func.count(Signup.id)), forum_id, wanted)) or 0


def list_signups(
    forum_id: int, wanted: Wanted, limit: int | None = None, offset: int = 0
) -> list[Signup]:
    """Sign-ups in the order asked for, with all a list shows of them. Two queries.

    Names are put in dictionary order, which no database does alike.
    """
    ids = _ids_in_order(forum_id, wanted, limit, offset)
    query = (
        select(Signup)
        .join(Signup.person)
        .join(Signup.sector)
        .where(Signup.id.in_(ids) if limit is not None else Signup.forum_id == forum_id)
        .options(
            contains_eager(Signup.person),
            contains_eager(Signup.sector),
            joinedload(Signup.check_in),
            joinedload(Signup.network),
            joinedload(Signup.needs),
        )
    )
    found = {signup.id: signup for signup in db.session.scalars(query)}
    return [found[id_] for id_ in ids if id_ in found]


def count_present(forum_id: int) -> int:
    """How many are checked in."""
    query = select(func.count(CheckIn.id)).join(CheckIn.signup).where(Signup.forum_id == forum_id)
    return db.session.scalar(query) or 0


def list_given_consents(signup: Signup) -> list[Consent]:
    """What the person of a sign-up agreed to for its forum, withdrawn or not."""
    query = select(Consent).where(
        Consent.person_id == signup.person_id,
        Consent.scope_kind == ScopeKind.FORUM,
        Consent.scope_id == signup.forum_id,
    )
    return list(db.session.scalars(query.order_by(Consent.given_at, Consent.id)))


def list_alike(signup: Signup) -> list[Signup]:
    """Other active sign-ups of the forum that may be the same person: same contact or same name."""
    person = signup.person
    if person.erased_at is not None:
        return []
    contact = [
        column == value
        for column, value in ((Person.email, person.email), (Person.phone, person.phone))
        if value
    ]
    same_name = and_(
        func.lower(Person.given_name) == person.given_name.lower(),
        func.lower(Person.family_name) == person.family_name.lower(),
    )
    query = (
        select(Signup)
        .join(Signup.person)
        .where(
            Signup.forum_id == signup.forum_id,
            Signup.id != signup.id,
            Signup.state.in_(ACTIVE),
            Person.erased_at.is_(None),
            or_(same_name, *contact),
        )
        .options(contains_eager(Signup.person), joinedload(Signup.sector))
        .order_by(Signup.applied_at)
        .limit(20)
    )
    return list(db.session.scalars(query))


def _ids_in_order(forum_id: int, wanted: Wanted, limit: int | None, offset: int) -> Sequence[int]:
    """The ids alone: what is sorted is small, whatever a row holds."""
    if wanted.order is Order.NAME:
        return _ids_by_name(forum_id, wanted, limit, offset)
    orders: Mapping[Order, tuple[Any, ...]] = {
        Order.CAME: (Signup.applied_at, Signup.id),
        Order.LATEST: (Signup.applied_at.desc(), Signup.id.desc()),
        Order.SECTOR: (Sector.position, Signup.applied_at, Signup.id),
    }
    ids = _narrowed(select(Signup.id), forum_id, wanted)
    if wanted.order is Order.SECTOR and not wanted.sector:
        ids = ids.join(Signup.sector)
    return db.session.scalars(ids.order_by(*orders[wanted.order]).limit(limit).offset(offset)).all()


def _ids_by_name(forum_id: int, wanted: Wanted, limit: int | None, offset: int) -> list[int]:
    """Namesakes are put in order only where they stand on the page: a key costs more than a row."""
    query: Any = select(Person.given_name, Person.family_name, Signup.id).join(Signup.person)
    namesakes: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for given, family, id_ in db.session.execute(
        _narrowed(query, forum_id, wanted, has_person=True)
    ):
        namesakes[given].append((family, id_))
    ids: list[int] = []
    end = sys.maxsize if limit is None else offset + limit
    for given in sorted(namesakes, key=sort_key):
        alike = namesakes[given]
        if len(ids) < end and len(ids) + len(alike) > offset:
            alike.sort(key=lambda row: (sort_key(row[0]), row[1]))
        ids += [id_ for _family, id_ in alike]
    return ids[offset:end]


def _narrowed(
    query: Select[Any], forum_id: int, wanted: Wanted, *, has_person: bool = False
) -> Select[Any]:
    query = query.where(Signup.forum_id == forum_id)
    if wanted.sector:
        query = query.join(Signup.sector).where(Sector.code == wanted.sector)
    if wanted.network:
        query = query.join(Signup.network).where(Network.public_id == wanted.network)
    if wanted.pool:
        query = query.join(Signup.pool).where(SeatPool.public_id == wanted.pool)
    for column, value in (
        (Signup.state, wanted.state),
        (Signup.gender, wanted.gender),
        (Signup.region, wanted.region or None),
        (Signup.channel, wanted.channel),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.only_active:
        query = query.where(Signup.state.in_(ACTIVE))
    if wanted.is_present is not None:
        is_there = exists().where(CheckIn.signup_id == Signup.id)
        query = query.where(is_there if wanted.is_present else ~is_there)
    words = fold(wanted.words).split()
    if words and not has_person:
        query = query.join(Signup.person)
    for word in words:
        columns = (Person.given_name, Person.family_name, Signup.organisation_name)
        query = query.where(
            or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
        )
    return query
