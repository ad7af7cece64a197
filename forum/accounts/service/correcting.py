"""Putting right what is kept of a person (Personal Data Protection Act B.E. 2562, ss. 35 and 36)."""

from datetime import datetime

from forum.accounts.access import own_person
from forum.accounts.errors import NameOfAnother
from forum.accounts.logic import Corrected, is_written_right
from forum.accounts.models import Person
from forum.core.actor import Actor
from forum.core.permissions import Scope, ScopeKind
from forum.journal.service import record
from forum.language.names import Name, split_prefix


def correct_own(
    public_id: str,
    corrected: Corrected,
    ticket_ids: tuple[int, ...],
    *,
    actor: Actor,
    now: datetime,
) -> Person:
    """Put one's own name and telephone right, signed in or by ticket. Raises NotFound, NameOfAnother.

    The e-mail address stays: it is what proves whose ticket it is.
    """
    person = own_person(actor, ticket_ids, public_id, lock=True)
    after = name_as_typed(person, corrected)
    if not is_written_right(Name(person.prefix, person.given_name, person.family_name), after):
        raise NameOfAnother
    write_person(person, after, corrected.phone, actor=actor, now=now)
    return person


def name_as_typed(person: Person, corrected: Corrected) -> Name:
    """The name in its parts; a prefix they had is known again, also one that is on no list."""
    typed, known = corrected.given_name, person.prefix
    if known and typed.startswith(known) and typed.removeprefix(known).strip():
        return Name(known, typed.removeprefix(known).strip(), corrected.family_name)
    return Name(*split_prefix(typed), corrected.family_name)


def write_person(
    person: Person,
    name: Name,
    phone: str | None,
    *,
    actor: Actor,
    now: datetime,
    scope: Scope | None = None,
    email: str | None = None,
) -> None:
    """Keep another name, telephone and (where given) address; the journal says which, never what."""
    values = {
        "prefix": name.prefix,
        "given_name": name.given,
        "family_name": name.family,
        "phone": phone,
        "email": email or person.email,
    }
    changed = sorted(key for key, value in values.items() if getattr(person, key) != value)
    for key in changed:
        setattr(person, key, values[key])
    if changed:
        forum_id = scope.id if scope is not None and scope.kind is ScopeKind.FORUM else None
        record(
            "person.corrected", "person", person.public_id,
            actor=actor, now=now, forum_id=forum_id, changed=changed,
        )  # fmt: skip
