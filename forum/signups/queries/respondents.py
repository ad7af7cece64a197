"""Who the people of a sign-up are to questionnaires: keys that only the installation can make."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.actor import Actor
from forum.core.db import db
from forum.questionnaires.ports import Respondent
from forum.questionnaires.queries import respondent_of
from forum.signups.models.places import Signup


def respondent(signup: Signup) -> Respondent:
    """Whoever has this sign-up, as sheets of answers name them."""
    return Respondent(respondent_of(signup.public_id), signup.sector.code)


def respondent_in(actor: Actor, forum_id: int) -> Respondent | None:
    """Who the actor is to a forum's questionnaires (`questionnaires.respondent_in`)."""
    place = actor.place_in(forum_id)
    if place is None:
        return None
    query = select(Signup).where(Signup.id == place.signup_id).options(joinedload(Signup.sector))
    signup = db.session.scalars(query).one_or_none()
    return respondent(signup) if signup is not None else None
