"""Two sign-ups of one person for one forum become one."""

from datetime import datetime

from sqlalchemy import delete, update

from forum.accounts.models import Person
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.questionnaires import privacy as questionnaires
from forum.signups.errors import BothPresent
from forum.signups.logic.states import ACTIVE, SignupState
from forum.signups.models.places import AccessNeeds, Companion, Scan, Signup, Ticket
from forum.signups.queries.persons import list_doubled, signups_of
from forum.signups.queries.respondents import respondent
from forum.signups.service.changing import end
from forum.signups.service.replacing import forget_keys
from forum.signups.service.tickets import resend_ticket, revoke_tickets


def join_signups(kept: int, double: int, *, actor: Actor, now: datetime) -> None:
    """Give all the double's sign-ups to the person who is kept; of two for one forum the better.

    The other ends, its seat goes to the line, and an empty row of a person keeps it for the counts.
    Tickets of the double open nothing any more: whoever signed up under somebody's name must not
    get at their place. Raises BothPresent where both were seen at the same forum.
    """
    pairs = list_doubled(kept, double)
    if any(worse.check_in is not None for _better, worse in pairs):
        raise BothPresent
    for signup in signups_of(double):
        revoke_tickets(signup, now=now)
    for better, worse in pairs:
        forum_for(actor, better.forum.public_id, Permission.SIGNUP_MANAGE, lock=True)
        _join(kept, better, worse, actor=actor, now=now)
    for signup in signups_of(double):
        signup.person_id = kept
        resend_ticket(signup, request_key=f"merged-{signup.public_id}", now=now)
    db.session.flush()  # nothing of the double is left when it is emptied


def strip(signup: Signup) -> None:
    """Leave of a sign-up only that somebody of a sector was there."""
    db.session.execute(delete(Companion).where(Companion.signup_id == signup.id))
    db.session.execute(delete(Scan).where(Scan.signup_id == signup.id))
    forget_keys(signup)
    signup.needs = None
    signup.organisation = None
    signup.organisation_name = ""
    signup.network = None
    signup.helped_by_id = None
    signup.gender = signup.province = signup.region = None
    signup.decision_note = ""
    signup.invitation_id = None
    signup.group_id = None
    signup.block_id = None


def _join(kept: int, better: Signup, worse: Signup, *, actor: Actor, now: datetime) -> None:
    shell = Person(given_name="", language="th", created_at=now, erased_at=now)
    db.session.add(shell)
    _hand_over(better, worse)
    is_double = better.person_id != kept
    worse.person = shell
    db.session.flush()  # one sign-up a person and forum, at every moment
    if is_double:
        better.person_id = kept
        tickets = update(Ticket).where(Ticket.signup_id == worse.id, Ticket.revoked_at.is_(None))
        db.session.execute(tickets.values(signup_id=better.id))
    if worse.state in ACTIVE and now < worse.forum.ends_at:
        end(worse, SignupState.CANCELLED, actor=actor, now=now)
    elif worse.state in ACTIVE:
        worse.state, worse.ended_at = SignupState.CANCELLED, now
    strip(worse)
    revoke_tickets(worse, now=now)


def _hand_over(better: Signup, worse: Signup) -> None:
    """What only the other said: needs, a table, and answers to questions."""
    better.block_id = better.block_id or worse.block_id
    if better.needs is None and worse.needs is not None:
        text = worse.needs.text
        worse.needs = None
        better.needs = AccessNeeds(text=text)
    questionnaires.merge(respondent(worse).key, respondent(better))
