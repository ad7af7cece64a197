"""Who came, as plain data for minutes, reports and open data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select

from forum.accounts.models import Consent, Person
from forum.core.db import db
from forum.core.i18n import LocalText
from forum.core.permissions import ScopeKind
from forum.directory.models import Sector
from forum.language.names import Name, display_name
from forum.language.sorting import sort_key
from forum.signups.logic.states import ACTIVE, CheckInChannel, SignupState
from forum.signups.models.places import CheckIn, Signup


@dataclass(frozen=True)
class SectorAttendance:
    """One sector: how many signed up (and did not withdraw), had a seat, were present, and how."""

    code: str
    name: LocalText
    signed_up: int = 0
    seated: int = 0
    present: Mapping[CheckInChannel, int] = field(default_factory=dict)

    @property
    def total_present(self) -> int:
        """How many were present, however it was noticed."""
        return sum(self.present.values())


@dataclass(frozen=True)
class PresentPerson:
    """Somebody who was present and agreed to be named."""

    prefix: str
    given_name: str
    family_name: str
    organisation: str
    sector: str

    def name_in(self, language: str) -> str:
        """The name as minutes in this language show it."""
        return display_name(Name(self.prefix, self.given_name, self.family_name), language)


@dataclass(frozen=True)
class Attendance:
    """Who came to a forum: counts of every sector in use, and names of those who agreed."""

    sectors: tuple[SectorAttendance, ...]
    named: tuple[PresentPerson, ...]

    @property
    def signed_up(self) -> int:
        """Sign-ups of all sectors."""
        return sum(sector.signed_up for sector in self.sectors)

    @property
    def present(self) -> int:
        """People present from all sectors."""
        return sum(sector.total_present for sector in self.sectors)


def attendance_facts(forum_id: int) -> Attendance:
    """Counts by sector, and the names of those present who agreed to be named. Three queries.

    Names come in dictionary order of the given name. Consents count as they stand now.
    """
    return Attendance(sectors=_count_sectors(forum_id), named=_list_named(forum_id))


def _count_sectors(forum_id: int) -> tuple[SectorAttendance, ...]:
    query = (
        select(Signup.sector_id, Signup.state, CheckIn.channel, func.count(Signup.id))
        .outerjoin(CheckIn, CheckIn.signup_id == Signup.id)
        .where(Signup.forum_id == forum_id)
        .group_by(Signup.sector_id, Signup.state, CheckIn.channel)
    )
    rows = db.session.execute(query).all()
    sectors = db.session.scalars(select(Sector).order_by(Sector.position, Sector.id))
    return tuple(
        _of_sector(
            sector, [(state, channel, n) for id_, state, channel, n in rows if id_ == sector.id]
        )
        for sector in sectors
        if sector.is_active or any(row[0] == sector.id for row in rows)
    )


def _of_sector(
    sector: Sector, rows: list[tuple[SignupState, CheckInChannel | None, int]]
) -> SectorAttendance:
    present: dict[CheckInChannel, int] = {}
    for _state, channel, number in rows:
        if channel is not None:
            present[channel] = present.get(channel, 0) + number
    return SectorAttendance(
        code=sector.code,
        name=sector.name,
        signed_up=sum(number for state, _channel, number in rows if state in ACTIVE),
        seated=sum(number for state, _channel, number in rows if state is SignupState.SEATED),
        present=present,
    )


def _list_named(forum_id: int) -> tuple[PresentPerson, ...]:
    agreed = and_(
        Consent.person_id == Person.id,
        Consent.purpose == "name_in_minutes",
        Consent.scope_kind == ScopeKind.FORUM,
        Consent.scope_id == forum_id,
        Consent.withdrawn_at.is_(None),
    )
    query = (
        select(
            Person.prefix,
            Person.given_name,
            Person.family_name,
            Signup.organisation_name,
            Sector.code,
        )
        .join(Signup, Signup.person_id == Person.id)
        .join(CheckIn, CheckIn.signup_id == Signup.id)
        .join(Sector, Sector.id == Signup.sector_id)
        .where(
            Signup.forum_id == forum_id,
            Person.erased_at.is_(None),
            select(Consent.id).where(agreed).exists(),
        )
    )
    people = [PresentPerson(*row) for row in db.session.execute(query)]
    return tuple(
        sorted(people, key=lambda each: (sort_key(each.given_name), sort_key(each.family_name)))
    )
