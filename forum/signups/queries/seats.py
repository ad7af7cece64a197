"""Reads of seats: limits, what is taken, who waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.directory.models import Sector
from forum.signups.logic.seats import Seats, Share, Waiting
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.models.seats import Quota, SeatPool
from forum.signups.queries.people import SECTOR

# Asked with every sign-up, and by every page that shows seats: built once.
_LIMITS = (
    select(Sector, SeatPool.capacity, Quota.minimum, Quota.maximum)
    .select_from(Sector)
    .outerjoin(SeatPool, SeatPool.forum_id == bindparam("forum_id"))
    .outerjoin(
        Quota,
        and_(
            Quota.pool_id == SeatPool.id,
            Quota.characteristic == SECTOR,
            Quota.value == Sector.code,
        ),
    )
    .order_by(Sector.position, Sector.id)
)
_COUNTS = (
    select(Signup.sector_id, Signup.state, func.count(Signup.id))
    .where(
        Signup.forum_id == bindparam("forum_id"),
        Signup.state.in_((SignupState.SEATED, SignupState.WAITING)),
    )
    .group_by(Signup.sector_id, Signup.state)
)


@dataclass(frozen=True)
class SectorSeats:
    """One sector's seats at a forum; `maximum` and `left` are None where nothing limits them."""

    sector: Sector
    taken: int
    waiting: int
    minimum: int
    maximum: int | None
    left: int | None

    @property
    def is_full(self) -> bool:
        """Whether the next one of this sector would wait."""
        return self.left == 0

    @property
    def is_over(self) -> bool:
        """Whether more have seats than may, after the limit was lowered."""
        return self.maximum is not None and self.taken > self.maximum


def seats_by_sector(forum_id: int) -> list[SectorSeats]:
    """Every sector's seats, in the sectors' order. Two queries."""
    limits = _limits(forum_id)
    counts = _counts(forum_id)
    seats = _seats(limits, counts)
    return [
        SectorSeats(
            sector=sector,
            taken=counts.get((sector.id, SignupState.SEATED), 0),
            waiting=counts.get((sector.id, SignupState.WAITING), 0),
            minimum=share.minimum,
            maximum=share.maximum,
            left=seats.left_for(sector.code),
        )
        for sector, _capacity, share in limits
        if sector.is_active or any(key[0] == sector.id for key in counts)
    ]


def seats_of(forum_id: int) -> Seats:
    """All limits and what is taken, for deciding. Two queries."""
    return _seats(_limits(forum_id), _counts(forum_id))


def find_pool(forum_id: int) -> SeatPool | None:
    """The forum's pool of seats; None where nobody has set seats yet: no limit."""
    query = select(SeatPool).where(SeatPool.forum_id == forum_id).order_by(SeatPool.id).limit(1)
    return db.session.scalars(query.options(joinedload(SeatPool.quotas))).unique().one_or_none()


def list_line(forum_id: int) -> list[Waiting]:
    """Everybody who waits, first come first."""
    query = (
        select(Signup.id, Sector.code)
        .join(Signup.sector)
        .where(Signup.forum_id == forum_id, Signup.state == SignupState.WAITING)
        .order_by(Signup.applied_at, Signup.id)
    )
    return [Waiting(row[0], row[1]) for row in db.session.execute(query)]


def _limits(forum_id: int) -> list[tuple[Sector, int | None, Share]]:
    return [
        (sector, capacity, Share(minimum or 0, maximum))
        for sector, capacity, minimum, maximum in db.session.execute(
            _LIMITS, {"forum_id": forum_id}
        )
    ]


def _counts(forum_id: int) -> dict[tuple[int, SignupState], int]:
    rows = db.session.execute(_COUNTS, {"forum_id": forum_id})
    return {(row[0], row[1]): row[2] for row in rows}


def _seats(
    limits: Sequence[tuple[Sector, int | None, Share]],
    counts: dict[tuple[int, SignupState], int],
) -> Seats:
    return Seats(
        capacity=next((capacity for _sector, capacity, _share in limits), None),
        shares={sector.code: share for sector, _capacity, share in limits},
        taken={
            sector.code: counts.get((sector.id, SignupState.SEATED), 0) for sector, *_rest in limits
        },
    )
