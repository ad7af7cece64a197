"""Reads of what is printed."""

from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import db
from forum.directory.models import Sector
from forum.language.sorting import name_sort_key
from forum.signups.logic.prints import Who
from forum.signups.logic.states import ACTIVE, SignupState
from forum.signups.models.certificates import CertificateSettings
from forum.signups.models.places import CheckIn, Signup, Ticket


def list_for_print(forum_id: int, who: Who) -> list[Signup]:
    """Whom to print, by sector and then in the order of the Thai dictionary. One query."""
    query = (
        select(Signup)
        .join(Signup.person)
        .join(Signup.sector)
        .outerjoin(CheckIn, CheckIn.signup_id == Signup.id)
        .where(Signup.forum_id == forum_id)
        .options(
            contains_eager(Signup.person),
            contains_eager(Signup.sector),
            joinedload(Signup.check_in),
        )
    )
    wanted = {
        Who.SEATED: Signup.state == SignupState.SEATED,
        Who.PRESENT: CheckIn.id.is_not(None),
        Who.ALL: Signup.state.in_(ACTIVE),
    }
    return sorted(db.session.scalars(query.where(wanted[who])), key=_place_in_print)


def by_sector(signups: list[Signup]) -> list[tuple[Sector, list[Signup]]]:
    """The same in groups, one a sector; they must come sorted."""
    return [(key, list(group)) for key, group in groupby(signups, lambda each: each.sector)]


def newest_tickets(forum_id: int) -> dict[int, Ticket]:
    """The ticket in use of each sign-up of a forum, by the sign-up's id. One query."""
    query = (
        select(Ticket)
        .join(Ticket.signup)
        .where(Signup.forum_id == forum_id, Ticket.revoked_at.is_(None))
        .order_by(Ticket.id)
    )
    return {ticket.signup_id: ticket for ticket in db.session.scalars(query)}


def find_certificate(forum_id: int) -> CertificateSettings | None:
    """What stands on the forum's certificates; None where nobody has written it."""
    return db.session.get(CertificateSettings, forum_id)


def _place_in_print(signup: Signup) -> tuple[Any, ...]:
    person, sector = signup.person, signup.sector
    name = name_sort_key(person.prefix, person.given_name, person.family_name)
    return sector.position, sector.id, name, signup.id
