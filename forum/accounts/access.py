"""Getting accounts' objects: loading is checking."""

from forum.accounts.models import Grant
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission, Scope


def grant_for(actor: Actor, grant_id: int, scopes: tuple[Scope, ...]) -> Grant:
    """A role held in the first of the scopes, for somebody who may give roles there."""
    grant = db.session.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None or grant.scope != scopes[0] or not actor.may(Permission.GRANT_GIVE, *scopes):
        raise NotFound
    return grant
