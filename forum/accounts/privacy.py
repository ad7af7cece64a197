"""What accounts hold of a person: who they are, how they sign in, their roles, their consents."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from forum.accounts.logic import CONSENTS, OPENED_WORDS
from forum.accounts.models import Account, Consent, Grant, Opening, Person, SignInLink
from forum.accounts.ports import Held
from forum.accounts.queries import find_account_of, list_consents, list_openings_of
from forum.core.actor import ActorKind
from forum.core.clock import now
from forum.core.db import db
from forum.core.i18n import N_, localised
from forum.journal.models import JournalEntry
from forum.live.notices import close_owner

HELD = Held(
    title=N_("You and your account"),
    goes=N_(
        "Your name, e-mail address and telephone number, your account with its roles and sign-in "
        "links, your consents, and the list of who opened your data."
    ),
    stays=N_(
        "An empty row with a random number, for what counts people, and the journal of acts, which "
        "names numbers only. Backups hold older copies until they expire."
    ),
    words={
        "person": N_("Person"),
        "prefix": N_("Prefix"),
        "given_name": N_("Given name"),
        "family_name": N_("Family name"),
        "email": N_("E-mail"),
        "phone": N_("Telephone"),
        "language": N_("Language"),
        "known_since": N_("Known since"),
        "account": N_("Account"),
        "last_seen_at": N_("Last signed in"),
        "has_password": N_("Has a password"),
        "roles": N_("Roles"),
        "role": N_("Role"),
        "where": N_("Where"),
        "since": N_("Since"),
        "until": N_("Until"),
        "sign_in_links": N_("Sign-in links"),
        "made_at": N_("Made"),
        "used_at": N_("Used"),
        "consents": N_("Consents"),
        "purpose": N_("Purpose"),
        "text": N_("Text"),
        "version": N_("Version"),
        "given_at": N_("Given"),
        "withdrawn_at": N_("Withdrawn"),
        "recorded_by_another": N_("Written down by somebody else"),
        "openings": N_("Who opened your data"),
        "day": N_("Day"),
        "what": N_("What"),
        "by": N_("By"),
        "reason": N_("Reason"),
        "acts": N_("What you did, by the journal"),
        "act": N_("Act"),
        "at": N_("When"),
        # purposes, roles and the like, as the export writes them
        "organising": N_("Running the forum"),
        "name_in_minutes": N_("Name in the minutes"),
        "photos": N_("Photographs"),
        "next_forums": N_("Next forums"),
        "installation": N_("Everywhere"),
        "programme": N_("Programme"),
        "administrator": N_("administrator"),
        "organiser": N_("organiser"),
        "facilitator": N_("facilitator"),
        "rapporteur": N_("rapporteur"),
        "coordinator": N_("coordinator"),
        **{f"what.{what}": word for what, word in OPENED_WORDS.items()},
    },
)


def export(person_id: int) -> dict[str, Any]:
    """Everything accounts know of a person, ready for JSON."""
    person = db.session.get_one(Person, person_id)
    account = find_account_of(person_id)
    return {
        "person": {
            "prefix": person.prefix,
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
            "phone": person.phone,
            "language": person.language,
            "known_since": person.created_at.isoformat(),
        },
        **(_account(account) if account else {}),
        "consents": [_consent(each) for each in list_consents(person_id)],
        "openings": [
            {
                "day": each.day.isoformat(),
                "what": each.what,
                "by": each.account.person.name if each.account else None,
                "reason": each.reason,
            }
            for each in list_openings_of(person_id)
        ],
    }


def erase(person_id: int) -> None:
    """Empty the person and take away how they sign in; what others still refer to is their number.

    The last to be called: others look for the name first.
    """
    account = find_account_of(person_id)
    if account is not None:
        close_owner(f"account-{account.id}")
        for table in (SignInLink, Grant):
            db.session.execute(delete(table).where(table.account_id == account.id))
        db.session.execute(delete(Account).where(Account.id == account.id))
    db.session.execute(delete(Consent).where(Consent.person_id == person_id))
    db.session.execute(delete(Opening).where(Opening.person_id == person_id))
    _empty(person_id, now())


def merge(kept: int, double: int) -> None:
    """The consents of forums that only the double knew move over; the double's name goes."""
    known = {(c.scope_kind, c.scope_id) for c in list_consents(kept)}
    for consent in list_consents(double):
        if (consent.scope_kind, consent.scope_id) in known:
            db.session.delete(consent)
        else:
            consent.person_id = kept
    db.session.flush()  # the relationship must not take them along with the double
    _move_openings(kept, double)
    _empty(double, now())


def _empty(person_id: int, moment: datetime) -> None:
    nothing = {"prefix": "", "given_name": "", "family_name": "", "email": None, "phone": None}
    db.session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(**nothing, language="th", erased_at=moment)
    )


def _move_openings(kept: int, double: int) -> None:
    """One row a day for the same thing: what is there already is not moved."""
    there = {_same(each) for each in list_openings_of(kept)}
    for opening in list_openings_of(double):
        if _same(opening) in there:
            db.session.delete(opening)
        else:
            opening.person_id = kept
    db.session.flush()  # as above


def _same(opening: Opening) -> tuple[object, ...]:
    return (opening.account_id, opening.what, opening.scope_kind, opening.scope_id, opening.day)


def _account(account: Account) -> dict[str, Any]:
    links = select(SignInLink).where(SignInLink.account_id == account.id).order_by(SignInLink.id)
    acts = (
        select(JournalEntry)
        .where(JournalEntry.actor_kind == ActorKind.ACCOUNT, JournalEntry.actor_id == account.id)
        .order_by(JournalEntry.id)
    )
    return {
        "account": {
            "email": account.email,
            "since": account.created_at.isoformat(),
            "last_seen_at": _moment(account.last_seen_at),
            "has_password": account.password is not None,
        },
        "roles": [
            {
                "role": grant.role.value,
                "where": grant.scope_kind.value,
                "since": grant.granted_at.isoformat(),
                "until": _moment(grant.ends_at),
            }
            for grant in account.grants
        ],
        "sign_in_links": [
            {"made_at": link.created_at.isoformat(), "used_at": _moment(link.used_at)}
            for link in db.session.scalars(links)
        ],
        "acts": [{"at": e.at.isoformat(), "act": e.code} for e in db.session.scalars(acts)],
    }


def _consent(consent: Consent) -> dict[str, Any]:
    known = CONSENTS.get(consent.purpose)
    return {
        "purpose": consent.purpose,
        "text": localised(known.text, consent.language) if known else consent.purpose,
        "version": consent.text_version,
        "language": consent.language,
        "given_at": consent.given_at.isoformat(),
        "withdrawn_at": _moment(consent.withdrawn_at),
        "recorded_by_another": consent.recorded_by_id is not None,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
