"""Tickets: personal links whose hash alone is kept."""

from datetime import datetime

from sqlalchemy import update

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.ids import hashed, new_public_id
from forum.events.access import forum_for
from forum.mail.service import queue_asked_letter, way_to
from forum.signups.logic.tickets import ticket_token
from forum.signups.models.places import Signup, Ticket
from forum.signups.queries.people import list_of_contact, newest_ticket


def issue_ticket(signup: Signup, *, secret: str, now: datetime) -> Ticket:
    """A new ticket; the ones before go on working."""
    serial = new_public_id()
    ticket = Ticket(
        signup=signup,
        serial=serial,
        token_hash=hashed(ticket_token(secret, serial)),
        created_at=now,
    )
    db.session.add(ticket)
    return ticket


def revoke_tickets(signup: Signup, *, now: datetime) -> None:
    """Let none of a sign-up's tickets open anything any more."""
    of_signup = update(Ticket).where(Ticket.signup_id == signup.id, Ticket.revoked_at.is_(None))
    db.session.execute(of_signup.values(revoked_at=now))


def ticket_of(signup: Signup, *, secret: str, now: datetime) -> Ticket:
    """The ticket in use; a new one where there is none, or the installation's secret has changed."""
    ticket = newest_ticket(signup.id)
    if ticket is None or ticket.token_hash != hashed(ticket_token(secret, ticket.serial)):
        return issue_ticket(signup, secret=secret, now=now)
    return ticket


def queue_confirmation(signup: Signup, *, now: datetime) -> bool:
    """Write to whoever signed up, with the ticket; False when there is no address, or not yet.

    What one address's hour does not allow any more is held; `send_held` sends it.
    """
    return _queue("signups.confirmation", signup, signup.request_key, now=now)


def send_held(signups: list[Signup], *, now: datetime) -> int:
    """Send confirmations that were held back, as far as the hour allows; how many went."""
    return sum(queue_confirmation(signup, now=now) for signup in signups)


def send_ticket_again(
    forum_id: str, email: str, *, actor: Actor, request_key: str, now: datetime
) -> None:
    """Write to the address with the tickets of everybody who signed up with it, in one letter.

    Nothing tells the asker whether there are any, or whether the hour's letters are used up.
    """
    forum = forum_for(actor, forum_id)
    signups = list_of_contact(forum.id, email)
    if signups:
        queue_asked_letter(
            "signups.ticket", signups[0].id, request_key[:60], address=email, now=now
        )


def resend_ticket(signup: Signup, *, request_key: str, now: datetime) -> bool:
    """Send one person's ticket again; False without an address, or with the hour's letters used."""
    return _queue("signups.ticket", signup, request_key, now=now)


def _queue(kind: str, signup: Signup, occasion: str, *, now: datetime) -> bool:
    address = way_to(signup.person.email, signup.person.phone)
    if not address:
        return False
    return queue_asked_letter(kind, signup.id, occasion[:60], address=address, now=now)
