"""Forgetting people whose last forum was long ago."""

from datetime import datetime

from forum.accounts.models import Person
from forum.accounts.service.erasing import erase_person
from forum.core.actor import SYSTEM
from forum.core.db import db


def forget_person(person_id: int, *, now: datetime) -> None:
    """Erase somebody whose time is over; nobody who was erased already is touched."""
    person = db.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is not None and person.erased_at is None:
        erase_person(person, actor=SYSTEM, now=now, reason="retention")
