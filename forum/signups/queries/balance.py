"""Who is signed up, drawn, seated and present, by sector and other characteristics, against the aim."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, or_, select

from forum.core.db import db
from forum.directory.models import Network, Sector
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Characteristic, Share
from forum.signups.logic.states import ACTIVE, HOLDING, DrawRole, DrawState, Gender, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import CheckIn, Signup
from forum.signups.models.seats import SeatPool
from forum.signups.queries.seats import list_pools
from forum.signups.queries.settings import rules_of

_REGIONS = ("north", "northeast", "central", "east", "west", "south")


@dataclass(frozen=True)
class Tally:
    """People: all who have a place, and of them those who applied, wait, hold a seat.

    `drawn` were chosen in a draw, whatever became of it; `present` were checked in.
    """

    active: int = 0
    applied: int = 0
    waiting: int = 0
    seated: int = 0
    drawn: int = 0
    present: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))


@dataclass(frozen=True)
class BalanceRow:
    """One value of a characteristic; an empty `value` is whoever did not say.

    `value` is a sector's code, a gender, a region, a network's public id.
    """

    value: str
    tally: Tally
    aim: Share
    sector: Sector | None = None
    network: Network | None = None

    @property
    def missing(self) -> int:
        """How many more must have a seat for the minimum."""
        return max(0, self.aim.minimum - self.tally.seated)

    @property
    def is_over(self) -> bool:
        """Whether more hold a seat than may."""
        return self.aim.maximum is not None and self.tally.seated > self.aim.maximum

    @property
    def is_empty(self) -> bool:
        """Whether nobody has come for it."""
        return not self.tally.active


@dataclass(frozen=True)
class Part:
    """A forum's people by one characteristic."""

    characteristic: Characteristic
    rows: tuple[BalanceRow, ...]

    @property
    def has_aim(self) -> bool:
        """Whether there is a minimum or maximum for any value."""
        return any(row.aim.minimum or row.aim.maximum is not None for row in self.rows)

    @property
    def lacking(self) -> tuple[BalanceRow, ...]:
        """Values below their minimum, and sectors and networks for which nobody has come."""
        is_group = self.characteristic in {Characteristic.SECTOR, Characteristic.NETWORK}
        return tuple(
            row for row in self.rows if row.value and (row.missing or (is_group and row.is_empty))
        )


@dataclass(frozen=True)
class Balance:
    """A forum's people at a glance; `pool` is None where all pools are looked at together."""

    pools: tuple[SeatPool, ...]
    pool: SeatPool | None
    rules: SeatRules
    total: Tally
    parts: tuple[Part, ...]

    @property
    def capacity(self) -> int | None:
        """All seats looked at; None without a limit."""
        chosen = [self.pool] if self.pool else self.pools
        return sum(pool.capacity for pool in chosen) if chosen else None


@dataclass(frozen=True)
class _Group:
    """People who are alike in everything that is counted."""

    sector_id: int
    network_id: int | None
    gender: Gender | None
    region: str | None
    tally: Tally


def balance_of(forum_id: int, pool_id: str | None = None) -> Balance:
    """Everybody who has a place, or was present, against the aims of the pools.

    `pool_id` (public) narrows to one pool. A constant number of queries, whoever has signed up.
    """
    pools = list_pools(forum_id)
    pool = next((each for each in pools if each.public_id == pool_id), None)
    groups = _groups(forum_id, pool, is_first=bool(pools) and pool is pools[0])
    rules = rules_of(forum_id)
    aims = _aims([pool] if pool else pools)
    parts = (
        _by_sector(groups, aims),
        _by_gender(groups, aims, rules),
        _by_region(groups, aims, rules),
        _by_network(groups, aims),
    )
    return Balance(
        pools=tuple(pools),
        pool=pool,
        rules=rules,
        total=_total(groups),
        parts=tuple(part for part in parts if part.rows),
    )


def _groups(forum_id: int, pool: SeatPool | None, *, is_first: bool) -> list[_Group]:
    drawn = (
        select(DrawCandidate.signup_id)
        .join(DrawCandidate.draw)
        .where(
            Draw.forum_id == forum_id,
            Draw.state == DrawState.DONE,
            DrawCandidate.role.in_((DrawRole.CHOSEN, DrawRole.REPLACEMENT)),
        )
        .distinct()
        .subquery()
    )
    is_present, is_drawn = CheckIn.id.is_not(None), drawn.c.signup_id.is_not(None)
    alike: tuple[Any, ...] = (Signup.sector_id, Signup.network_id, Signup.gender, Signup.region)
    query = (
        select(*alike, Signup.state, is_present, is_drawn, func.count(Signup.id))
        .outerjoin(CheckIn, CheckIn.signup_id == Signup.id)
        .outerjoin(drawn, drawn.c.signup_id == Signup.id)
        .where(Signup.forum_id == forum_id, or_(Signup.state.in_(ACTIVE), is_present))
        .group_by(*alike, Signup.state, is_present, is_drawn)
    )
    if pool is not None:
        # whoever came before there were pools is in the first one
        is_mine = Signup.pool_id == pool.id
        query = query.where(or_(is_mine, Signup.pool_id.is_(None)) if is_first else is_mine)
    rows: Iterable[Any] = db.session.execute(query)
    return [
        _Group(sector, network, gender, region, _tally(state, people, present, drawn))
        for sector, network, gender, region, state, present, drawn, people in rows
    ]


def _tally(state: SignupState, people: int, is_present: bool, is_drawn: bool) -> Tally:
    return Tally(
        active=people if state in ACTIVE else 0,
        applied=people if state is SignupState.APPLIED else 0,
        waiting=people if state is SignupState.WAITING else 0,
        seated=people if state in HOLDING else 0,
        drawn=people if is_drawn else 0,
        present=people if is_present else 0,
    )


Aims = Mapping[Characteristic, Mapping[str, Share]]


def _aims(pools: Sequence[SeatPool]) -> Aims:
    """What the pools together want; without a maximum in one of them there is none."""
    shares: dict[Characteristic, dict[str, list[Share]]] = defaultdict(lambda: defaultdict(list))
    for quota in (quota for pool in pools for quota in pool.quotas):
        each = shares[Characteristic(quota.characteristic)]
        each[quota.value].append(Share(quota.minimum, quota.maximum))
    return {
        characteristic: {value: _together(given, len(pools)) for value, given in values.items()}
        for characteristic, values in shares.items()
    }


def _together(shares: Sequence[Share], pools: int) -> Share:
    maxima = [share.maximum for share in shares if share.maximum is not None]
    return Share(
        sum(share.minimum for share in shares), sum(maxima) if len(maxima) == pools else None
    )


def _by_sector(groups: Sequence[_Group], aims: Aims) -> Part:
    found = _folded(groups, lambda group: group.sector_id)
    sectors = db.session.scalars(select(Sector).order_by(Sector.position, Sector.id))
    each = Characteristic.SECTOR
    rows = tuple(
        BalanceRow(s.code, found.get(s.id, Tally()), _aim(aims, each, s.code), sector=s)
        for s in sectors
        if s.is_active or s.id in found
    )
    return Part(each, rows)


def _by_gender(groups: Sequence[_Group], aims: Aims, rules: SeatRules) -> Part:
    found = _folded(groups, lambda group: group.gender or "")
    return _plain(Characteristic.GENDER, found, tuple(Gender), aims, is_asked=rules.asks_gender)


def _by_region(groups: Sequence[_Group], aims: Aims, rules: SeatRules) -> Part:
    found = _folded(groups, lambda group: group.region or "")
    return _plain(Characteristic.REGION, found, _REGIONS, aims, is_asked=rules.asks_province)


def _by_network(groups: Sequence[_Group], aims: Aims) -> Part:
    found = _folded(groups, lambda group: group.network_id)
    each = Characteristic.NETWORK
    networks = db.session.scalars(select(Network).order_by(Network.id)).all()
    rows = [
        BalanceRow(n.public_id, found.get(n.id, Tally()), _aim(aims, each, n.public_id), network=n)
        for n in networks
        if n.is_active or n.id in found
    ]
    if rows and None in found:
        rows.append(BalanceRow("", found[None], Share()))
    return Part(each, tuple(rows))


def _plain(
    each: Characteristic,
    found: Mapping[Any, Tally],
    values: Sequence[str],
    aims: Aims,
    *,
    is_asked: bool,
) -> Part:
    """A characteristic that a forum may ask for: nothing to show where it did not and nobody said."""
    if not is_asked and set(found) <= {""}:
        return Part(each, ())
    rows = [BalanceRow(v, found.get(v, Tally()), _aim(aims, each, v)) for v in values]
    if "" in found:
        rows.append(BalanceRow("", found[""], Share()))
    return Part(each, tuple(rows))


def _aim(aims: Aims, each: Characteristic, value: str) -> Share:
    return aims.get(each, {}).get(value, Share())


def _folded(groups: Iterable[_Group], key: Callable[[_Group], Any]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = defaultdict(Tally)
    for group in groups:
        found[key(group)] += group.tally
    return dict(found)


def _total(groups: Iterable[_Group]) -> Tally:
    return sum((group.tally for group in groups), Tally())
