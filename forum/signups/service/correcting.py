"""Putting right what somebody said when they signed up: by themselves, and by the organiser."""

from collections.abc import Iterable
from datetime import datetime

from forum.accounts.logic import Corrected
from forum.accounts.models import Person
from forum.accounts.ports import belongs_only
from forum.accounts.queries import find_account_of
from forum.accounts.service.correcting import name_as_typed, write_person
from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.permissions import INSTALLATION, Permission
from forum.directory.models import Network
from forum.directory.queries import find_network, find_organisation_named, find_sector
from forum.events.logic.stages import is_signup_open
from forum.journal.service import record
from forum.signups.access import own_signup, signup_for
from forum.signups.errors import (
    AddressNeeded,
    ForumOver,
    NotOfForumAlone,
    SectorFixed,
    SectorFull,
    SectorTaken,
    UnknownSector,
)
from forum.signups.logic.applicants import Said
from forum.signups.logic.states import ACTIVE, DrawState, SeatMode, SignupState
from forum.signups.models.places import AccessNeeds, Signup
from forum.signups.queries.draw import list_keys
from forum.signups.queries.settings import rules_of
from forum.signups.service.changing import move
from forum.signups.service.tickets import issue_ticket, resend_ticket, revoke_tickets


def correct_own_place(
    forum_id: str, said: Said, *, actor: Actor, now: datetime, ticket_ids: Iterable[int] = ()
) -> Signup:
    """Put right what one said when signing up, until the forum is over.

    Sector and network move a seat by the rule of late changes, and by oneself only while
    `may_move_oneself`. Raises SectorFixed, SectorTaken, UnknownSector, ForumOver, NotFound.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    if signup.state not in ACTIVE or now >= signup.forum.ends_at:
        raise ForumOver
    moves = (said.sector, said.network) != (signup.sector.code, _network_id(signup))
    if moves and not may_move_oneself(signup, now):
        raise SectorFixed
    changed = _describe(signup, said)
    _note(signup, changed, actor=actor, now=now)
    try:
        _move(signup, said, actor=actor, now=now)
    except SectorFull:
        raise SectorTaken from None
    return signup


def may_move_oneself(signup: Signup, now: datetime) -> bool:
    """Whether sector and network are still one's own to choose: as long as anybody may sign up.

    Not with an invitation that names one, not once a draw is fixed or the organiser said yes to
    somebody of this sector, not once one is checked in.
    """
    forum, invitation = signup.forum, signup.invitation
    is_open = is_signup_open(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now)
    is_given = invitation is not None and (invitation.sector_id or invitation.network_id)
    loose = {DrawState.PREPARED, DrawState.CANCELLED}
    is_drawn = any(each.draw.state not in loose for each in list_keys(signup.id))
    is_direct = rules_of(forum.id).mode is SeatMode.DIRECT
    is_answered = not is_direct and signup.state is not SignupState.APPLIED
    is_fixed = is_given or is_drawn or is_answered or signup.check_in is not None
    return is_open and not is_fixed


def correct_person(
    forum_id: str,
    signup_id: str,
    corrected: Corrected,
    said: Said,
    *,
    email: str | None,
    actor: Actor,
    now: datetime,
    secret: str,
) -> Signup:
    """The organiser puts right what somebody told them (SIGNUP_MANAGE); needs stay the person's.

    Name and contact of whoever has an account or belongs to other forums, too, are not one
    organiser's to change. With another address the tickets sent before open nothing any more, and a
    new one goes there. Raises NotOfForumAlone, AddressNeeded, SectorFull, UnknownSector, NotFound.
    """
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_MANAGE, lock=True)
    person, scope = signup.person, signup.forum.scope
    if person.erased_at is not None:
        raise NotFound
    name = name_as_typed(person, corrected)
    is_other = (name.prefix, name.given, name.family, corrected.phone, email) != (
        person.prefix, person.given_name, person.family_name, person.phone, person.email,
    )  # fmt: skip
    if is_other and not is_correctable(signup, actor):
        raise NotOfForumAlone
    if person.email and not email:
        raise AddressNeeded
    is_new_address = email != person.email
    write_person(person, name, corrected.phone, actor=actor, now=now, scope=scope, email=email)
    _note(signup, _name_organisation(signup, said), actor=actor, now=now)
    _move(signup, said, actor=actor, now=now)
    if is_new_address:
        _send_anew(signup, actor=actor, now=now, secret=secret)
    return signup


def is_correctable(signup: Signup, actor: Actor) -> bool:
    """Whether the actor may change the person's name and contact, too."""
    person: Person = signup.person
    if actor.may(Permission.PERSON_MANAGE, INSTALLATION):
        return True
    return find_account_of(person.id) is None and belongs_only.only(person.id, signup.forum.scope)


def _send_anew(signup: Signup, *, actor: Actor, now: datetime, secret: str) -> None:
    revoke_tickets(signup, now=now)
    ticket = issue_ticket(signup, secret=secret, now=now)
    # Somebody else vouches for this address: it proves nothing of whose other letters these are.
    signup.helped_by_id = actor.account_id or signup.helped_by_id
    resend_ticket(signup, request_key=ticket.serial, now=now)


def _describe(signup: Signup, said: Said) -> list[str]:
    changed = _name_organisation(signup, said)
    needs = signup.needs.text if signup.needs else ""
    if said.needs != needs:
        changed.append("needs")
        if signup.needs is not None and said.needs:
            signup.needs.text = said.needs
        else:
            signup.needs = AccessNeeds(text=said.needs) if said.needs else None
    return changed


def _name_organisation(signup: Signup, said: Said) -> list[str]:
    if said.organisation == signup.organisation_name:
        return []
    signup.organisation = find_organisation_named(said.organisation)
    signup.organisation_name = said.organisation
    return ["organisation"]


def _move(signup: Signup, said: Said, *, actor: Actor, now: datetime) -> None:
    sector = find_sector(said.sector)
    if sector is None:
        raise UnknownSector
    network: Network | None = find_network(said.network) if said.network else None
    if said.network == _network_id(signup):
        network = signup.network  # also one that is out of use
    move(signup, sector, network, actor=actor, now=now)


def _network_id(signup: Signup) -> str | None:
    return signup.network.public_id if signup.network else None


def _note(signup: Signup, changed: list[str], *, actor: Actor, now: datetime) -> None:
    """That it was put right, and which parts of it; never what they said."""
    if changed:
        record(
            "signup.corrected", "signup", signup.public_id,
            actor=actor, now=now, forum_id=signup.forum_id, changed=changed,
        )  # fmt: skip
