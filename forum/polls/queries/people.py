"""Reads of the people of an electorate, for those who run the poll: who, from where, who is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import Person
from forum.core.db import db
from forum.directory.models import Sector
from forum.language.normal import fold
from forum.polls.logic.kinds import ElectorateRule, PollState
from forum.polls.models import Elector, Poll
from forum.polls.queries.electorate import electorate_of, is_counted_here, is_in, may_be_let_in
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup


@dataclass(frozen=True)
class Sought:
    """What a list of people is narrowed to; empty parts narrow nothing."""

    words: str = ""
    sector: str = ""


def eligible_ids(poll: Poll) -> Select[int]:
    """The sign-ups that vote in a poll, or would if it opened now."""
    if poll.state is PollState.DRAFTED and poll.rules.electorate is not ElectorateRule.LISTED:
        return select(electorate_of(poll).subquery().c.id)
    return select(Elector.signup_id).where(Elector.poll_id == poll.id)


def count_by_sector(poll: Poll) -> list[tuple[Sector, int]]:
    """How many of each sector vote in a poll, or would, in the directory's order."""
    query = (
        select(Sector, func.count())
        .join(Signup, Signup.sector_id == Sector.id)
        .where(Signup.id.in_(eligible_ids(poll)))
        .group_by(Sector.id)
        .order_by(Sector.position)
    )
    return [(sector, people) for sector, people in db.session.execute(query)]


def count_people(poll: Poll, sought: Sought, *, is_candidate: bool = False) -> int:
    """How many `list_people` gives in all."""
    return db.session.scalar(_people(select(func.count()), poll, sought, is_candidate)) or 0


def list_people(
    poll: Poll, sought: Sought, limit: int, offset: int, *, is_candidate: bool = False
) -> list[Signup]:
    """Those who vote in a poll, or would; with `is_candidate` everybody seated who may be listed."""
    query = _with_people(_people(select(Signup), poll, sought, is_candidate))
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def list_not_electors(poll: Poll, sought: Sought, limit: int) -> list[Signup]:
    """People with a seat who cannot vote in the poll, and could be let in: they may have come late."""
    inside = select(Elector.signup_id).where(Elector.poll_id == poll.id)
    query = _seated(select(Signup), poll).where(Signup.id.not_in(inside), may_be_let_in(poll))
    return list(db.session.scalars(_with_people(_narrowed(query, sought)).limit(limit)))


def list_not_voted(poll: Poll, sought: Sought, limit: int) -> list[Signup]:
    """Electors of whom no ballot is in, and who sit where nobody has counted yet."""
    query = _narrowed(_silent(select(Signup), poll), sought)
    return list(db.session.scalars(_with_people(query).limit(limit)))


def count_not_voted(poll: Poll, sought: Sought) -> int:
    """How many `list_not_voted` would give without a limit."""
    return db.session.scalar(_narrowed(_silent(select(func.count()), poll), sought)) or 0


def list_represented(poll_id: int, holder_id: int) -> list[Signup]:
    """For whom a place votes as their proxy, no ballot is in yet and no hand was counted."""
    query = (
        select(Signup)
        .join(Elector, Elector.signup_id == Signup.id)
        .where(Elector.poll_id == poll_id, Elector.proxy_id == holder_id)
        .where(~is_in(), ~is_counted_here())
    )
    return list(db.session.scalars(_with_people(query.join(Signup.person).join(Signup.sector))))


def find_silent_elector(
    poll_id: int, public_id: str, *, is_silent: bool = True, proxy_id: int | None = None
) -> Signup | None:
    """An elector by the sign-up's public id: who has not voted, unless that is not asked.

    With `proxy_id` only somebody for whom that place votes.
    """
    query = (
        _joined(select(Signup))
        .join(Elector, Elector.signup_id == Signup.id)
        .where(Elector.poll_id == poll_id, Signup.public_id == public_id)
    )
    if is_silent:
        query = query.where(~is_in())
    if proxy_id is not None:
        query = query.where(Elector.proxy_id == proxy_id)
    return db.session.scalars(_with_people(query)).one_or_none()


def electors_of(poll_id: int, signup_ids: Sequence[int]) -> Mapping[int, Elector]:
    """The electors among these sign-ups, by sign-up."""
    query = select(Elector).where(Elector.poll_id == poll_id, Elector.signup_id.in_(signup_ids))
    return {elector.signup_id: elector for elector in db.session.scalars(query)}


def list_holders(poll: Poll) -> list[Signup]:
    """Who could vote for others: everybody with a seat."""
    return list(db.session.scalars(_with_people(_seated(select(Signup), poll))))


def names_of(signup_ids: Sequence[int]) -> Mapping[int, Person]:
    """The persons of sign-ups, by the sign-up."""
    query = select(Signup.id, Person).join(Signup.person).where(Signup.id.in_(signup_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_held(poll_id: int, holder_id: int) -> int:
    """For how many a place votes as their proxy."""
    query = select(func.count()).select_from(Elector)
    mine = query.where(Elector.poll_id == poll_id, Elector.proxy_id == holder_id)
    return db.session.scalar(mine) or 0


def _people(query: Select[Any], poll: Poll, sought: Sought, is_candidate: bool) -> Select[Any]:
    if is_candidate:
        return _narrowed(_seated(query, poll), sought)
    people = _joined(query).where(Signup.id.in_(eligible_ids(poll)))
    return _narrowed(people, sought)


def _seated(query: Select[Any], poll: Poll) -> Select[Any]:
    return _joined(query).where(
        Signup.forum_id == poll.forum_id, Signup.state == SignupState.SEATED
    )


def _silent(query: Select[Any], poll: Poll) -> Select[Any]:
    """Whose ballot can still come in: erased people vote no more."""
    electors = _joined(query).join(Elector, Elector.signup_id == Signup.id)
    silent = electors.where(Elector.poll_id == poll.id, ~is_in(), ~is_counted_here())
    return silent.where(Person.erased_at.is_(None))


def _joined(query: Select[Any]) -> Select[Any]:
    return query.select_from(Signup).join(Signup.person).join(Signup.sector)


def _narrowed(query: Select[Any], sought: Sought) -> Select[Any]:
    if sought.sector:
        query = query.where(Sector.code == sought.sector)
    for word in fold(sought.words).split()[:10]:
        columns = (Person.given_name, Person.family_name, Signup.organisation_name)
        query = query.where(
            or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
        )
    return query


def _with_people(query: Select[Any]) -> Select[Any]:
    """With what a line shows, by sector and name."""
    return query.options(
        contains_eager(Signup.person), contains_eager(Signup.sector), joinedload(Signup.block)
    ).order_by(Sector.position, Person.given_name, Person.family_name, Signup.id)
