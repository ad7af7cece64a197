"""What somebody who signs up is told beforehand: seats left, a place in line, a reserved seat."""

from dataclasses import dataclass, replace

from flask import session

from forum.core.clock import now
from forum.events.logic.stages import AHEAD
from forum.events.models import Forum
from forum.language.places import province
from forum.signups.forms.people import SignUpForm
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import Party, Standing, party_of, standing_in
from forum.signups.logic.states import SeatMode
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import find_reserved
from forum.signups.queries.reserved import Reserved
from forum.signups.queries.seats import PoolSeats, SectorSeats, pools_of
from forum.signups.views.shown import seats_left

_KEPT = "invitations"
MOST_KEPT = 10


@dataclass(frozen=True)
class Prospect:
    """What somebody would get now. `row` are the seats of their sector where they take part."""

    standing: Standing
    number: int
    row: SectorSeats | None
    is_draw: bool
    reserved: Reserved | None


def keep_invitation(invitation: Invitation) -> None:
    """Remember on this device that somebody comes with an invitation."""
    kept = {**session.get(_KEPT, {}), invitation.forum.public_id: invitation.public_id}
    session[_KEPT] = dict(list(kept.items())[-MOST_KEPT:])


def forget_invitation(forum: Forum) -> None:
    """Sign up like everybody else again."""
    session[_KEPT] = {key: value for key, value in _kept().items() if key != forum.public_id}


def kept_invitation_id(forum: Forum) -> str | None:
    """The invitation somebody opened on this device, whether it still holds or not."""
    return _kept().get(forum.public_id)


def kept_invitation(forum: Forum) -> Reserved | None:
    """The invitation somebody opened on this device, while it holds and has a seat left."""
    public_id = _kept().get(forum.public_id)
    if public_id is None or forum.stage not in AHEAD:
        return None
    found = find_reserved(forum.id, public_id, now())
    return found if found is not None and found.left else None


def prospect_of(
    forum: Forum, form: SignUpForm, rules: SeatRules, reserved: Reserved | None
) -> Prospect:
    """What would come of the form as it is filled in."""
    pool = _pool_of(pools_of(forum.id), form, reserved)
    row = next((row for row in pool.sectors if row.sector.code == form.sector.data), None)
    standing = standing_in(pool.seats, _party_of(form))
    if reserved is not None:
        standing = Standing.SEATED
    elif rules.mode is not SeatMode.DIRECT:
        standing = Standing.APPLIED
    number = row.waiting + 1 if row and standing is Standing.WAITING else 0
    return Prospect(standing, number, row, rules.mode is SeatMode.DRAW, reserved)


def pool_hints(forum: Forum, form: SignUpForm) -> dict[str, str]:
    """For each way to take part, what is left there for the sector chosen."""
    hints = {}
    for pool in pools_of(forum.id):
        row = next((row for row in pool.sectors if row.sector.code == form.sector.data), None)
        if pool.pool is not None and row is not None:
            left = pool.seats.left_for(Party(_party_of(form).traits))
            hints[pool.pool.public_id] = seats_left(replace(row, left=left))
    return hints


def _kept() -> dict[str, str]:
    return dict(session.get(_KEPT, {}))


def _pool_of(pools: list[PoolSeats], form: SignUpForm, reserved: Reserved | None) -> PoolSeats:
    wanted = form["pool"].data if "pool" in form else None
    if reserved is not None and reserved.invitation.pool is not None:
        wanted = reserved.invitation.pool.public_id
    found = (pool for pool in pools if pool.pool and pool.pool.public_id == wanted)
    return next(found, pools[0])


def _party_of(form: SignUpForm) -> Party:
    code = form["province"].data if "province" in form else None
    applicant = form.applicant
    return party_of(
        form.sector.data or "",
        gender=applicant.gender,
        region=province(code).region if code else None,
        network=applicant.network,
        size=1 + len(applicant.comers),
    )
