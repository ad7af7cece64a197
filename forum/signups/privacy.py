"""What sign-ups hold of a person: handed out, erased."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.actor import SYSTEM
from forum.core.clock import now
from forum.core.db import db
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup
from forum.signups.service.changing import end


def export(person_id: int) -> dict[str, Any]:
    """Everything sign-ups know of a person, ready for JSON."""
    return {"signups": [_exported(signup) for signup in _signups(person_id)]}


def erase(person_id: int) -> None:
    """Leave of a person's sign-ups only that somebody of a sector was there.

    Places at forums to come are given back, and the next in line moves up. Runs inside the
    transaction of whoever erases the person.
    """
    moment = now()
    for signup in _signups(person_id):
        if signup.check_in is None and moment < signup.forum.ends_at:
            forum_for(SYSTEM, signup.forum.public_id, Permission.SIGNUP_MANAGE, lock=True)
            end(signup, SignupState.WITHDRAWN, actor=SYSTEM, now=moment)
        _strip(signup)
        for ticket in signup.tickets:
            ticket.revoked_at = ticket.revoked_at or moment


def _strip(signup: Signup) -> None:
    signup.needs = None
    signup.organisation = None
    signup.organisation_name = ""
    signup.network = None
    signup.helped_by_id = None


def _signups(person_id: int) -> list[Signup]:
    query = (
        select(Signup)
        .where(Signup.person_id == person_id)
        .options(joinedload(Signup.sector), joinedload(Signup.forum), joinedload(Signup.network))
        .order_by(Signup.applied_at)
    )
    return list(db.session.scalars(query))


def _exported(signup: Signup) -> dict[str, Any]:
    return {
        "forum": signup.forum.title,
        "forum_starts_at": signup.forum.starts_at.isoformat(),
        "state": signup.state.value,
        "sector": signup.sector.name,
        "organisation": signup.organisation_name,
        "network": signup.network.name if signup.network else None,
        "access_needs": signup.needs.text if signup.needs else None,
        "signed_up_at": signup.applied_at.isoformat(),
        "ended_at": signup.ended_at.isoformat() if signup.ended_at else None,
        "checked_in_at": signup.check_in.at.isoformat() if signup.check_in else None,
        "checked_in_by": signup.check_in.channel.value if signup.check_in else None,
    }
