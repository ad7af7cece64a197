"""Reads of who sits where."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.db import db
from forum.directory.models import Sector
from forum.language.sorting import name_sort_key
from forum.signups.logic.states import SignupState
from forum.signups.models.places import Signup


def list_seated(forum_id: int) -> list[Signup]:
    """Everybody with a seat, with person, sector, table and presence, by name. One query."""
    query = (
        select(Signup)
        .join(Signup.person)
        .join(Signup.sector)
        .where(Signup.forum_id == forum_id, Signup.state == SignupState.SEATED)
        .options(
            contains_eager(Signup.person),
            contains_eager(Signup.sector),
            joinedload(Signup.block),
            joinedload(Signup.check_in),
        )
        .order_by(Sector.position, Signup.id)
    )
    return sorted(db.session.scalars(query), key=_by_name)


def list_blocks_sat_at(block_ids: Sequence[int]) -> set[int]:
    """At which of these tables somebody with a seat sits (`events.blocks_in_use`)."""
    query = select(Signup.block_id).where(
        Signup.block_id.in_(block_ids), Signup.state == SignupState.SEATED
    )
    return {block_id for block_id in db.session.scalars(query) if block_id is not None}


def _by_name(signup: Signup) -> tuple[object, ...]:
    person = signup.person
    return *name_sort_key(person.prefix, person.given_name, person.family_name), signup.id
