"""Paper that leaves the house: who took which names along is written down."""

from collections.abc import Iterable
from datetime import datetime

from forum.accounts.logic import Opened
from forum.accounts.service.openings import record_opened
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.access import own_signup
from forum.signups.logic.prints import CertificateText, Print, Who
from forum.signups.models.certificates import CertificateSettings
from forum.signups.models.places import Signup
from forum.signups.queries.prints import find_certificate, list_for_print


def take_names(
    forum_id: str, what: Print, who: Who, *, actor: Actor, now: datetime
) -> list[Signup]:
    """The people to print, sorted by sector and name, for whoever may take the list (SIGNUP_EXPORT).

    What was printed and for how many is journaled. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_EXPORT)
    signups = list_for_print(forum.id, Who.PRESENT if what is Print.CERTIFICATES else who)
    record(
        "signups.printed",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        what=what,
        who=who,
        people=len(signups),
    )
    persons = [signup.person_id for signup in signups]
    record_opened(persons, Opened.SHEET, forum.scope, actor=actor, now=now, reason=what.value)
    return signups


def write_certificate(
    forum_id: str, text: CertificateText, *, is_released: bool, actor: Actor, now: datetime
) -> CertificateSettings:
    """Set what stands on the forum's certificates, and whether people may fetch theirs."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    row = find_certificate(forum.id)
    if row is None:
        row = CertificateSettings(forum=forum)
        db.session.add(row)
    row.issuer, row.text, row.given_on = text.issuer, text.text, text.given_on
    row.signatory, row.position = text.signatory, text.position or {}
    row.has_thai_digits = text.has_thai_digits
    row.released_at = (row.released_at or now) if is_released else None
    record(
        "certificates.written",
        "forum",
        forum.public_id,
        actor=actor,
        now=now,
        forum_id=forum.id,
        is_released=is_released,
    )
    return row


def own_certificate(
    forum_id: str, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> tuple[Signup, CertificateSettings]:
    """The actor's own certificate: their place and what stands on it.

    Raises NotFound where there is none: not released, before the end of the forum, or for whoever
    was not there.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids))
    row = find_certificate(signup.forum_id)
    if row is None or not has_certificate(signup, row, signup.forum, now):
        raise NotFound
    return signup, row


def has_certificate(
    signup: Signup, row: CertificateSettings | None, forum: Forum, now: datetime
) -> bool:
    """Whether a certificate waits for this person."""
    is_released = row is not None and row.released_at is not None
    return is_released and signup.check_in is not None and now >= forum.ends_at
