"""Getting accounts' objects: loading is checking."""

from forum.accounts.models import Account, Grant
from forum.core.actor import Actor
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.permissions import Permission, Scope


def own_account(actor: Actor) -> Account:
    """The actor's own account. Raises NotFound for whoever acts without one."""
    account = db.session.get(Account, actor.id) if actor.person_id and actor.id else None
    if account is None:
        raise NotFound
    return account


def grant_for(actor: Actor, grant_id: int, scopes: tuple[Scope, ...]) -> Grant:
    """A role held in the first of the scopes, for somebody who may give roles there."""
    grant = db.session.get(Grant, grant_id, with_for_update=True, populate_existing=True)
    if grant is None or grant.scope != scopes[0] or not actor.may(Permission.GRANT_GIVE, *scopes):
        raise NotFound
    return grant
