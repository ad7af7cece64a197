"""Erasing a person: every feature takes its part away, accounts last."""

from datetime import datetime

from forum.accounts.access import own_person, person_for
from forum.accounts.errors import LastAdministrator, ReasonNeeded
from forum.accounts.models import Person
from forum.accounts.ports import personal_data
from forum.accounts.queries import count_administrators, find_account_of, is_administrator, marks_of
from forum.core.actor import Actor
from forum.core.db import db
from forum.jobs.queue import enqueue
from forum.journal.service import record


def erase_own(
    public_id: str, ticket_ids: tuple[int, ...], *, actor: Actor, now: datetime
) -> Person:
    """Erase whoever asks for it themselves, signed in or by ticket. Raises NotFound, LastAdministrator."""
    person = own_person(actor, ticket_ids, public_id, lock=True)
    erase_person(person, actor=actor, now=now)
    return person


def erase_at_request(
    public_id: str, reason: str, *, in_texts: bool = False, actor: Actor, now: datetime
) -> Person:
    """Erase somebody who asked the staff (PERSON_MANAGE); the reason is journaled without them.

    With `in_texts` name and contacts are also taken out of what others typed at the person's
    forums. Raises NotFound, ReasonNeeded, LastAdministrator.
    """
    person = person_for(actor, public_id, lock=True)
    if not reason.strip():
        raise ReasonNeeded
    marks = marks_of(person.id)
    if in_texts:
        for feature in reversed(personal_data.suppliers):
            feature.redact(person.id, marks)
    erase_person(person, actor=actor, now=now, reason=marks.taken_out(reason.strip(), "th"))
    return person


def erase_person(person: Person, *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take a person out of everything that is kept; an empty row stays for what counts people.

    Each feature says in its privacy room what goes and what stays without them. The last to be
    asked are accounts, which empty the row itself, so the others still know the name to look for.
    Afterwards a job wipes what the disk still holds. Raises LastAdministrator.
    """
    account = find_account_of(person.id)
    is_last = count_administrators(now) <= 1
    if account is not None and is_last and is_administrator(account.id, now):
        raise LastAdministrator
    record("person.erased", "person", person.public_id, actor=actor, now=now, reason=reason)
    for feature in reversed(personal_data.suppliers):
        feature.erase(person.id)
    db.session.flush()  # rows that were changed are written before they are forgotten
    db.session.expire_all()
    enqueue("accounts.wipe", unique_key="wipe")
