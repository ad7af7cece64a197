"""Getting minutes and their blocks: loading is checking."""

from forum.core.actor import Actor
from forum.core.errors import NotFound
from forum.core.permissions import Permission
from forum.events.access import forum_for
from forum.events.models import Forum
from forum.minutes.models import Minutes, MinutesBlock, MinutesVersion
from forum.minutes.queries import find_minutes, list_versions


def may_read_draft(actor: Actor, forum: Forum) -> bool:
    """Whether the actor may see minutes of this forum before they are certified."""
    return actor.may(Permission.MINUTES_READ_DRAFT, *forum.scopes)


def minutes_for(
    actor: Actor,
    forum_id: str,
    permission: Permission = Permission.MINUTES_READ_DRAFT,
    *,
    lock: bool = False,
) -> Minutes:
    """The minutes as they are being written, for those who write or prepare them.

    With `lock` the forum is locked: its minutes change as one. Raises NotFound for an unknown
    forum, one where the permission is not held, and where there are no minutes yet.
    """
    forum = forum_for(actor, forum_id, permission, lock=lock)
    minutes = find_minutes(forum.id)
    if minutes is None:
        raise NotFound
    return minutes


def block_of(minutes: Minutes, public_id: str) -> MinutesBlock:
    """A block of these very minutes. Raises NotFound for another's."""
    block = next((each for each in minutes.blocks if each.public_id == public_id), None)
    if block is None:
        raise NotFound
    return block


def version_for(actor: Actor, forum_id: str, number: int | None = None) -> MinutesVersion:
    """A certified version, the newest when no number is given: for everybody who sees the forum.

    Raises NotFound when there is none.
    """
    versions = list_versions(forum_for(actor, forum_id).id)
    wanted = (each for each in versions if number is None or each.number == number)
    version = next(wanted, None)
    if version is None:
        raise NotFound
    return version
