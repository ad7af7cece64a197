"""Official letters of invitation: written, changed, taken away, and sent along by mail."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime

from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.journal.service import record
from forum.mail.service import queue_letter
from forum.signups.access import official_letter_for
from forum.signups.errors import InvitationOver
from forum.signups.logic.official import OfficialText, filled, next_number
from forum.signups.logic.states import InvitationState
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import invited
from forum.signups.queries.official import list_invitations_without_letter

LinkOf = Callable[[Invitation], str]


def write_letter(
    forum_id: str,
    text: OfficialText,
    *,
    number: str,
    dated_on: date,
    addressed_to: str,
    actor: Actor,
    now: datetime,
) -> OfficialLetter:
    """Write a letter to anybody. Raises NotFound."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    letter = _new(forum, text, number, dated_on, addressed_to, actor, now=now)
    _note("written", forum, [letter], actor=actor, now=now)
    return letter


def write_letters_of_invitations(
    forum_id: str,
    text: OfficialText,
    *,
    number: str,
    dated_on: date,
    link_of: LinkOf,
    actor: Actor,
    now: datetime,
) -> list[OfficialLetter]:
    """Write one letter for each invitation that is open and has none, with numbers that run on.

    Seats, last day and link are filled into the text. Raises NotFound.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=True)
    letters = []
    for invitation in list_open_without_letter(forum, now):
        letter = _new(forum, text, number, dated_on, invitation.recipient, actor, now=now)
        letter.invitation = invitation
        link = link_of(invitation)
        letter.body = filled(
            text.body, seats=invitation.seats, until=last_day(invitation), link=link
        )
        letters.append(letter)
        number = next_number(number)
    _note("written", forum, letters, actor=actor, now=now)
    return letters


def change_letter(
    forum_id: str,
    letter_id: str,
    text: OfficialText,
    *,
    number: str,
    dated_on: date,
    addressed_to: str,
    actor: Actor,
    now: datetime,
) -> OfficialLetter:
    """Write a letter anew. Raises NotFound."""
    letter = official_letter_for(actor, forum_id, letter_id, lock=True)
    _fill(letter, text)
    letter.number, letter.dated_on, letter.addressed_to = number, dated_on, addressed_to
    _note("changed", letter.forum, [letter], actor=actor, now=now)
    return letter


def remove_letter(forum_id: str, letter_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a letter away. Raises NotFound."""
    letter = official_letter_for(actor, forum_id, letter_id, lock=True)
    _note("removed", letter.forum, [letter], actor=actor, now=now)
    db.session.delete(letter)


def send_letter(forum_id: str, letter_id: str, *, actor: Actor, now: datetime) -> None:
    """Mail a letter with its invitation's link, once. Raises InvitationOver, NotFound."""
    letter = official_letter_for(actor, forum_id, letter_id, lock=True)
    if not is_sendable(letter, now):
        raise InvitationOver
    assert letter.invitation is not None  # is_sendable says so
    queue_letter("signups.invitation", letter.invitation.id, letter.public_id, now=now)
    _note("sent", letter.forum, [letter], actor=actor, now=now)


def is_sendable(letter: OfficialLetter, now: datetime) -> bool:
    """Whether a letter belongs to an open invitation with an address."""
    invitation = letter.invitation
    if invitation is None or not invitation.email:
        return False
    return invited(invitation, now).state is InvitationState.OPEN


def list_open_without_letter(forum: Forum, now: datetime) -> list[Invitation]:
    """The invitations that letters would be written for."""
    return [
        each
        for each in list_invitations_without_letter(forum.id)
        if invited(each, now).state is InvitationState.OPEN
    ]


def last_day(invitation: Invitation) -> datetime:
    """A moment of the last day on which an invitation holds: it expires at midnight after it."""
    return invitation.expires_at - datetime.resolution


def _new(
    forum: Forum,
    text: OfficialText,
    number: str,
    dated_on: date,
    addressed_to: str,
    actor: Actor,
    *,
    now: datetime,
) -> OfficialLetter:
    letter = OfficialLetter(
        forum_id=forum.id,
        number=number,
        dated_on=dated_on,
        addressed_to=addressed_to,
        created_at=now,
        created_by_id=actor.account_id,
    )
    _fill(letter, text)
    db.session.add(letter)
    db.session.flush()  # the journal and the page name its id
    return letter


def _fill(letter: OfficialLetter, text: OfficialText) -> None:
    for each in fields(text):
        setattr(letter, each.name, getattr(text, each.name))


def _note(
    how: str, forum: Forum, letters: Iterable[OfficialLetter], *, actor: Actor, now: datetime
) -> None:
    for letter in letters:
        record(
            f"official_letter.{how}",
            "official_letter",
            letter.public_id,
            actor=actor,
            now=now,
            forum_id=forum.id,
        )
