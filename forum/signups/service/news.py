"""Telling everybody who signed up what happened to the forum."""

from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Person
from forum.core.actor import Actor
from forum.core.db import db
from forum.events.models import Forum
from forum.mail.service import queue_letter
from forum.signups.logic.states import ACTIVE
from forum.signups.models.places import Signup


def tell_of_change(forum_id: int, change: str, actor: Actor, now: datetime) -> None:
    """Write once to everybody with a place and an address (fills `events.forum_changed`).

    The same change is written of once for each state of the forum (its sequence number).
    """
    _ = actor
    forum = db.session.get_one(Forum, forum_id)
    query = (
        select(Signup.id)
        .join(Signup.person)
        .where(Signup.forum_id == forum_id, Signup.state.in_(ACTIVE), Person.email.is_not(None))
        .order_by(Signup.id)
    )
    for signup_id in db.session.scalars(query).all():
        queue_letter("signups.forum_changed", signup_id, f"{change}:{forum.sequence}", now=now)
