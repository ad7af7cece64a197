"""How seats are set: pools with their quotas, and the rules by which seats are given."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.errors import (
    FirstNeedsName,
    GroupsInDraw,
    MinimaAboveCapacity,
    MinimumAboveMaximum,
    NameNeeded,
    PoolNeeded,
)
from forum.signups.logic.rules import SeatRules
from forum.signups.logic.seats import PoolPlan, Share
from forum.signups.logic.states import SeatMode
from forum.signups.models.draws import Draw
from forum.signups.models.places import Signup
from forum.signups.models.seats import Invitation, Quota, SeatPool, SignupSettings
from forum.signups.queries.seats import find_pool, list_pools
from forum.signups.service.promoting import promote


def set_pool(
    forum_id: str,
    plan: PoolPlan,
    *,
    actor: Actor,
    now: datetime,
    pool_id: str | None = None,
    is_new: bool = False,
) -> list[Signup]:
    """Set a pool's seats and quotas; who moved up for it. Without an id the first pool.

    `is_new` adds a pool. Whoever signed up while there was none is in the first one. Nobody loses
    a seat when a limit falls below what is taken. Raises MinimumAboveMaximum, MinimaAboveCapacity,
    NameNeeded and FirstNeedsName where there is more than one pool, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    _refuse_impossible(plan)
    pool = None if is_new else find_pool(forum.id, pool_id)
    if pool is None and pool_id is not None:
        raise NotFound
    if pool is None:
        pool = _new_pool(forum, plan)
    others = [each for each in list_pools(forum.id) if each.id != pool.id]
    if others and not plan.name:
        raise NameNeeded
    if any(not each.name for each in others):
        raise FirstNeedsName
    pool.name = dict(plan.name) or pool.name
    pool.capacity = plan.capacity
    _write_quotas(pool, plan)
    record(
        "seats.set",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        pool=pool.public_id,
        capacity=plan.capacity,
        quotas=_told(plan),
    )
    return promote(forum, None, actor=actor, now=now, pool_id=pool.id)


def set_seats(
    forum_id: str,
    capacity: int,
    maxima: Mapping[str, int],
    *,
    actor: Actor,
    now: datetime,
    minima: Mapping[str, int] | None = None,
) -> list[Signup]:
    """Set the first pool by sector codes only; raises as `set_pool`."""
    kept = minima or {}
    sectors = {code: Share(kept.get(code, 0), maxima.get(code)) for code in {*maxima, *kept}}
    return set_pool(forum_id, PoolPlan(capacity, sectors=sectors), actor=actor, now=now)


def remove_pool(
    forum_id: str, pool_id: str, *, actor: Actor, now: datetime, into: str | None = None
) -> list[Signup]:
    """Take a pool away; its people move to the pool `into` with what they have. Who moved up for it.

    Nobody loses a seat; whoever waits keeps the time they came. The last pool goes without `into`:
    then there is no limit any more. Raises PoolNeeded where another pool is left and none was
    named, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    pool = find_pool(forum.id, pool_id)
    if pool is None:
        raise NotFound
    rest = [each for each in list_pools(forum.id) if each.id != pool.id]
    target = next((each for each in rest if each.public_id == into), None)
    if rest and target is None:
        raise PoolNeeded
    target_id = target.id if target else None
    for kind in (Signup, Invitation, Draw):
        db.session.execute(update(kind).where(kind.pool_id == pool.id).values(pool_id=target_id))
    db.session.delete(pool)
    record(
        "seats.pool_removed",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        pool=pool_id,
        into=into,
    )
    return promote(forum, None, actor=actor, now=now)


def set_rules(forum_id: str, rules: SeatRules, *, actor: Actor, now: datetime) -> None:
    """Set how places are given and what is asked. Holds for whoever comes from now on.

    Whoever has applied goes on waiting for an answer. Raises GroupsInDraw, NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    if rules.has_groups and rules.mode is SeatMode.DRAW:
        raise GroupsInDraw
    row = db.session.get(SignupSettings, forum.id, populate_existing=True)
    if row is None:
        row = SignupSettings(forum_id=forum.id)
        db.session.add(row)
    _copy_rules(rules, row)
    record(
        "seats.rules_set",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        mode=rules.mode,
        accept_hours=rules.accept_hours,
        companions_most=rules.companions_most,
    )


def copy_seats(from_forum_id: int, to_forum_id: int, _now: datetime) -> None:
    """Give a forum the seats of the one it was made in the likeness of (`events.forum_cloned`)."""
    if find_pool(to_forum_id) is not None:
        return
    for pool in list_pools(from_forum_id):
        quotas = [
            Quota(
                characteristic=q.characteristic, value=q.value, minimum=q.minimum, maximum=q.maximum
            )
            for q in pool.quotas
        ]
        db.session.add(
            SeatPool(
                forum_id=to_forum_id,
                name=pool.name,
                position=pool.position,
                capacity=pool.capacity,
                quotas=quotas,
            )
        )
    rules = db.session.get(SignupSettings, from_forum_id)
    if rules is not None:
        row = SignupSettings(forum_id=to_forum_id)
        _copy_rules(rules, row)
        db.session.add(row)


def _refuse_impossible(plan: PoolPlan) -> None:
    for shares in plan.shares.values():
        if any(s.maximum is not None and s.minimum > s.maximum for s in shares.values()):
            raise MinimumAboveMaximum
        minima = sum(share.minimum for share in shares.values())
        if minima > plan.capacity:
            raise MinimaAboveCapacity(minima=minima)


def _new_pool(forum: Forum, plan: PoolPlan) -> SeatPool:
    """A pool after the others; the first one takes in everybody who has signed up so far."""
    others = list_pools(forum.id)
    pool = SeatPool(forum=forum, capacity=plan.capacity, name={}, position=len(others))
    db.session.add(pool)
    db.session.flush()  # people are put into it by its id
    if not others:
        for kind in (Signup, Draw):
            nowhere = update(kind).where(kind.forum_id == forum.id, kind.pool_id.is_(None))
            db.session.execute(nowhere.values(pool_id=pool.id))
    return pool


def _write_quotas(pool: SeatPool, plan: PoolPlan) -> None:
    """One quota for each value that has a limit or seats kept; others are taken away."""
    known = {(quota.characteristic, quota.value): quota for quota in pool.quotas}
    wanted = {
        (str(each), value): share
        for each, shares in plan.shares.items()
        for value, share in shares.items()
    }
    for key, quota in known.items():
        if key not in wanted:
            pool.quotas.remove(quota)
    for key, share in sorted(wanted.items(), key=lambda item: item[0]):
        if key not in known:
            known[key] = Quota(characteristic=key[0], value=key[1])
            pool.quotas.append(known[key])
        known[key].minimum = share.minimum
        known[key].maximum = share.maximum


def _told(plan: PoolPlan) -> list[list[object]]:
    return [
        [each, value, share.minimum, share.maximum]
        for each, shares in plan.shares.items()
        for value, share in sorted(shares.items())
    ]


def _copy_rules(rules: SeatRules | SignupSettings, row: SignupSettings) -> None:
    for name in SeatRules.__dataclass_fields__:
        setattr(row, name, getattr(rules, name))
