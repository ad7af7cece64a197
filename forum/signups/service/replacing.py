"""What a draw gives: seats to the chosen, and to those of the reserve who come in later."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.signups.access import draw_for
from forum.signups.errors import DrawNotFixed
from forum.signups.logic.draw import members, ranked_reserve
from forum.signups.logic.line import is_anybody_let_in
from forum.signups.logic.lottery import replacements
from forum.signups.logic.seats import Party, Seats
from forum.signups.logic.states import HOLDING, DrawRole, DrawState, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.queries.draw import find_draw_of_seats, people_by_key, report_of
from forum.signups.queries.line import party_of_signup
from forum.signups.queries.seats import pool_seats, seats_of
from forum.signups.queries.settings import rules_of
from forum.signups.service.giving import move_up, seat, tell

# Where a draw's report says how many seats it left free on purpose.
SPARE = "spare_seats"
_STILL_THERE = frozenset({SignupState.APPLIED, SignupState.WAITING})


def replace_missing(forum_id: str, draw_id: str, *, actor: Actor, now: datetime) -> list[Signup]:
    """Draw replacements for those who left, for organisers; who came in. Ids are public.

    Raises DrawNotFixed where the draw has not been made.
    """
    draw = draw_for(actor, forum_id, draw_id, Permission.SIGNUP_MANAGE, lock=True)
    if draw.state is not DrawState.DONE:
        raise DrawNotFixed
    return fill_vacancies(draw, actor=actor, now=now)


def replace_drawn(left: Signup, *, actor: Actor, now: datetime) -> list[Signup]:
    """Give a drawn seat that somebody left to a replacement, where a draw gave it; who came in.

    The forum is locked.
    """
    draw = find_draw_of_seats(left)
    return fill_vacancies(draw, actor=actor, now=now) if draw is not None else []


def fill_vacancies(draw: Draw, *, actor: Actor, now: datetime) -> list[Signup]:
    """Seat those of the draw who wait for a seat of theirs, as far as seats are free; who got one.

    First those drawn for whom there was no room, then as many of the reserve as the panel lacks,
    then one more of the reserve for each seat that was added since the draw. The rule is
    `lottery.replacements`, and every step is written into the report. Nobody comes in once the
    forum is over. The forum is locked.
    """
    if not is_anybody_let_in(draw.forum.stage, draw.forum.ends_at, now):
        return []
    people = people_by_key(draw)
    inside = members(report_of(draw))
    late = [people[key].signup for key in inside if _waits(people.get(key))]
    came = give_drawn_seats(draw, late, actor=actor, now=now)
    if _count_in(draw, people) < draw.size:
        came += _let_in(draw, people, draw.size, 0, actor=actor, now=now)
    size = _count_in(draw, people) + _count_added(draw, len(people), now)
    return came + _let_in(draw, people, size, draw.report.get(SPARE) or 0, actor=actor, now=now)


def _count_in(draw: Draw, people: Mapping[str, DrawCandidate]) -> int:
    return sum(_is_in(people.get(key)) for key in members(report_of(draw)))


def _count_added(draw: Draw, most: int, now: datetime) -> int:
    """Free seats that were not there when the draw was made; `most` where nothing limits them."""
    spare = draw.report.get(SPARE)
    free = pool_seats(draw.forum_id, draw.pool_id, now).free
    if spare is None:
        return 0
    return most if free is None else max(0, free - spare)


def _let_in(
    draw: Draw,
    people: Mapping[str, DrawCandidate],
    size: int,
    spare: int,
    *,
    actor: Actor,
    now: datetime,
) -> list[Signup]:
    """Fill the panel up to so many people, of seats other than the spare ones; who got a seat."""
    report = report_of(draw)
    inside = members(report)
    left = [key for key in inside if not _is_in(people.get(key))]
    kept = [key for key in inside if key not in left]
    reserve = ranked_reserve(report)
    parties = {
        key: party_of_signup(people[key].signup) for key in reserve if _waits(people.get(key))
    }
    seats = seats_of(draw.forum_id, draw.pool_id, now).without(spare)
    came = _who_fits(report["material"], kept, parties, size, seats)
    if not came and not left:
        return []
    step = {
        "left": left,
        "unavailable": [key for key in reserve if key not in parties],
        "came": came,
        "size": size,
    }
    _note_step(draw, step, actor=actor, now=now)
    for key in came:
        people[key].role = DrawRole.REPLACEMENT
    return give_drawn_seats(draw, [people[key].signup for key in came], actor=actor, now=now)


def _who_fits(
    material: Mapping[str, Any],
    kept: list[str],
    parties: dict[str, Party],
    size: int,
    seats: Seats,
) -> list[str]:
    """Who comes in by the rule, with seats for all of them.

    Whoever has no room is taken out of `parties`, and the rule is asked again.
    """
    for key in [key for key, party in parties.items() if not seats.after(party).fits([party])]:
        del parties[key]
    while True:
        came = replacements(material, kept, list(parties), size)
        room = seats
        for key in came:
            room = room.after(parties[key])
            if not room.fits([parties[key]]):
                del parties[key]
                break
        else:
            return came


def forget_keys(signup: Signup) -> None:
    """Leave nothing that says which key somebody had in a draw, unless they still hold a seat.

    The report keeps the key, and nobody knows any more whose it was.
    """
    if signup.state not in HOLDING:
        mine = delete(DrawCandidate).where(DrawCandidate.signup_id == signup.id)
        db.session.execute(mine)


def give_drawn_seats(
    draw: Draw, signups: Iterable[Signup], *, actor: Actor, now: datetime
) -> list[Signup]:
    """Seat those who were drawn and still want to come, with one letter each; who got a seat.

    Where there is a time to accept, the seats are offered. Whoever has no room, with those who
    come along, waits for it before the reserve: limits may have fallen since the draw was fixed.
    """
    has_to_accept = rules_of(draw.forum_id).accept_hours is not None
    seats = seats_of(draw.forum_id, draw.pool_id, now)
    seated = []
    for signup in signups:
        if signup.state not in _STILL_THERE:
            continue
        party = party_of_signup(signup)
        signup.pool_id = signup.pool_id or draw.pool_id
        if not seats.after(party).fits([party]):
            _let_wait(signup, now=now)
            continue
        seats = seats.after(party)
        if has_to_accept or signup.state is SignupState.WAITING:
            move_up(signup, actor=actor, now=now)
        else:
            seat(signup, "signups.drawn", actor=actor, now=now)
        seated.append(signup)
    return seated


def _let_wait(signup: Signup, *, now: datetime) -> None:
    """Tell somebody drawn that there is no room for them yet."""
    if signup.state is SignupState.APPLIED:
        signup.state = SignupState.WAITING
        tell(signup, "signups.drawn", now=now)


def _is_in(row: DrawCandidate | None) -> bool:
    return row is not None and (row.signup.state in HOLDING or _waits(row))


def _waits(row: DrawCandidate | None) -> bool:
    return row is not None and row.signup.state is SignupState.WAITING


def _note_step(draw: Draw, step: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    steps = draw.report["replacements"]
    noted = {"number": len(steps) + 1, "at": now.isoformat(), **step}
    draw.report = {**draw.report, "replacements": [*steps, noted]}
    record(
        "draw.replaced",
        "draw",
        draw.public_id,
        actor=actor,
        now=now,
        forum_id=draw.forum_id,
        left=len(step["left"]),
        came=len(step["came"]),
    )
    db.session.flush()
