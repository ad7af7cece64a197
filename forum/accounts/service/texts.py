"""Refusing short messages: by the person, since several may share one telephone."""

from datetime import datetime

from forum.accounts.access import own_person
from forum.accounts.models import Person
from forum.core.actor import Actor
from forum.journal.service import record
from forum.mail.logic import Topic
from forum.mail.service import hash_of, is_refused, refuse_letters, take_refusal_back


def are_texts_refused(person: Person) -> bool:
    """Whether somebody wants no short messages on their telephone."""
    return is_refused(_hash(person), Topic.TEXTS)


def refuse_texts(
    public_id: str,
    ticket_ids: tuple[int, ...],
    *,
    is_refusal: bool = True,
    actor: Actor,
    now: datetime,
) -> Person:
    """Want no more short messages, of any kind; or want them again. Raises NotFound."""
    person = own_person(actor, ticket_ids, public_id, lock=True)
    if is_refusal is are_texts_refused(person):
        return person
    if is_refusal:
        refuse_letters(_hash(person), Topic.TEXTS, now=now)
    else:
        take_refusal_back(_hash(person), Topic.TEXTS)
    code = "texts.refused" if is_refusal else "texts.wanted"
    record(code, "person", person.public_id, actor=actor, now=now)
    return person


def _hash(person: Person) -> str:
    return hash_of(f"person:{person.public_id}")
