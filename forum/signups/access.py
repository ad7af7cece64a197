"""Getting sign-ups: loading is checking."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.core.actor import SYSTEM, Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.ids import hashed
from forum.core.permissions import Permission
from forum.events.access import forum_for, may_see
from forum.events.models import Forum
from forum.signups.logic.states import ACTIVE
from forum.signups.models.draws import Draw
from forum.signups.models.letters import OfficialLetter
from forum.signups.models.places import Signup, Ticket
from forum.signups.models.seats import Invitation
from forum.signups.queries.invitations import find_invitation
from forum.signups.queries.official import find_official_letter
from forum.signups.queries.people import find_ticket


def signup_for(
    actor: Actor, forum_id: str, signup_id: str, permission: Permission, *, lock: bool = False
) -> Signup:
    """A sign-up of this forum, for whoever holds the permission there.

    With `lock` the forum is locked first: its seats change one act after the other. Raises
    NotFound for an unknown sign-up, another forum's, and where the permission is not held.
    """
    forum = forum_for(actor, forum_id, permission, lock=lock)
    return one_of(forum, Signup.public_id == signup_id, is_fresh=lock)


def helped_signup(actor: Actor, forum_id: str, signup_id: str) -> Signup:
    """A sign-up whose ticket the actor may print: one they helped with, or any for organisers."""
    signup = signup_for(actor, forum_id, signup_id, Permission.SIGNUP_ASSIST)
    is_own_help = signup.helped_by_id is not None and signup.helped_by_id == actor.id
    if not is_own_help and not actor.may(Permission.SIGNUP_MANAGE, *signup.forum.scopes):
        raise NotFound
    return signup


def own_signup(
    actor: Actor, forum_id: str, ticket_ids: Sequence[int] = (), *, lock: bool = False
) -> Signup:
    """The actor's own sign-up at this forum: by person, or by a ticket opened on the device.

    What is withdrawn or cancelled is found too: its ticket still says so. Raises NotFound when
    there is none.
    """
    forum = forum_for(actor, forum_id, lock=lock)
    place = actor.place_in(forum.id)
    if place is not None:
        return one_of(forum, Signup.id == place.signup_id, is_fresh=lock)
    mine = Signup.person_id == (actor.person_id if actor.person_id is not None else -1)
    opened = Signup.tickets.any(Ticket.id.in_(ticket_ids) & Ticket.revoked_at.is_(None))
    query = (
        select(Signup)
        .where(Signup.forum_id == forum.id, mine | opened)
        .options(joinedload(Signup.person), joinedload(Signup.sector))
        .order_by(Signup.state.in_(ACTIVE).desc(), Signup.id.desc())
        .limit(1)
    )
    if lock:
        query = query.execution_options(populate_existing=True)
    signup = db.session.scalars(query).one_or_none()
    if signup is None:
        raise NotFound
    return signup


def ticket_by(token: str) -> Ticket:
    """The ticket a link carries. Raises NotFound for every other text, and for a hidden forum."""
    ticket = find_ticket(hashed(token))
    if ticket is None or ticket.signup.forum.published_at is None:
        raise NotFound
    return ticket


def invitation_by(token: str, *, lock: bool = False) -> Invitation:
    """The invitation a link carries, whatever has become of it. With `lock` its forum is locked.

    Raises NotFound for every other text, and for a forum that is not published.
    """
    invitation = find_invitation(hashed(token))
    if invitation is None or invitation.forum.published_at is None:
        raise NotFound
    if lock:
        forum_for(SYSTEM, invitation.forum.public_id, lock=True)
        db.session.refresh(invitation)
    return invitation


def draw_for(
    actor: Actor, forum_id: str, draw_id: str, permission: Permission, *, lock: bool = False
) -> Draw:
    """A draw of this forum, for whoever holds the permission there.

    With `lock` the forum is locked first. Raises NotFound for an unknown draw, another forum's,
    and where the permission is not held.
    """
    forum = forum_for(actor, forum_id, permission, lock=lock)
    return _draw_of(forum, draw_id, is_fresh=lock)


def public_draw(actor: Actor, forum_id: str, draw_id: str) -> Draw:
    """A draw that anybody may see: one that was fixed. Raises NotFound while it is prepared."""
    draw = _draw_of(forum_for(actor, forum_id), draw_id, is_fresh=False)
    if draw.committed_at is None:
        raise NotFound
    return draw


def may_check_in(actor: Actor, forum: Forum) -> bool:
    """Whether the actor notes who is present at this forum."""
    return may_see(actor, forum) and actor.may(Permission.CHECK_IN_RECORD, *forum.scopes)


def _draw_of(forum: Forum, draw_id: str, *, is_fresh: bool) -> Draw:
    query = select(Draw).where(Draw.forum_id == forum.id, Draw.public_id == draw_id)
    if is_fresh:
        query = query.execution_options(populate_existing=True)
    draw = db.session.scalars(query).one_or_none()
    if draw is None:
        raise NotFound
    return draw


def one_of(forum: Forum, condition: object, *, is_fresh: bool) -> Signup:
    """A sign-up of this forum, read anew where `is_fresh`. Raises NotFound where there is none."""
    query = (
        select(Signup)
        .where(Signup.forum_id == forum.id, condition)  # type: ignore[arg-type]
        .options(joinedload(Signup.person), joinedload(Signup.sector))
    )
    if is_fresh:
        query = query.execution_options(populate_existing=True)
    signup = db.session.scalars(query).one_or_none()
    if signup is None:
        raise NotFound
    return signup


def official_letter_for(
    actor: Actor, forum_id: str, letter_id: str, *, lock: bool = False
) -> OfficialLetter:
    """An official letter of this forum, for whoever manages its sign-ups. Raises NotFound."""
    forum = forum_for(actor, forum_id, Permission.SIGNUP_MANAGE, lock=lock)
    letter = find_official_letter(forum, letter_id)
    if letter is None:
        raise NotFound
    return letter
