"""Reads of draws: who would be in one, what was drawn, whose key is whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from forum.core.db import db
from forum.core.i18n import LocalText
from forum.directory.models import Network, Sector
from forum.signups.logic.draw import (
    ACCOMPANIED,
    ALONE,
    COMPANIONS,
    Algorithm,
    Finding,
    Plan,
    Target,
    companion_findings,
    findings,
    fingerprint,
    limit_findings,
    material_of,
)
from forum.signups.logic.states import DrawRole, DrawState, SeedSource, SignupState
from forum.signups.models.draws import Draw, DrawCandidate
from forum.signups.models.places import Signup
from forum.signups.queries.seats import pool_seats

# Fixed, and not come to an end.
_UNDER_WAY = (DrawState.COMMITTED, DrawState.RUNNING, DrawState.FAILED)


@dataclass(frozen=True)
class Entrant:
    """Somebody who would be in the draw: the sign-up's id, what is known for targets, seats needed."""

    signup_id: int
    values: dict[str, str]
    party_size: int = 1


@dataclass(frozen=True)
class OwnKey:
    """The key that stands for somebody in a draw, and what it gave them."""

    draw: Draw
    key: str
    role: DrawRole
    position: int | None


def list_entrants(forum_id: int, pool_id: int | None) -> list[Entrant]:
    """Everybody who has applied for the pool's seats and has no answer yet. One query."""
    query = (
        select(
            Signup.id,
            Signup.party_size,
            Sector.code,
            Signup.gender,
            Signup.region,
            Network.public_id,
        )
        .join(Signup.sector)
        .outerjoin(Signup.network)
        .where(Signup.forum_id == forum_id, Signup.state == SignupState.APPLIED)
        .order_by(Signup.id)
    )
    if pool_id is not None:
        query = query.where(or_(Signup.pool_id == pool_id, Signup.pool_id.is_(None)))
    rows = db.session.execute(query).all()
    brings_anybody = any(row[1] > 1 for row in rows)
    return [
        Entrant(row[0], _values(*row[2:], _company(row[1]) if brings_anybody else None), row[1])
        for row in rows
    ]


def _company(party_size: int) -> str:
    return ACCOMPANIED if party_size > 1 else ALONE


def _values(
    sector: str, gender: str | None, region: str | None, network: str | None, company: str | None
) -> dict[str, str]:
    said = {
        "sector": sector,
        "gender": gender,
        "region": region,
        "network": network,
        COMPANIONS: company,
    }
    return {name: str(value) for name, value in said.items() if value}


def list_findings(draw: Draw, entrants: Sequence[Entrant], now: datetime) -> list[Finding]:
    """What stands in the way of a prepared draw of these people, or should be known before it."""
    plan, people = plan_of(draw), [entrant.values for entrant in entrants]
    pool = pool_seats(draw.forum_id, draw.pool_id, now)
    left = {(str(each), value): n for (each, value), n in pool.seats.left_by_maxima.items()}
    return [
        *findings(plan, people, pool.free),
        *limit_findings(plan, people, left),
        *companion_findings(plan, [entrant.party_size for entrant in entrants], pool.free),
    ]


def plan_of(draw: Draw) -> Plan:
    """What was asked for, as plain data."""
    return Plan(
        size=draw.size,
        targets=tuple(Target(**each) for each in draw.targets),
        algorithm=Algorithm(draw.algorithm),
        seed_source=SeedSource(draw.seed_source),
        seed_note=draw.seed_note,
    )


def current_check(draw: Draw) -> dict[str, Any]:
    """The check of a prepared draw, empty where there is none or it was made for other people."""
    check: dict[str, Any] = draw.report.get("check", {})
    people = [entrant.values for entrant in list_entrants(draw.forum_id, draw.pool_id)]
    return check if check.get("of") == fingerprint(plan_of(draw), people) else {}


def material_in(draw: Draw) -> dict[str, Any]:
    """What a fixed draw is made from, as it was fixed."""
    return material_of(
        plan_of(draw),
        {each["key"]: each["values"] for each in draw.candidates},
        draw=draw.public_id,
        forum=draw.forum.public_id,
        seed_hash=draw.seed_hash,
    )


def report_of(draw: Draw) -> dict[str, Any]:
    """What is published of a draw that was made: all that somebody needs to make it again."""
    moments = {
        "fixed_at": draw.committed_at,
        "started_at": draw.started_at,
        "finished_at": draw.finished_at,
    }
    return {
        "title": draw.forum.title,
        "material": material_in(draw),
        "commitment": draw.candidates_hash,
        "seed": draw.seed,
        "times": {name: at.isoformat() for name, at in moments.items() if at is not None},
        **draw.report,
    }


def list_draws(forum_id: int, *, only_public: bool = False) -> list[Draw]:
    """A forum's draws, the newest first; only those that were fixed for the public."""
    query = select(Draw).where(Draw.forum_id == forum_id).order_by(Draw.id.desc())
    if only_public:
        query = query.where(Draw.committed_at.is_not(None))
    return list(db.session.scalars(query.options(joinedload(Draw.pool))))


def is_in_fixed_draw(signup_id: int) -> bool:
    """Whether somebody is in a draw that was fixed and has not been made yet."""
    query = select(
        exists().where(
            DrawCandidate.signup_id == signup_id,
            Draw.id == DrawCandidate.draw_id,
            Draw.state.in_(_UNDER_WAY),
        )
    )
    return bool(db.session.scalar(query))


def has_public_draw(forum_id: int) -> bool:
    """Whether anybody may see a draw of this forum."""
    is_public = exists().where(Draw.forum_id == forum_id, Draw.committed_at.is_not(None))
    return bool(db.session.scalar(select(is_public)))


def has_other_under_way(draw: Draw) -> bool:
    """Whether another draw of the same seats was fixed and has not come to an end."""
    pool = Draw.pool_id == draw.pool_id if draw.pool_id is not None else Draw.pool_id.is_(None)
    query = select(
        exists().where(
            Draw.forum_id == draw.forum_id, pool, Draw.id != draw.id, Draw.state.in_(_UNDER_WAY)
        )
    )
    return bool(db.session.scalar(query))


def is_on_reserve(signup_id: Any) -> ColumnElement[bool]:
    """The condition that a sign-up stands on the reserve list of a draw that was made."""
    return exists().where(
        DrawCandidate.signup_id == signup_id,
        DrawCandidate.role == DrawRole.RESERVE,
        Draw.id == DrawCandidate.draw_id,
        Draw.state == DrawState.DONE,
    )


def list_running(forum_id: int | None = None) -> list[Draw]:
    """Draws that are being made."""
    query = select(Draw).where(Draw.state == DrawState.RUNNING).order_by(Draw.id)
    if forum_id is not None:
        query = query.where(Draw.forum_id == forum_id)
    return list(db.session.scalars(query))


def list_draws_made(forum_id: int, pool_id: int | None) -> list[Draw]:
    """The draws that were made of a pool's seats, the newest first."""
    query = (
        select(Draw)
        .where(Draw.forum_id == forum_id, Draw.pool_id == pool_id, Draw.state == DrawState.DONE)
        .order_by(Draw.id.desc())
    )
    return list(db.session.scalars(query))


def find_draw_of_seats(signup: Signup) -> Draw | None:
    """The finished draw that somebody was in, which also says who replaces them."""
    query = (
        select(Draw)
        .join(Draw.people)
        .where(DrawCandidate.signup_id == signup.id, Draw.state == DrawState.DONE)
        .order_by(Draw.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def people_by_key(draw: Draw) -> dict[str, DrawCandidate]:
    """Everybody in a draw by their key, with their sign-ups; whoever was erased is missing."""
    query = (
        select(DrawCandidate)
        .where(DrawCandidate.draw_id == draw.id)
        .options(
            joinedload(DrawCandidate.signup).options(
                joinedload(Signup.sector), joinedload(Signup.network)
            )
        )
        .execution_options(populate_existing=True)
    )
    return {row.key: row for row in db.session.scalars(query)}


def list_keys(signup_id: int) -> list[OwnKey]:
    """A sign-up's keys in all draws it is in, the newest first."""
    query = (
        select(DrawCandidate)
        .join(DrawCandidate.draw)
        .where(DrawCandidate.signup_id == signup_id)
        .order_by(Draw.id.desc())
        .options(joinedload(DrawCandidate.draw))
    )
    return [OwnKey(row.draw, row.key, row.role, row.position) for row in db.session.scalars(query)]


def own_key(signup_id: int) -> OwnKey | None:
    """A sign-up's key in the newest draw it is in."""
    return next(iter(list_keys(signup_id)), None)


def names_of_networks(public_ids: Sequence[str]) -> dict[str, LocalText]:
    """Names of networks by public id, those out of use included."""
    query = select(Network.public_id, Network.name).where(Network.public_id.in_(public_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}
