"""Giving a place back, taking it away, and moving it to another sector."""

from collections.abc import Iterable
from datetime import datetime

from forum.core.actor import Actor
from forum.core.permissions import Permission
from forum.directory.models import Network, Sector
from forum.directory.queries import find_sector
from forum.journal.service import record
from forum.questionnaires.service.answers import regroup
from forum.signups.access import own_signup, signup_for
from forum.signups.errors import AlreadyPresent, ForumOver, SectorFull, UnknownSector
from forum.signups.logic.seats import Characteristic, Party
from forum.signups.logic.states import ACTIVE, HOLDING, SignupState
from forum.signups.models.places import Signup
from forum.signups.queries.line import party_of_signup
from forum.signups.queries.respondents import respondent
from forum.signups.queries.seats import seats_of
from forum.signups.service.giving import tell
from forum.signups.service.promoting import promote
from forum.signups.service.replacing import replace_drawn

_SECTOR, _NETWORK = Characteristic.SECTOR, Characteristic.NETWORK


def withdraw(
    forum_id: str, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> Signup:
    """Give one's own place back: the seat goes to the next in line, once, with one letter.

    Withdrawing what is withdrawn changes nothing. Raises AlreadyPresent after check-in, ForumOver
    afterwards, NotFound for whoever has no place here.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    end(signup, SignupState.WITHDRAWN, actor=actor, now=now)
    return signup


def cancel_signup(forum_id: str, signup_id: str, *, actor: Actor, now: datetime) -> Signup:
    """The organiser takes a place away; they are written to, and the next in line moves up."""
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=True)
    end(signup, SignupState.CANCELLED, actor=actor, now=now)
    return signup


def end(
    signup: Signup,
    state: SignupState,
    *,
    actor: Actor,
    now: datetime,
    letter: str = "signups.withdrawn",
) -> None:
    """End a place, if it has not ended yet, and let the next move up. The forum is locked.

    Whoever ends leaves their group. Raises AlreadyPresent, ForumOver.
    """
    if signup.state not in ACTIVE:
        return
    forum = signup.forum
    if signup.check_in is not None:
        raise AlreadyPresent
    if now >= forum.ends_at:
        raise ForumOver
    had_seat, had_group = signup.state in HOLDING, signup.group_id is not None
    signup.state = state
    signup.ended_at = now
    signup.offer_expires_at = None
    signup.group = None
    record(f"signup.{state}", "signup", signup.public_id, actor=actor, now=now, forum_id=forum.id)
    tell(signup, letter, now=now)
    if had_seat:
        replace_drawn(signup, actor=actor, now=now)
    if had_seat or had_group or signup.invitation_id is not None:
        # A group that waits may fit without whoever left it.
        promote(forum, signup.sector.code, actor=actor, now=now, pool_id=signup.pool_id)


def change_sector(
    forum_id: str, signup_id: str, sector_code: str, *, actor: Actor, now: datetime
) -> Signup:
    """Correct somebody's sector. A seat moves along, and the one it leaves goes to the next in line.

    Whoever waits keeps the time they came, and moves up at once where the new sector has room.
    Raises SectorFull where somebody with a seat would lose it, UnknownSector.
    """
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=True)
    sector = find_sector(sector_code)
    if sector is None:
        raise UnknownSector
    if sector.id == signup.sector_id:
        return signup
    move(signup, sector, signup.network, actor=actor, now=now)
    return signup


def move(
    signup: Signup, sector: Sector, network: Network | None, *, actor: Actor, now: datetime
) -> None:
    """Count a place under another sector or network. The forum is locked.

    A seat moves along where no limit and no minimum comes to harm, and what it leaves goes to the
    next in line; whoever waits keeps the time they came. Raises SectorFull where a seat would be lost.
    """
    before, old = party_of_signup(signup), signup.sector.code
    other = {each for each in before.traits if each[0] not in {_SECTOR, _NETWORK}}
    if network is not None:
        other.add((_NETWORK, network.public_id))
    after = Party(frozenset({*other, (_SECTOR, sector.code)}), before.size)
    if after == before:
        return
    if signup.state in HOLDING and not _may_move(signup, before, after, now):
        raise SectorFull
    signup.sector, signup.network = sector, network
    _note_move(signup, old, actor=actor, now=now)
    regroup(respondent(signup))
    freed = old if signup.state in HOLDING else sector.code
    promote(signup.forum, freed, actor=actor, now=now, pool_id=signup.pool_id)


def _note_move(signup: Signup, old: str, *, actor: Actor, now: datetime) -> None:
    is_other = signup.sector.code != old
    facts = {"before": old, "after": signup.sector.code} if is_other else {}
    code = "signup.sector_changed" if is_other else "signup.network_changed"
    forum_id = signup.forum_id
    record(code, "signup", signup.public_id, actor=actor, now=now, forum_id=forum_id, **facts)


def _may_move(signup: Signup, before: Party, after: Party, now: datetime) -> bool:
    """Whether a seat may be counted so: no limit and no minimum comes to harm by it."""
    seats = seats_of(signup.forum_id, signup.pool_id, now)
    return seats.after(before, -1).has_room([after], floor=min(0, seats.slack))
