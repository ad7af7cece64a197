"""Signing up: by oneself, again after withdrawing, and with a coordinator's help."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.accounts.logic import CONSENTS
from forum.accounts.models import Consent, Person
from forum.accounts.service.consents import agree
from forum.accounts.service.people import create_person
from forum.core.actor import Actor, ActorKind
from forum.core.db import db
from forum.core.ids import ALPHABET
from forum.core.permissions import Permission
from forum.directory.queries import find_organisation_named
from forum.events.access import forum_for
from forum.events.logic.stages import AHEAD, is_signup_open
from forum.events.models import Forum
from forum.journal.service import record
from forum.signups.access import own_signup
from forum.signups.errors import ConsentNeeded, EndedByOrganiser, PageSentBefore, SignupClosed
from forum.signups.logic.applicants import Applicant, name_of
from forum.signups.logic.seats import Standing
from forum.signups.logic.states import ACTIVE, HOLDING, SignupChannel, SignupState
from forum.signups.models.places import AccessNeeds, Companion, Signup, SignupGroup
from forum.signups.queries.line import count_waiting
from forum.signups.queries.people import (
    find_by_request,
    find_of_person,
    find_same_contact,
    number_in_line,
)
from forum.signups.service.answers import keep_answers
from forum.signups.service.booking import Booking, book, book_again, standing_for
from forum.signups.service.promoting import seat_by_invitation
from forum.signups.service.tickets import issue_ticket, queue_confirmation, resend_ticket

GROUP_CODE_LENGTH = 8  # 30 ** 8: nobody guesses their way into a group
NEEDED = frozenset(text.purpose for text in CONSENTS.values() if text.is_needed)


@dataclass(frozen=True)
class Outcome:
    """What signing up led to.

    `standing` and `number` (in line; 0 with a seat) are what the page tells. `is_shown` says
    whether the sender may see the ticket at once, on this device; if not, it goes to the address
    given and nowhere else, and what the page tells is the same for a known and an unknown address.
    """

    signup: Signup
    standing: Standing
    number: int
    is_shown: bool


def sign_up(
    forum_id: str, applicant: Applicant, *, actor: Actor, now: datetime, secret: str
) -> Outcome:
    """Give the applicant a seat, a turn in the line, or an answer to come. `forum_id` is public.

    The same sending (request key) counts once. Whoever is signed in, or has opened a ticket of
    this forum, has one place there: coming again returns it. From a visitor, an address and name
    that have a place already make nothing new: the ticket is sent again to the address (at most
    three letters an hour), and the answer is the one a new applicant would get now. A telephone
    number cannot be written to and so proves nothing: without an address every sending is a new
    person, shown to the organiser as a likely double.

    What can still be seen from outside: the public counts of seats change for a new applicant only.

    An invitation holds outside of the window, too, until it expires or the forum begins; the system
    is not held by the window at all. Raises SignupClosed, ConsentNeeded, PageSentBefore and
    EndedByOrganiser where the sign-up has ended, and what `booking` raises.
    """
    forum = forum_for(actor, forum_id, lock=True)
    earlier = find_by_request(forum.id, applicant.request_key) or _own_place(actor, forum)
    if earlier is not None and earlier.state in ACTIVE:
        return _outcome(earlier, is_shown=_is_shown(earlier, applicant, actor))
    _refuse_unready(forum, applicant, actor, now)
    if earlier is not None:
        _refuse_ended(earlier, applicant, actor)
    booking = book(forum, applicant, now=now)
    standing = standing_for(booking)
    if actor.kind is ActorKind.ACCOUNT:
        signup = _sign_up_account(forum, applicant, booking, actor, now=now, secret=secret)
        return _outcome(signup, is_shown=True)
    known = _find_known(forum, applicant)
    if known is not None:
        return _answer_known(known, applicant, booking, standing, actor, now=now)
    person = new_person(applicant, now)
    signup = place(forum, person, applicant, booking, SignupChannel.SELF, actor, now=now)
    issue_ticket(signup, secret=secret, now=now)
    queue_confirmation(signup, now=now)
    return _outcome(signup, is_shown=applicant.email is None)


def assist_sign_up(
    forum_id: str, applicant: Applicant, *, actor: Actor, now: datetime, secret: str
) -> Outcome:
    """Sign up somebody who has neither e-mail nor telephone; who helped is written down.

    For coordinators (SIGNUP_ASSIST). The consents are those that were read aloud and agreed to.
    Raises as `sign_up`; the helper is held by the window, too.
    """
    forum = forum_for(actor, forum_id, Permission.SIGNUP_ASSIST, lock=True)
    earlier = find_by_request(forum.id, applicant.request_key)
    if earlier is not None:
        return _outcome(earlier, is_shown=True)
    _refuse_unready(forum, applicant, actor, now)
    booking = book(forum, applicant, now=now)
    person = new_person(applicant, now)
    signup = place(forum, person, applicant, booking, SignupChannel.ASSISTED, actor, now=now)
    if actor.kind is ActorKind.ACCOUNT:
        signup.helped_by_id = actor.id
    issue_ticket(signup, secret=secret, now=now)
    queue_confirmation(signup, now=now)
    return _outcome(signup, is_shown=True)


def sign_up_again(
    forum_id: str, ticket_ids: Iterable[int], request_key: str, *, actor: Actor, now: datetime
) -> Signup:
    """Take a withdrawal back: the same person signs up anew, at the end of the line.

    Nothing is asked again; the consent that a seat needs is given with it. For whoever has a place
    already, nothing changes. Raises SignupClosed outside of the window, or where the organiser
    cancelled the sign-up.
    """
    signup = own_signup(actor, forum_id, tuple(ticket_ids), lock=True)
    if signup.state in ACTIVE:
        return signup
    forum = signup.forum
    is_open = is_signup_open(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now)
    if not is_open or signup.state is not SignupState.WITHDRAWN:
        raise SignupClosed
    signup.request_key = request_key
    booking = book_again(signup, now=now)
    signup.invitation = booking.reserved.invitation if booking.reserved else None
    _begin(signup, standing_for(booking), now=now)
    person, language = signup.person, signup.language
    agree(person, forum.scope, "organising", language=language, actor=actor, now=now)
    record("signup.made_again", "signup", signup.public_id, actor=actor, now=now, forum_id=forum.id)
    queue_confirmation(signup, now=now)
    return signup


def _own_place(actor: Actor, forum: Forum) -> Signup | None:
    place = actor.place_in(forum.id)
    if place is None and actor.kind is ActorKind.ACCOUNT and actor.person_id is not None:
        return find_of_person(forum.id, actor.person_id)
    return db.session.get(Signup, place.signup_id) if place is not None else None


def _is_shown(signup: Signup, applicant: Applicant, actor: Actor) -> bool:
    """Whether the sender of a repeated page may see the ticket: if it is theirs, or had no address."""
    place = actor.place_in(signup.forum_id)
    is_own = place is not None and place.signup_id == signup.id
    is_account = actor.person_id is not None and actor.person_id == signup.person_id
    is_same_page = signup.request_key == applicant.request_key and signup.person.email is None
    return is_own or is_account or is_same_page


def _refuse_unready(forum: Forum, applicant: Applicant, actor: Actor, now: datetime) -> None:
    is_open = is_signup_open(forum.stage, forum.signup_opens_at, forum.signup_closes_at, now)
    is_invited = applicant.invitation is not None and forum.stage in AHEAD
    if not is_open and not is_invited and actor.kind is not ActorKind.SYSTEM:
        raise SignupClosed
    if not applicant.consents >= NEEDED:
        raise ConsentNeeded


def _refuse_ended(earlier: Signup, applicant: Applicant, actor: Actor) -> None:
    """An ended sign-up begins again for its own person alone, and not against the organiser's word."""
    if actor.kind is not ActorKind.ACCOUNT or actor.person_id != earlier.person_id:
        raise PageSentBefore
    if earlier.state is not SignupState.WITHDRAWN and applicant.invitation is None:
        raise EndedByOrganiser


def _find_known(forum: Forum, applicant: Applicant) -> Signup | None:
    if applicant.email is None:
        return None
    return find_same_contact(forum.id, applicant.email, applicant.given_name, applicant.family_name)


def _answer_known(
    known: Signup,
    applicant: Applicant,
    booking: Booking,
    standing: Standing,
    actor: Actor,
    *,
    now: datetime,
) -> Outcome:
    """Send the ticket to its address again; tell what a new applicant would be told.

    Whoever comes with an invitation gives its seat to whom they name: somebody who waits is seated.
    """
    if booking.reserved and known.state not in HOLDING:
        seat_by_invitation(known, booking.reserved, actor=actor, now=now)
    in_line = count_waiting(known.forum_id, booking.seats.pool_id, booking.sector.id)
    resend_ticket(known, request_key=applicant.request_key, now=now)
    number = in_line + 1 if standing is Standing.WAITING else 0
    return Outcome(known, standing, number, is_shown=False)


def _sign_up_account(
    forum: Forum,
    applicant: Applicant,
    booking: Booking,
    actor: Actor,
    *,
    now: datetime,
    secret: str,
) -> Signup:
    """For the person of an account: a new sign-up, or their ended one begun again."""
    person = db.session.get_one(Person, actor.person_id)
    ended = find_of_person(forum.id, person.id)
    if ended is None:
        signup = place(forum, person, applicant, booking, SignupChannel.SELF, actor, now=now)
        issue_ticket(signup, secret=secret, now=now)
    else:
        signup = ended
        _describe(signup, applicant, booking, now=now)
        _begin(signup, standing_for(booking), now=now)
        _record_consents(person, forum, applicant, actor, now=now)
        keep_answers(signup, applicant.answers, now=now)
    queue_confirmation(signup, now=now)
    return signup


def new_person(applicant: Applicant, now: datetime) -> Person:
    """The person that an applicant says they are."""
    name = name_of(applicant.given_name, applicant.family_name)
    person = create_person(
        name.given,
        name.family,
        prefix=name.prefix,
        email=applicant.email,
        phone=applicant.phone,
        language=applicant.language,
        now=now,
    )
    db.session.flush()  # consents name the person's id
    return person


def place(
    forum: Forum,
    person: Person,
    applicant: Applicant,
    booking: Booking,
    channel: SignupChannel,
    actor: Actor,
    *,
    now: datetime,
    standing: Standing | None = None,
) -> Signup:
    """Give somebody the place they asked for: by the rules, or the `standing` decided elsewhere.

    The forum is locked.
    """
    signup = Signup(forum=forum, person=person, channel=channel)
    with db.session.no_autoflush:  # a half-made row must not be counted or written
        _describe(signup, applicant, booking, now=now)
        _begin(signup, standing or standing_for(booking), now=now)
    db.session.add(signup)
    db.session.flush()  # letters, tickets and the journal name its ids
    _record_consents(person, forum, applicant, actor, now=now)
    keep_answers(signup, applicant.answers, now=now)
    record("signup.made", "signup", signup.public_id, actor=actor, now=now, forum_id=forum.id)
    return signup


def _describe(signup: Signup, applicant: Applicant, booking: Booking, *, now: datetime) -> None:
    """Keep what the applicant says of themselves now, whatever the directory says later."""
    signup.sector = booking.sector
    signup.network = booking.network
    signup.organisation = find_organisation_named(applicant.organisation)
    signup.organisation_name = applicant.organisation
    signup.pool = booking.pool
    signup.gender = booking.gender
    signup.province = booking.province
    signup.region = booking.region
    signup.invitation = booking.reserved.invitation if booking.reserved else None
    signup.party_size = booking.party.size
    signup.companions = [
        Companion(given_name=each.given_name, family_name=each.family_name, kind=each.kind)
        for each in applicant.comers
    ]
    signup.group = booking.group or _new_group(signup.forum, applicant, booking, now=now)
    signup.language = applicant.language
    signup.request_key = applicant.request_key
    signup.needs = AccessNeeds(text=applicant.needs) if applicant.needs else None


def _new_group(
    forum: Forum, applicant: Applicant, booking: Booking, *, now: datetime
) -> SignupGroup | None:
    if not applicant.starts_group or not booking.rules.has_groups or booking.reserved:
        return None
    code = "".join(secrets.choice(ALPHABET) for _ in range(GROUP_CODE_LENGTH))
    return SignupGroup(forum=forum, code=code, created_at=now)


def _begin(signup: Signup, standing: Standing, *, now: datetime) -> None:
    """Seated, waiting or applied, as of now. The forum is locked."""
    signup.applied_at = now
    signup.ended_at = None
    signup.offer_expires_at = None
    signup.state = SignupState(standing)
    signup.seated_at = now if standing is Standing.SEATED else None


def _record_consents(
    person: Person, forum: Forum, applicant: Applicant, actor: Actor, *, now: datetime
) -> None:
    """One row for each purpose agreed to, with the version of the text that was shown.

    Somebody's account stands beside it only where it wrote the consent of another person down.
    """
    is_helped = actor.kind is ActorKind.ACCOUNT and actor.person_id != person.id
    for purpose in sorted(applicant.consents & CONSENTS.keys()):
        db.session.add(
            Consent(
                person_id=person.id,
                scope_kind=forum.scope.kind,
                scope_id=forum.scope.id,
                purpose=purpose,
                text_version=CONSENTS[purpose].version,
                language=applicant.language,
                given_at=now,
                recorded_by_id=actor.id if is_helped else None,
            )
        )


def _outcome(signup: Signup, *, is_shown: bool) -> Outcome:
    told = {
        SignupState.WAITING: Standing.WAITING,
        SignupState.APPLIED: Standing.APPLIED,
    }
    standing = told.get(signup.state, Standing.SEATED)
    return Outcome(signup, standing, number_in_line(signup), is_shown)
