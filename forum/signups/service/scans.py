"""Looks at tickets: the first checks in, every later one shows as a repetition.

A device at the door may be without signal. It then keeps its looks and sends them later, perhaps
more than once: the same look (its key) is written down once and answered alike each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.signups.errors import NotSeated
from forum.signups.logic.scans import Found, Look, moment_of
from forum.signups.logic.states import CheckInChannel
from forum.signups.models.places import Scan, Signup
from forum.signups.queries.door import find_by_ids, find_by_tickets, find_scans
from forum.signups.queries.people import find_by_code
from forum.signups.service.presence import note_presence


@dataclass(frozen=True)
class Seen:
    """What a look found: whose place it is (None: unknown) and since when they are present."""

    key: str
    found: Found
    signup: Signup | None = None

    @property
    def at(self) -> datetime | None:
        """Since when they are present."""
        is_here = self.signup is not None and self.signup.check_in is not None
        return self.signup.check_in.at if is_here else None  # type: ignore[union-attr]

    @property
    def by(self) -> int | None:
        """The account that checked them in; None where they did it themselves."""
        is_here = self.signup is not None and self.signup.check_in is not None
        return self.signup.check_in.recorded_by_id if is_here else None  # type: ignore[union-attr]


def record_scans(
    forum_id: str, looks: Sequence[Look], *, actor: Actor, now: datetime
) -> list[Seen]:
    """Write down looks at tickets of this forum, and check in whoever is seen first.

    For whoever keeps the door (CHECK_IN_RECORD); answered in the order given. A ticket of another
    forum, a revoked or an invented one is unknown. Looks sent again are answered as before.
    """
    forum = forum_for(actor, forum_id, Permission.CHECK_IN_RECORD, lock=True)
    known = find_scans(forum.id, {look.key for look in looks})
    tickets = find_by_tickets(forum.id, {look.ticket for look in looks if look.ticket})
    people = find_by_ids(forum.id, {look.signup for look in looks if look.signup})
    seen = []
    for look in looks:
        scan = known.get(look.key)
        if scan is not None:
            seen.append(_as_before(scan))
            continue
        signup = tickets.get(look.ticket) or people.get(look.signup) or _by_code(forum.id, look)
        answer, scan = _look_at(look, signup, actor=actor, now=now)
        seen.append(answer)
        if scan is not None:
            known[look.key] = scan
    return seen


def _by_code(forum_id: int, look: Look) -> Signup | None:
    return find_by_code(forum_id, look.code) if look.code else None


def _as_before(scan: Scan) -> Seen:
    return Seen(scan.key, Found.FIRST if scan.is_first else Found.AGAIN, scan.signup)


def _look_at(
    look: Look, signup: Signup | None, *, actor: Actor, now: datetime
) -> tuple[Seen, Scan | None]:
    if signup is None:
        return Seen(look.key, Found.UNKNOWN), None
    at = moment_of(look, now)
    channel = CheckInChannel.HELPER if look.is_by_name else CheckInChannel.TICKET
    try:
        arrival = note_presence(signup, channel, at, actor=actor, now=now)
    except NotSeated:
        return Seen(look.key, Found.NOT_SEATED, signup), None
    scan = Scan(
        forum_id=signup.forum_id,
        signup=signup,
        key=look.key,
        is_first=arrival.is_first,
        scanned_at=at,
        received_at=now,
        recorded_by_id=actor.account_id,
    )
    db.session.add(scan)
    return _as_before(scan), scan
