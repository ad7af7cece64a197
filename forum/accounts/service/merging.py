"""Two persons who are one: what the second holds moves to the first, the second is emptied."""

from datetime import datetime

from forum.accounts.errors import BeyondForum, SamePerson, TwoAccounts
from forum.accounts.models import Person
from forum.accounts.ports import belongs_only, personal_data
from forum.accounts.queries import find_account_of
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import INSTALLATION, Permission, Scope, ScopeKind
from forum.jobs.queue import enqueue
from forum.journal.service import record


def merge_persons(
    kept: Person, double: Person, scope: Scope, *, actor: Actor, now: datetime
) -> None:
    """Make two persons one. The first keeps name, contact, account and consents; the second's go.

    Contacts of the double are not taken over: whoever signs up under somebody's name must not get
    at their place by it. Whoever looks after people may merge any two; the organiser of a forum
    (`scope`; they were asked for there) those of whom the second belongs to this forum alone.
    Features refuse where two ballots would come from one person.

    Raises SamePerson, TwoAccounts, BeyondForum, and what features refuse.
    """
    if kept.id == double.id:
        raise SamePerson
    if find_account_of(double.id) is not None:
        if find_account_of(kept.id) is not None:
            raise TwoAccounts
        kept, double = double, kept
    _refuse_beyond(double, scope, actor)
    names = {"kept": kept.public_id, "double": double.public_id}
    for feature in reversed(personal_data.suppliers):
        feature.merge(kept.id, double.id)
    db.session.flush()  # what features moved is written before it is forgotten
    db.session.expire_all()
    forum_id = scope.id if scope.kind is ScopeKind.FORUM else None
    record(
        "person.merged", "person", names["kept"], actor=actor, now=now, forum_id=forum_id, **names
    )
    enqueue("accounts.wipe", unique_key="wipe")


def _refuse_beyond(double: Person, scope: Scope, actor: Actor) -> None:
    if actor.may(Permission.PERSON_MANAGE, INSTALLATION):
        return
    if find_account_of(double.id) is not None or not belongs_only.only(double.id, scope):
        raise BeyondForum
