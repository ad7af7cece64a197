"""Reads of seats: pools, limits, what is taken and reserved, as of now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import joinedload

from forum.core import clock
from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.signups.logic.seats import (
    Characteristic,
    Party,
    Seats,
    Share,
    Standing,
    party_of,
    standing_in,
)
from forum.signups.logic.states import HOLDING, SignupState
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation, Quota, SeatPool
from forum.signups.queries.reserved import IS_OPEN, Reserved, list_reserved

# Asked with every sign-up, and by every page that shows seats: built once.
_LIMITS = (
    select(
        Sector,
        SeatPool,
        Quota.minimum,
        Quota.maximum,
        exists()
        .where(Quota.pool_id == SeatPool.id, Quota.characteristic != Characteristic.SECTOR)
        .correlate(SeatPool),
        exists().where(Invitation.forum_id == bindparam("forum_id"), IS_OPEN),
    )
    .select_from(Sector)
    .outerjoin(SeatPool, SeatPool.forum_id == bindparam("forum_id"))
    .outerjoin(
        Quota,
        and_(
            Quota.pool_id == SeatPool.id,
            Quota.characteristic == Characteristic.SECTOR,
            Quota.value == Sector.code,
        ),
    )
    .order_by(SeatPool.position, SeatPool.id, Sector.position, Sector.id)
)
_COUNTED = (*HOLDING, SignupState.WAITING, SignupState.APPLIED)
_COUNTS = (
    select(
        Signup.pool_id,
        Signup.sector_id,
        Signup.state,
        func.count(Signup.id),
        func.sum(Signup.party_size),
    )
    .where(Signup.forum_id == bindparam("forum_id"), Signup.state.in_(_COUNTED))
    .group_by(Signup.pool_id, Signup.sector_id, Signup.state)
)
_VALUES: Mapping[Characteristic, Any] = {
    Characteristic.GENDER: Signup.gender,
    Characteristic.REGION: Signup.region,
    Characteristic.NETWORK: Network.public_id,
}


@dataclass(frozen=True)
class SectorSeats:
    """One sector's seats; `maximum` and `left` are None where nothing limits them.

    `taken` are people, `reserved` seats kept for it by invitations.
    """

    sector: Sector
    taken: int
    waiting: int
    minimum: int
    maximum: int | None
    left: int | None
    reserved: int = 0

    @property
    def is_full(self) -> bool:
        """Whether the next one of this sector would wait."""
        return self.left == 0

    @property
    def is_over(self) -> bool:
        """Whether more have seats than may, after the limit was lowered."""
        return self.maximum is not None and self.taken > self.maximum


@dataclass(frozen=True)
class ValueSeats:
    """The seats of one value of a pool's second characteristic; people, as for a sector."""

    value: str
    taken: int
    waiting: int
    minimum: int
    maximum: int | None

    @property
    def is_over(self) -> bool:
        """Whether more have seats than may, after the limit was lowered."""
        return self.maximum is not None and self.taken > self.maximum


@dataclass(frozen=True)
class PoolSeats:
    """One pool with what is taken of it; `pool` is None for a forum without limits.

    `seats` is for deciding: what invitations reserve counts as taken there. `taken` are seats that
    people and their companions have or were offered, `reserved` those kept by invitations;
    `waiting` and `applied` are people.
    """

    pool: SeatPool | None
    seats: Seats
    sectors: tuple[SectorSeats, ...]
    second: Characteristic | None
    values: tuple[ValueSeats, ...]
    taken: int
    reserved: int
    waiting: int
    applied: int

    @property
    def pool_id(self) -> int | None:
        """The pool's internal id."""
        return self.pool.id if self.pool else None

    @property
    def is_over(self) -> bool:
        """Whether more seats are taken than there are, after the capacity was lowered."""
        return self.seats.capacity is not None and self.taken > self.seats.capacity

    @property
    def free(self) -> int | None:
        """Seats that are neither taken nor reserved; None without a limit, never negative."""
        if self.seats.capacity is None:
            return None
        return max(0, self.seats.capacity - self.seats.total_taken)


@dataclass
class _Count:
    people: int = 0
    seats: int = 0


Counts = Mapping[tuple[int | None, object, SignupState], _Count]


def pools_of(forum_id: int, now: datetime | None = None) -> list[PoolSeats]:
    """All pools in their order with limits and what is taken, as of `now` (left out: the clock's).

    Without pools one that has no limit. Two queries, and one more each for open invitations and for
    second characteristics, where there are any.
    """
    moment = now or clock.now()
    asked = {"forum_id": forum_id, "now": moment}
    limits = list(db.session.execute(_LIMITS, asked))
    pools = list(dict.fromkeys(row[1] for row in limits))
    known = [pool.id if pool else None for pool in pools]
    counts = _fold(db.session.execute(_COUNTS, asked), known)
    reserved = list_reserved(forum_id, moment) if any(row[5] for row in limits) else []
    seconds = _seconds(forum_id, known) if any(row[4] for row in limits) else {}
    return [
        _pool(
            pool,
            [(row[0], Share(row[2] or 0, row[3])) for row in limits if row[1] is pool],
            counts,
            [each for each in reserved if _home(each.invitation.pool_id, known) == pool_id],
            seconds.get(pool_id),
        )
        for pool, pool_id in zip(pools, known, strict=True)
    ]


def seats_of(forum_id: int, pool_id: int | None = None, now: datetime | None = None) -> Seats:
    """The limits of a pool (left out: the first) and what is taken of it, for deciding."""
    return pool_seats(forum_id, pool_id, now).seats


def pool_seats(forum_id: int, pool_id: int | None = None, now: datetime | None = None) -> PoolSeats:
    """One pool of `pools_of`; the first where none is named, or there is no such."""
    pools = pools_of(forum_id, now)
    return next((each for each in pools if each.pool_id == pool_id), pools[0])


def seats_by_sector(forum_id: int, now: datetime | None = None) -> list[SectorSeats]:
    """Every sector's seats in the sectors' order, all pools together."""
    pools = pools_of(forum_id, now)
    by_sector: dict[int, list[SectorSeats]] = defaultdict(list)
    for row in (row for pool in pools for row in pool.sectors):
        by_sector[row.sector.id].append(row)
    ordered = sorted(
        by_sector.values(), key=lambda rows: (rows[0].sector.position, rows[0].sector.id)
    )
    return [_together(rows, len(pools)) for rows in ordered]


def standing_of(forum_id: int, party: Party, pool_id: int | None, now: datetime) -> Standing:
    """What somebody who comes now would get."""
    return standing_in(seats_of(forum_id, pool_id, now), party)


def list_pools(forum_id: int) -> list[SeatPool]:
    """The forum's pools in their order, with their quotas."""
    query = (
        select(SeatPool)
        .where(SeatPool.forum_id == forum_id)
        .options(joinedload(SeatPool.quotas))
        .order_by(SeatPool.position, SeatPool.id)
    )
    return list(db.session.scalars(query).unique())


def find_pool(forum_id: int, public_id: str | None = None) -> SeatPool | None:
    """A pool of this forum, or its first; None where nobody has set seats yet: no limit."""
    pools = list_pools(forum_id)
    if public_id is None:
        return pools[0] if pools else None
    return next((pool for pool in pools if pool.public_id == public_id), None)


def _home(pool_id: int | None, known: Sequence[int | None]) -> int | None:
    """The pool that counts: whoever is in none (it came later) is in the first."""
    return pool_id if pool_id in known else known[0]


def _fold(rows: Iterable[Any], known: Sequence[int | None]) -> Counts:
    counts: dict[tuple[int | None, object, SignupState], _Count] = defaultdict(_Count)
    for pool_id, value, state, people, seats in rows:
        count = counts[_home(pool_id, known), value, state]
        count.people += people
        count.seats += int(seats)
    return counts


def _seconds(
    forum_id: int, known: Sequence[int | None]
) -> dict[int | None, tuple[Characteristic, dict[str, Share], Counts]]:
    """By pool: its second characteristic, the values' shares, and people by value."""
    query = (
        select(Quota)
        .join(Quota.pool)
        .where(SeatPool.forum_id == forum_id, Quota.characteristic != Characteristic.SECTOR)
        .order_by(Quota.id)
    )
    shares: dict[tuple[int, Characteristic], dict[str, Share]] = defaultdict(dict)
    for quota in db.session.scalars(query):
        key = quota.pool_id, Characteristic(quota.characteristic)
        shares[key][quota.value] = Share(quota.minimum, quota.maximum)
    counts = {each: _counts_by(forum_id, each, known) for _pool_id, each in shares}
    return {pool_id: (each, found, counts[each]) for (pool_id, each), found in shares.items()}


def _counts_by(forum_id: int, each: Characteristic, known: Sequence[int | None]) -> Counts:
    value = _VALUES[each]
    query = select(
        Signup.pool_id, value, Signup.state, func.count(Signup.id), func.sum(Signup.party_size)
    ).where(Signup.forum_id == forum_id, Signup.state.in_(_COUNTED))
    if each is Characteristic.NETWORK:
        query = query.join(Signup.network)
    rows = db.session.execute(query.group_by(Signup.pool_id, value, Signup.state))
    return _fold(((p, v, s, n, t) for p, v, s, n, t in rows if v is not None), known)


def _pool(
    pool: SeatPool | None,
    limits: Sequence[tuple[Sector, Share]],
    counts: Counts,
    reserved: Sequence[Reserved],
    second: tuple[Characteristic, dict[str, Share], Counts] | None,
) -> PoolSeats:
    pool_id = pool.id if pool else None
    mine = {key[1:]: count for key, count in counts.items() if key[0] == pool_id}
    seats = Seats(
        capacity=pool.capacity if pool else None,
        shares={Characteristic.SECTOR: {sector.code: share for sector, share in limits}},
        taken={Characteristic.SECTOR: {s.code: _people(mine, s.id, HOLDING) for s, _ in limits}},
        total_taken=sum(count.seats for (_, state), count in mine.items() if state in HOLDING),
        complete=frozenset({Characteristic.SECTOR}),
    )
    values: tuple[ValueSeats, ...] = ()
    if second is not None:
        seats, values = _with_second(seats, pool_id, second)
    deciding = seats.after_all([each.party for each in reserved for _ in range(each.left)])
    return PoolSeats(
        pool=pool,
        seats=deciding,
        sectors=_rows(limits, mine, deciding),
        second=second[0] if second else None,
        values=values,
        taken=seats.total_taken,
        reserved=deciding.total_taken - seats.total_taken,
        waiting=sum(c.people for (_, state), c in mine.items() if state is SignupState.WAITING),
        applied=sum(c.people for (_, state), c in mine.items() if state is SignupState.APPLIED),
    )


def _with_second(
    seats: Seats,
    pool_id: int | None,
    second: tuple[Characteristic, dict[str, Share], Counts],
) -> tuple[Seats, tuple[ValueSeats, ...]]:
    each, shares, counts = second
    mine = {key[1:]: count for key, count in counts.items() if key[0] == pool_id}
    taken = {str(value): _people(mine, value, HOLDING) for value, _state in mine}
    rows = tuple(
        ValueSeats(
            value=value,
            taken=taken.get(value, 0),
            waiting=_people(mine, value, (SignupState.WAITING,)),
            minimum=share.minimum,
            maximum=share.maximum,
        )
        for value, share in shares.items()
    )
    more = replace(seats, shares={**seats.shares, each: shares}, taken={**seats.taken, each: taken})
    return more, rows


def _rows(
    limits: Sequence[tuple[Sector, Share]],
    mine: Mapping[tuple[Any, ...], _Count],
    seats: Seats,
) -> tuple[SectorSeats, ...]:
    """Sectors in use, and those that somebody came for."""
    counted = seats.taken[Characteristic.SECTOR]
    rows = []
    for sector, share in limits:
        taken = _people(mine, sector.id, HOLDING)
        is_there = any(sector_id == sector.id for sector_id, _state in mine)
        if sector.is_active or is_there:
            rows.append(
                SectorSeats(
                    sector=sector,
                    taken=taken,
                    waiting=_people(mine, sector.id, (SignupState.WAITING,)),
                    minimum=share.minimum,
                    maximum=share.maximum,
                    left=seats.left_for(party_of(sector.code)),
                    reserved=counted.get(sector.code, 0) - taken,
                )
            )
    return tuple(rows)


def _people(
    mine: Mapping[tuple[Any, ...], _Count], value: object, states: Iterable[SignupState]
) -> int:
    return sum(mine[value, state].people for state in states if (value, state) in mine)


def _together(rows: Sequence[SectorSeats], pools: int) -> SectorSeats:
    """One sector over all pools: no limit where one of them has none."""
    if len(rows) == 1 and pools == 1:
        return rows[0]
    maxima = [row.maximum for row in rows if row.maximum is not None]
    left = [row.left for row in rows if row.left is not None]
    return SectorSeats(
        sector=rows[0].sector,
        taken=sum(row.taken for row in rows),
        waiting=sum(row.waiting for row in rows),
        minimum=sum(row.minimum for row in rows),
        maximum=sum(maxima) if len(maxima) == len(rows) else None,
        left=sum(left) if len(left) == len(rows) else None,
        reserved=sum(row.reserved for row in rows),
    )
