"""Telling everybody who signed up what happened to the forum."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.core.actor import Actor
from forum.core.db import db
from forum.events.models import Forum
from forum.mail.service import queue_letter, way_to
from forum.signups.logic.states import ACTIVE
from forum.signups.models.places import Signup


def tell_of_change(forum_id: int, change: str, actor: Actor, now: datetime) -> None:
    """Write once to everybody with a place who can be written to (fills `events.forum_changed`).

    The same change is written of once for each state of the forum (its sequence number).
    """
    _ = actor
    forum = db.session.get_one(Forum, forum_id)
    query = (
        select(Signup)
        .join(Signup.person)
        .where(Signup.forum_id == forum_id, Signup.state.in_(ACTIVE))
        .options(contains_eager(Signup.person))
        .order_by(Signup.id)
    )
    for signup in db.session.scalars(query).all():
        if way_to(signup.person.email, signup.person.phone):
            occasion = f"{change}:{forum.sequence}"
            queue_letter("signups.forum_changed", signup.id, occasion, now=now)
