"""What sign-ups hold of a person: handed out, erased, joined with a double's."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select, true

from forum.accounts.models import Person
from forum.accounts.ports import Held
from forum.accounts.queries import forums_of, marks_of
from forum.core.actor import SYSTEM, Actor
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_
from forum.core.permissions import Permission, Scope, ScopeKind
from forum.events.access import forum_for
from forum.language.redaction import NAME_MARKERS, Marks
from forum.questionnaires import privacy as questionnaires
from forum.signups.logic.states import ACTIVE, DrawState, SignupState
from forum.signups.models.draws import Draw
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.places import Scan, Signup
from forum.signups.models.seats import Invitation
from forum.signups.queries.draw import list_keys
from forum.signups.queries.people import find_of_person
from forum.signups.queries.persons import is_address_proven, signups_of
from forum.signups.queries.respondents import respondent
from forum.signups.service.changing import end
from forum.signups.service.doubles import join_signups, strip

HELD = Held(
    title=N_("Your sign-ups"),
    goes=N_(
        "Your places at forums to come (the seats go to the next in line), your organisation, "
        "network, gender and province, what you need, who comes along, your answers to the "
        "organiser's questions, your tickets, invitations to your address, and your name on letters "
        "of your forums that were written to you."
    ),
    stays=N_(
        "That somebody of your sector was signed up and, if so, present: for the counts. Draws that "
        "took place can be recounted; they name nobody. A wish not to be written to, as a code."
    ),
    words={
        "signups": N_("Sign-ups"),
        "forum_starts_at": N_("Begins"),
        "sector": N_("Sector"),
        "organisation": N_("Organisation"),
        "network": N_("Network"),
        "gender": N_("Gender"),
        "province": N_("Province"),
        "access_needs": N_("What you need"),
        "companions": N_("Who comes along"),
        "decision_note": N_("What the organiser answered"),
        "signed_up_at": N_("Signed up"),
        "ended_at": N_("Ended"),
        "checked_in_at": N_("Checked in"),
        "checked_in_by": N_("Checked in by"),
        "draws": N_("Draws you were in"),
        "drawn_as": N_("Drawn as"),
        "key": N_("Your key in it"),
        "scans": N_("When your ticket was scanned"),
        "invitations": N_("Invitations to you"),
        "recipient": N_("Invited"),
        "seats": N_("Seats"),
        "note": N_("Note"),
        "questionnaires": N_("Answers to questions"),
        "round": N_("Round"),
        "sent_on": N_("Sent"),
        "question": N_("Question"),
        "options": N_("Options"),
        "is_sensitive": N_("Sensitive"),
        "group": N_("Group"),
        "table": N_("Table"),
        # states and the like, as the export writes them
        "seated": N_("Seated"),
        "waiting": N_("Waiting"),
        "applied": N_("Applied"),
        "offered": N_("Offered"),
        "declined": N_("Declined"),
        "withdrawn": N_("Withdrawn"),
        "cancelled": N_("Cancelled"),
        "woman": N_("Woman"),
        "man": N_("Man"),
        "other": N_("Other"),
        "ticket": N_("By ticket"),
        "self": N_("By themselves"),
        "helper": N_("By a helper"),
        "live": N_("By joining the live page"),
    },
)


def export(person_id: int) -> dict[str, Any]:
    """Everything sign-ups know of a person, ready for JSON."""
    signups = signups_of(person_id)
    keys = [respondent(signup).key for signup in signups]
    return {
        "signups": [_exported(signup) for signup in signups],
        "questionnaires": questionnaires.export(keys),
        "invitations": [
            {
                "recipient": each.recipient,
                "email": each.email,
                "seats": each.seats,
                "note": each.note,
            }
            for each in _invitations(person_id)
        ],
    }


def erase(person_id: int) -> None:
    """Leave of a person's sign-ups only that somebody of a sector was there.

    Places at forums to come are given back, and the next in line moves up. Runs inside the
    transaction of whoever erases the person.
    """
    moment = now()
    _erase_invitations(person_id)
    _erase_letters(person_id)
    for signup in signups_of(person_id):
        if signup.state in ACTIVE and signup.check_in is None and moment < signup.forum.ends_at:
            forum_for(SYSTEM, signup.forum.public_id, Permission.SIGNUP_MANAGE, lock=True)
            end(signup, SignupState.WITHDRAWN, actor=SYSTEM, now=moment)
        questionnaires.erase([respondent(signup).key])
        strip(signup)
        for ticket in signup.tickets:
            ticket.revoked_at = ticket.revoked_at or moment


def merge(kept: int, double: int) -> None:
    """The double's sign-ups are the person's; of two for one forum the better one stays."""
    join_signups(kept, double, actor=SYSTEM, now=now())


def redact(person_id: int, marks: Marks) -> None:
    """Take the person out of invitations and official letters of their forums."""
    forums = forums_of(person_id)
    for row in db.session.scalars(select(Invitation).where(Invitation.forum_id.in_(forums))):
        row.recipient = marks.taken_out(row.recipient, row.language)
        row.note = marks.taken_out(row.note, row.language)
    given_up = select(Draw).where(Draw.forum_id.in_(forums), Draw.state == DrawState.CANCELLED)
    for draw in db.session.scalars(given_up):
        draw.problem = marks.taken_out(draw.problem or "", "th")
    for letter in db.session.scalars(
        select(OfficialLetter).where(OfficialLetter.forum_id.in_(forums))
    ):
        _take_out_of_letter(letter, marks)


def end_with_consent(
    person_id: int, scope: Scope, purpose: str, actor: Actor, moment: datetime
) -> None:
    """Without the consent to organise there is no seat (`accounts.consent_withdrawn`).

    Who is present, or came to a forum that is over, has nothing to give back.
    """
    if purpose != "organising" or scope.kind is not ScopeKind.FORUM:
        return
    signup = find_of_person(scope.id, person_id)
    if signup is None or signup.state not in ACTIVE or signup.check_in is not None:
        return
    if moment < signup.forum.ends_at:
        forum_for(actor, signup.forum.public_id, lock=True)
        end(signup, SignupState.WITHDRAWN, actor=actor, now=moment)


def _invitations(person_id: int) -> list[Invitation]:
    """Those to the person's address, where nobody else is reached by it.

    An address that a helper or an organiser wrote down proves nothing: it reaches invitations to
    the person's own forums only, or a helper could read and destroy those to anybody anywhere.
    """
    person = db.session.get_one(Person, person_id)
    if person.email is None:
        return []
    reached: ColumnElement[bool] = Invitation.forum_id.in_(forums_of(person_id))
    if is_address_proven(person):
        reached = true()
    others = exists().where(
        Person.email == person.email, Person.id != person_id, Person.erased_at.is_(None)
    )
    query = select(Invitation).where(Invitation.email == person.email, ~others, reached)
    return list(db.session.scalars(query.order_by(Invitation.id)))


def _erase_invitations(person_id: int) -> None:
    marks = marks_of(person_id)
    for row in _invitations(person_id):
        letters = select(OfficialLetter).where(OfficialLetter.invitation_id == row.id)
        for letter in db.session.scalars(letters):
            letter.addressed_to = NAME_MARKERS["th"]
            _take_out_of_letter(letter, marks)
        row.recipient = NAME_MARKERS.get(row.language, NAME_MARKERS["en"])
        row.email, row.note = None, ""


def _erase_letters(person_id: int) -> None:
    """Take the person out of letters of their forums that were addressed to them by whole name.

    Those that go with an invitation follow it; these were written to anybody. What else is typed
    about people at their forums stays, unless the staff sees to it (`redact`).
    """
    marks = marks_of(person_id)
    if not marks.name.family:  # a name of one part is many people's
        return
    query = select(OfficialLetter).where(OfficialLetter.forum_id.in_(forums_of(person_id)))
    for letter in db.session.scalars(query):
        if marks.is_in(letter.addressed_to):
            _take_out_of_letter(letter, marks)


def _take_out_of_letter(letter: OfficialLetter, marks: Marks) -> None:
    letter.addressed_to = marks.taken_out(letter.addressed_to, "th")
    for name in ("subject", "body", "enclosures", "contact"):
        setattr(letter, name, marks.taken_out_of(getattr(letter, name), "th"))


def _exported(signup: Signup) -> dict[str, Any]:
    came = signup.check_in
    return {
        "forum": signup.forum.title,
        "forum_starts_at": signup.forum.starts_at.isoformat(),
        "state": signup.state.value,
        "sector": signup.sector.name,
        "organisation": signup.organisation_name,
        "network": signup.network.name if signup.network else None,
        "gender": signup.gender.value if signup.gender else None,
        "province": signup.province,
        "group": signup.group.code if signup.group else None,
        "table": signup.block.name if signup.block else None,
        "access_needs": signup.needs.text if signup.needs else None,
        "companions": [
            f"{each.given_name} {each.family_name}".strip() for each in signup.companions
        ],
        "decision_note": signup.decision_note,
        "scans": [each.isoformat() for each in _scans(signup)],
        "signed_up_at": signup.applied_at.isoformat(),
        "ended_at": signup.ended_at.isoformat() if signup.ended_at else None,
        "checked_in_at": came.at.isoformat() if came else None,
        "checked_in_by": came.channel.value if came else None,
        "draws": [{"key": each.key, "drawn_as": each.role.value} for each in list_keys(signup.id)],
    }


def _scans(signup: Signup) -> list[datetime]:
    query = select(Scan.scanned_at).where(Scan.signup_id == signup.id).order_by(Scan.id)
    return list(db.session.scalars(query))
