"""A listed electorate, written before the poll opens: people, their weight, who votes for them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, literal, select

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.journal.service import record
from forum.live.notices import changed
from forum.polls.access import poll_for
from forum.polls.errors import (
    NotAList,
    NoWeightsHere,
    PollFixed,
    ProxyImpossible,
    TooManyProxies,
    WeightOutOfRange,
)
from forum.polls.logic.kinds import ElectorateRule, PollState, SecrecyLevel
from forum.polls.models import Elector, Poll
from forum.polls.queries.people import count_held, electors_of
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup

MOST_WEIGHT = 1000


def list_electors(
    forum_id: str,
    poll_id: str,
    shown: Iterable[str],
    ticked: Iterable[str],
    *,
    actor: Actor,
    now: datetime,
) -> Poll:
    """Of the sign-ups that a page has `shown` (public ids), the `ticked` vote and the others do not.

    Raises NotAList for another rule, PollFixed once opened, NotFound for sign-ups without a seat
    at this forum.
    """
    poll = _listed(actor, forum_id, poll_id)
    on_page, wanted = set(shown), set(ticked)
    people = _seated(poll, on_page | wanted)
    inside = electors_of(poll.id, [signup.id for signup in people])
    for signup in people:
        elector = inside.get(signup.id)
        if signup.public_id in wanted and elector is None:
            db.session.add(
                Elector(poll_id=poll.id, signup_id=signup.id, sector_id=signup.sector_id)
            )
        elif signup.public_id not in wanted and elector is not None:
            db.session.delete(elector)
    _note("poll.electors_listed", poll, actor, now, added=len(wanted))
    return poll


def weigh_elector(
    forum_id: str,
    poll_id: str,
    signup_id: str,
    weight: int,
    proxy: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> Elector:
    """Set how much somebody's vote weighs, and who (a sign-up's public id) votes for them.

    Raises NoWeightsHere where the forum's rules or the poll's secrecy know no weights,
    WeightOutOfRange, ProxyImpossible for somebody without a seat or the person themselves,
    TooManyProxies, NotAList, PollFixed, NotFound.
    """
    poll = _listed(actor, forum_id, poll_id)
    (signup,) = _seated(poll, {signup_id})
    elector = electors_of(poll.id, [signup.id]).get(signup.id)
    if elector is None:
        raise NotFound
    if not 1 <= weight <= MOST_WEIGHT:
        raise WeightOutOfRange(most=MOST_WEIGHT)
    if weight != 1 and not has_weights(poll):
        raise NoWeightsHere
    elector.weight = weight
    elector.proxy_id = _holder(poll, elector, proxy) if proxy else None
    _note("poll.elector_weighed", poll, actor, now, signup=signup_id, has_proxy=bool(proxy))
    return elector


def copy_list(poll: Poll, into: Poll) -> None:
    """Put those listed in a poll on the list of another one of the forum, as they vote there.

    Opening looks again at seats, weights and proxies.
    """
    columns = ("signup_id", "sector_id", "weight", "proxy_id")
    listed = select(literal(into.id), *(getattr(Elector, name) for name in columns))
    listed = listed.where(Elector.poll_id == poll.id)
    db.session.execute(insert(Elector).from_select(["poll_id", *columns], listed))


def has_weights(poll: Poll) -> bool:
    """Whether votes may weigh differently: by name only, and where the forum's rules say so."""
    return poll.level is SecrecyLevel.NAMED and poll.forum.has_weights


def freeze_list(poll: Poll) -> None:
    """At opening: who lost their seat is off the list; sector and table are those of now.

    Weights and proxies hold only as far as the rules of this moment allow them.
    """
    query = select(Elector).where(Elector.poll_id == poll.id).order_by(Elector.signup_id)
    electors = list(db.session.scalars(query))
    seats = {signup.id: signup for signup in _list_seated(poll)}
    held: dict[int, int] = {}
    for elector in electors:
        signup = seats.get(elector.signup_id)
        if signup is None:
            db.session.delete(elector)
            continue
        elector.sector_id, elector.block_id = signup.sector_id, signup.block_id
        elector.weight = elector.weight if has_weights(poll) else 1
        holder = elector.proxy_id
        if holder is None:
            continue
        held[holder] = held.get(holder, 0) + 1
        if holder not in seats or held[holder] > poll.forum.most_proxies:
            elector.proxy_id = None
    db.session.flush()


def _holder(poll: Poll, elector: Elector, public_id: str) -> int:
    query = select(Signup).where(
        Signup.forum_id == poll.forum_id,
        Signup.public_id == public_id,
        Signup.state == SignupState.SEATED,
    )
    holder = db.session.scalars(query).one_or_none()
    if holder is None or holder.id == elector.signup_id:
        raise ProxyImpossible
    others = count_held(poll.id, holder.id) - (elector.proxy_id == holder.id)
    if others >= poll.forum.most_proxies:
        raise TooManyProxies(most=poll.forum.most_proxies)
    return holder.id


def _listed(actor: Actor, forum_id: str, poll_id: str) -> Poll:
    poll = poll_for(actor, forum_id, poll_id, Permission.POLL_EDIT, lock=True)
    if poll.state is not PollState.DRAFTED:
        raise PollFixed
    if poll.rules.electorate is not ElectorateRule.LISTED:
        raise NotAList
    return poll


def _seated(poll: Poll, public_ids: set[str]) -> list[Signup]:
    found = [s for s in _list_seated(poll) if s.public_id in public_ids]
    if len(found) != len(public_ids):
        raise NotFound
    return found


def _list_seated(poll: Poll) -> list[Signup]:
    query = select(Signup).where(
        Signup.forum_id == poll.forum_id, Signup.state == SignupState.SEATED
    )
    return list(db.session.scalars(query.order_by(Signup.id)))


def _note(code: str, poll: Poll, actor: Actor, now: datetime, **facts: object) -> None:
    record(code, "poll", poll.public_id, actor=actor, now=now, forum_id=poll.forum_id, **facts)
    changed(poll.forum.public_id)
