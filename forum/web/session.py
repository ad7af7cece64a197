"""What a browser's session holds for several features."""

from collections.abc import Iterable

from flask import session

# Ids of the tickets that were opened on this device.
TICKETS = "tickets"
# A device that opened more (a coordinator's) forgets the oldest: a cookie has 4 kB.
MOST_TICKETS = 40


def opened_tickets() -> tuple[int, ...]:
    """The tickets that were opened on this device, the newest last."""
    return tuple(session.get(TICKETS, ()))


def keep_ticket(ticket_id: int) -> None:
    """Remember a ticket on this device; it becomes the newest."""
    others = [known for known in opened_tickets() if known != ticket_id]
    session[TICKETS] = [*others, ticket_id][-MOST_TICKETS:]
    session.permanent = True


def put_tickets_away(ticket_ids: Iterable[int]) -> None:
    """Forget tickets on this device."""
    away = set(ticket_ids)
    session[TICKETS] = [known for known in opened_tickets() if known not in away]
